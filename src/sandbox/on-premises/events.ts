// What happens on the servers: the events of `sandbox do`.
import { parseArgs } from "node:util";
import { SandboxError } from "../sandbox-error.js";
import type { SandboxState } from "../store/sandbox-state.js";
import type { SandboxStore } from "../store/sandbox-store.js";
import type { TenantState } from "../store/tenant-state.js";
import { type CycleReport, runCycle, wholeSeconds } from "./cycle.js";
import { parseDuration } from "./duration.js";
import { installServer } from "./install.js";
import { CYCLE_MS, passTime } from "./schedule.js";
import { type ServerView, serverView, setRunning, setStaging, swap, theServer, uninstallServer } from "./servers.js";

export interface EventResult {
  readonly event: string;
  readonly tenantTime: string;
  readonly result: readonly string[];
  readonly servers: readonly ServerView[];
}

interface Event {
  readonly usage: string;
  readonly play: (draft: TenantState, now: number, words: readonly string[]) => readonly string[];
}

const ADVANCE_USAGE = "advance 90s|30m|8h|7d|ISO 8601";

const EVENTS: Readonly<Record<string, Event>> = {
  "install-server": {
    usage: "install-server NAME --version V [--staging] [--identity legacy|application]",
    play: install,
  },
  "set-staging": {
    usage: "set-staging NAME on|off",
    play: (draft, now, words) => {
      const [name, mode] = exactly(words, 2, "set-staging");
      if (mode !== "on" && mode !== "off") throw wrongUse("set-staging", `"${mode ?? ""}" is neither on nor off.`);
      return [setStaging(draft, theServer(draft, name), mode === "on", now)];
    },
  },
  "stop-server": {
    usage: "stop-server NAME",
    play: (draft, now, words) => [setRunning(draft, theServer(draft, exactly(words, 1, "stop-server")[0]), false, now)],
  },
  "start-server": {
    usage: "start-server NAME",
    play: (draft, now, words) => [setRunning(draft, theServer(draft, exactly(words, 1, "start-server")[0]), true, now)],
  },
  "uninstall-server": {
    usage: "uninstall-server NAME",
    play: (draft, now, words) => [
      uninstallServer(draft, theServer(draft, exactly(words, 1, "uninstall-server")[0]), now),
    ],
  },
  swap: {
    usage: "swap OLD NEW",
    play: (draft, now, words) => {
      const [oldName, newName] = exactly(words, 2, "swap");
      return swap(draft, theServer(draft, oldName), theServer(draft, newName), now);
    },
  },
  sync: {
    usage: "sync",
    play: (draft, now, words) => {
      exactly(words, 0, "sync");
      return runAll(draft, now);
    },
  },
};

/**
 * Plays one event in the first tenant, or lets time pass in all of them; a SandboxError `usage` or `failed` when it
 * cannot be, and then nothing has changed.
 */
export function playEvent(store: SandboxStore, words: readonly string[]): EventResult {
  const [name = "", ...rest] = words;
  const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (event === undefined && name !== "advance") {
    const known = [...Object.keys(EVENTS), "advance"].join(", ");
    throw new SandboxError("usage", `There is no event "${name}".`, `Known events: ${known}.`);
  }
  const result = store.change((draft) => {
    const now = store.tenantNow();
    const [tenant] = draft.tenants;
    if (tenant === undefined) throw new Error("A sandbox has at least one tenant.");
    if (event === undefined) return advance(draft, now, rest);
    passTime(tenant, now);
    return event.play(tenant, now, rest);
  });
  const [tenant] = store.state.tenants;
  return {
    event: words.join(" "),
    tenantTime: new Date(store.tenantNow()).toISOString(),
    result,
    servers: tenant?.onPremises.servers.map((server) => serverView(tenant, server)) ?? [],
  };
}

/** Moves the clock of all tenants; what is told is the first one's. */
function advance(draft: SandboxState, now: number, words: readonly string[]): readonly string[] {
  const [text = ""] = exactly(words, 1, "advance");
  const duration = parseDuration(text);
  if (duration === undefined || duration > 3660 * 86_400_000) throw wrongUse("advance", `"${text}" is no duration.`);
  return moveClockTo(draft, now, now + duration);
}

/** `until` in milliseconds of tenant time; every cycle that falls into the time between is run. */
export function moveClockTo(draft: SandboxState, now: number, until: number): readonly string[] {
  const { clock } = draft;
  if (clock.kind === "manual") clock.nowMs = until;
  else clock.offsetMs += until - now;
  const [first, ...others] = draft.tenants;
  for (const tenant of others) passTime(tenant, until);
  const reports = first === undefined ? [] : passTime(first, until);
  return [`tenant time is now ${wholeSeconds(until)}`, ...summarised(reports)];
}

function install(draft: TenantState, now: number, words: readonly string[]): readonly string[] {
  const options = { version: { type: "string" }, staging: { type: "boolean" }, identity: { type: "string" } } as const;
  let parsed: { values: { version?: string; staging?: boolean; identity?: string }; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUse("install-server", error instanceof Error ? error.message : "");
  }
  const { version, staging = false, identity } = parsed.values;
  const [name] = exactly(parsed.positionals, 1, "install-server");
  if (version === undefined) throw wrongUse("install-server", "--version is missing.");
  if (identity !== undefined && identity !== "legacy" && identity !== "application") {
    throw wrongUse("install-server", `--identity ${identity} is neither legacy nor application.`);
  }
  return installServer(draft, { name: name ?? "", version, staging, identity }, now);
}

/** One cycle of every running server now; the next regular one follows half an hour later. */
function runAll(draft: TenantState, now: number): readonly string[] {
  const running = draft.onPremises.servers.filter((server) => server.running);
  if (running.length === 0) return ["no server runs"];
  return running.map((server) => {
    server.nextCycleAt = new Date(now + CYCLE_MS).toISOString();
    return sentence(runCycle(draft, server, now));
  });
}

/** Many cycles in a row: how many there were, and the last of each server in full. */
function summarised(reports: readonly CycleReport[]): readonly string[] {
  const names = [...new Set(reports.map((report) => report.server))];
  return names.map((name) => {
    const ofOne = reports.filter((report) => report.server === name);
    const last = ofOne.at(-1);
    const failed = ofOne.filter((report) => !report.succeeded).length;
    return last === undefined ? "" : `${sentence(last)} (${ofOne.length} cycles, ${failed} failed)`;
  });
}

function sentence(report: CycleReport): string {
  return `${report.server}: ${report.succeeded ? "cycle done" : "cycle failed"} at ${report.at}: ${report.message}`;
}

function exactly(words: readonly string[], count: number, event: string): readonly string[] {
  if (words.length === count) return words;
  throw wrongUse(event, `It takes ${count} words, not ${words.length}.`);
}

function wrongUse(event: string, why: string): SandboxError {
  return new SandboxError(
    "usage",
    `The event ${event} was given wrongly. ${why}`,
    `Usage: ${EVENTS[event]?.usage ?? ADVANCE_USAGE}`,
  );
}
