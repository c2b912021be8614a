// What happens on the servers and in the forest: the events of `sandbox do`.
import { SandboxError } from "../sandbox-error.js";
import { keepUser } from "../store/people.js";
import type { SandboxState } from "../store/sandbox-state.js";
import type { SandboxStore } from "../store/sandbox-store.js";
import type { TenantState } from "../store/tenant-state.js";
import { registerAgent, removeAgent } from "./authentication-agents.js";
import { type BreakageView, breakageViews, breakSomething, mendSomething } from "./breakages.js";
import { type CycleReport, runCycle, wholeSeconds } from "./cycle.js";
import { parseDuration } from "./duration.js";
import { between, exactly, readWords, wrongUse } from "./event-words.js";
import { CHANGEABLE_ATTRIBUTES, isChangeable } from "./export.js";
import { INSTALL_USAGE, installServer } from "./install.js";
import { intervalMs } from "./interval.js";
import { isScheduled, passTime } from "./schedule.js";
import {
  requireAddress,
  type ServerView,
  serverView,
  setAddress,
  setInterval,
  setRunning,
  setStaging,
  swap,
  theServer,
  uninstallServer,
} from "./servers.js";
import { switchIdentity } from "./switch-identity.js";

export interface EventResult {
  readonly event: string;
  readonly tenantTime: string;
  readonly result: readonly string[];
  readonly servers: readonly ServerView[];
  readonly breakages: readonly BreakageView[];
}

interface Event {
  readonly usage: string;
  readonly play: (draft: TenantState, now: number, words: readonly string[]) => readonly string[];
}

const ADVANCE_USAGE = "advance 90s|30m|8h|7d|ISO 8601";
const INSTALL_OPTIONS = {
  version: "value",
  staging: "flag",
  identity: "value",
  address: "value",
  pta: "flag",
} as const;

const EVENTS: Readonly<Record<string, Event>> = {
  "install-server": { usage: INSTALL_USAGE, play: install },
  "set-staging": {
    usage: "set-staging NAME on|off",
    play: (draft, now, words) => {
      const [name, mode] = exactly(words, 2, usageOf("set-staging"));
      if (mode !== "on" && mode !== "off") {
        throw wrongUse(`"${mode ?? ""}" is neither on nor off.`, usageOf("set-staging"));
      }
      return [setStaging(draft, theServer(draft, name), mode === "on", now)];
    },
  },
  "switch-identity": {
    usage: "switch-identity NAME application|legacy",
    play: (draft, now, words) => {
      const [name, kind = ""] = exactly(words, 2, usageOf("switch-identity"));
      if (kind !== "application" && kind !== "legacy") {
        throw wrongUse(`"${kind}" is neither application nor legacy.`, usageOf("switch-identity"));
      }
      return switchIdentity(draft, theServer(draft, name), kind, now);
    },
  },
  "set-interval": {
    usage: "set-interval NAME 1h",
    play: (draft, now, words) => {
      const [name, text = ""] = exactly(words, 2, usageOf("set-interval"));
      return [setInterval(theServer(draft, name), text, now)];
    },
  },
  "set-address": {
    usage: "set-address NAME IP",
    play: (draft, _now, words) => {
      const [name, address = ""] = exactly(words, 2, usageOf("set-address"));
      return [setAddress(theServer(draft, name), address)];
    },
  },
  ...onServer("stop-server", (draft, server, now) => setRunning(draft, server, false, now)),
  ...onServer("start-server", (draft, server, now) => setRunning(draft, server, true, now)),
  ...onServer("uninstall-server", uninstallServer),
  ...onServer("install-agent", registerAgent),
  ...onServer("remove-agent", removeAgent),
  swap: {
    usage: "swap OLD NEW",
    play: (draft, now, words) => {
      const [oldName, newName] = exactly(words, 2, usageOf("swap"));
      return swap(draft, theServer(draft, oldName), theServer(draft, newName), now);
    },
  },
  sync: {
    usage: "sync",
    play: (draft, now, words) => {
      exactly(words, 0, usageOf("sync"));
      return runAll(draft, now);
    },
  },
  change: {
    usage: "change N",
    play: (draft, _now, words) => {
      draft.onPremises.changesWaiting += countOf(words, usageOf("change"));
      return [`${draft.onPremises.changesWaiting} changes in the forest wait for the next export`];
    },
  },
  delete: {
    usage: "delete N",
    play: (draft, _now, words) => {
      draft.onPremises.deletionsWaiting += countOf(words, usageOf("delete"));
      return [`${draft.onPremises.deletionsWaiting} deletions in the forest wait for the next export`];
    },
  },
  "change-user": { usage: "change-user UPN [ATTRIBUTE VALUE]", play: changeUser },
  break: {
    usage: "break [KIND [NAME]]",
    play: (draft, now, words) => {
      const [kind, name] = between(words, 0, 2, usageOf("break"));
      return breakSomething(draft, kind, name, now);
    },
  },
  mend: {
    usage: "mend [KIND [NAME]]",
    play: (draft, now, words) => {
      const [kind, name] = between(words, 0, 2, usageOf("mend"));
      return mendSomething(draft, kind, name, now);
    },
  },
};

/**
 * Plays one event in the first tenant, or in the one that a last word `@NAME` names; lets time pass in all of them. A
 * SandboxError `usage` or `failed` when it cannot be, and then nothing has changed.
 */
export function playEvent(store: SandboxStore, words: readonly string[]): EventResult {
  const { index, rest: given } = tenantOf(store.state, words);
  const [name = "", ...rest] = given;
  const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
  if (event === undefined && name !== "advance") {
    const known = [...Object.keys(EVENTS), "advance"].join(", ");
    throw new SandboxError("usage", `There is no event "${name}".`, `Known events: ${known}.`);
  }
  const result = store.change((draft) => {
    const now = store.tenantNow();
    const tenant = draft.tenants[index];
    if (tenant === undefined) throw new Error("A sandbox has at least one tenant.");
    if (event === undefined) return advance(draft, now, rest);
    passTime(tenant, now);
    return event.play(tenant, now, rest);
  });
  const tenant = store.state.tenants[index];
  return {
    event: words.join(" "),
    tenantTime: new Date(store.tenantNow()).toISOString(),
    result,
    servers: tenant?.onPremises.servers.map((server) => serverView(tenant, server)) ?? [],
    breakages: tenant === undefined ? [] : breakageViews(tenant),
  };
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

/** A trailing `@contoso.com`, `@Contoso` or `@ID` chooses the tenant. */
function tenantOf(state: SandboxState, words: readonly string[]): { index: number; rest: readonly string[] } {
  const last = words.at(-1) ?? "";
  if (!last.startsWith("@") || words.length < 2) return { index: 0, rest: words };
  const wanted = last.slice(1).toLowerCase();
  const index = state.tenants.findIndex(
    ({ organization, domains }) =>
      organization.id === wanted ||
      organization.displayName.toLowerCase() === wanted ||
      domains.some((domain) => domain.id === wanted),
  );
  if (index !== -1) return { index, rest: words.slice(0, -1) };
  const known = state.tenants.map(({ domains }) => `@${domains.find((domain) => domain.isInitial)?.id ?? ""}`);
  throw new SandboxError("usage", `There is no tenant "${last.slice(1)}".`, `Known tenants: ${known.join(", ")}.`);
}

/** Moves the clock of all tenants; what is told is the first one's. */
function advance(draft: SandboxState, now: number, words: readonly string[]): readonly string[] {
  const [text = ""] = exactly(words, 1, ADVANCE_USAGE);
  const duration = parseDuration(text);
  if (duration === undefined || duration > 3660 * 86_400_000)
    throw wrongUse(`"${text}" is no duration of up to ten years (3660d).`, ADVANCE_USAGE);
  return moveClockTo(draft, now, now + duration);
}

function install(draft: TenantState, now: number, given: readonly string[]): readonly string[] {
  const { words, values, flags } = readWords(given, INSTALL_OPTIONS, INSTALL_USAGE);
  const { version, identity, address } = values;
  const [name = ""] = exactly(words, 1, INSTALL_USAGE);
  if (version === undefined) throw wrongUse("--version is missing.", INSTALL_USAGE);
  if (identity !== undefined && identity !== "legacy" && identity !== "application") {
    throw wrongUse(`--identity ${identity} is neither legacy nor application.`, INSTALL_USAGE);
  }
  if (address !== undefined) requireAddress(address);
  const [staging, withAgent] = [flags.has("staging"), flags.has("pta")];
  return installServer(draft, { name, version, staging, identity, address, withAgent }, now);
}

function changeUser(draft: TenantState, _now: number, words: readonly string[]): readonly string[] {
  const usage = usageOf("change-user");
  const [name = "", attribute, value] = between(words, 1, 3, usage);
  const user = keepUser(draft, name);
  if (user?.onPremisesSyncEnabled !== true) throw wrongUse(`"${name}" is no synchronised user.`, usage);
  if (words.length === 2) throw wrongUse("The attribute lacks its value.", usage);
  if (attribute !== undefined && !isChangeable(attribute)) {
    throw wrongUse(`"${attribute}" is none of ${CHANGEABLE_ATTRIBUTES.join(", ")}.`, usage);
  }
  draft.onPremises.userChangesWaiting.push({ userId: user.id, attribute: attribute ?? null, value: value ?? null });
  return [`the change of ${user.userPrincipalName} waits for the next export`];
}

/** One cycle of every running server now; each goes on by its own schedule, a few minutes after the one before it. */
function runAll(draft: TenantState, now: number): readonly string[] {
  const running = draft.onPremises.servers.filter(isScheduled);
  if (running.length === 0) return ["no server runs"];
  return running.map((server, index) => {
    const every = intervalMs(server);
    server.nextCycleAt = new Date(now + every + (index * every) / (2 * running.length)).toISOString();
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

function onServer(
  event: string,
  work: (draft: TenantState, server: ReturnType<typeof theServer>, now: number) => string,
): Readonly<Record<string, Event>> {
  const usage = `${event} NAME`;
  const play: Event["play"] = (draft, now, words) => [work(draft, theServer(draft, exactly(words, 1, usage)[0]), now)];
  return { [event]: { usage, play } };
}

function countOf(words: readonly string[], usage: string): number {
  const [text = ""] = exactly(words, 1, usage);
  const count = /^\d{1,6}$/u.test(text) ? Number(text) : 0;
  if (count === 0) throw wrongUse(`"${text}" is no number from 1 to 999999.`, usage);
  return count;
}

function usageOf(event: string): string {
  return EVENTS[event]?.usage ?? event;
}
