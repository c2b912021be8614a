// A run whose looks and sends follow a script, on a clock that takes no time; what happens is kept in order.
import { type ApplyOptions, apply } from "../../src/changes/apply.js";
import { type Executor, other, type Sight } from "../../src/changes/executor.js";
import type { Journal } from "../../src/changes/journal.js";
import type { AssignRoleChange } from "../../src/shapes/account-change.js";
import type { Change, Json } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import type { ExcludeRoleChange } from "../../src/shapes/exclusion-change.js";
import type { RunEntry, RunRecord } from "../../src/shapes/run.js";
import { type ManualClock, manualClock } from "../support/manual-clock.js";

export function excludeOf(name: string): ExcludeRoleChange {
  return {
    kind: "exclude-role",
    target: { policyId: name, policyName: name },
    summary: `exclude from ${name}`,
    before: { excludeRoles: [] },
    after: { excludeRoles: ["role"] },
    reversible: true,
  };
}

export function assignOf(name: string): AssignRoleChange {
  return {
    kind: "assign-role",
    target: { userPrincipalName: name, userId: null },
    summary: `assign to ${name}`,
    before: null,
    after: { roleDefinitionId: "r", roleName: "R", directoryScopeId: "/", how: "direct", duration: null },
    reversible: true,
  };
}

/** What each look sees, one entry a look; the last one holds for all that follow. */
type Looks = readonly (readonly ("before" | "after" | { readonly other: string } | Sight)[])[];
/** What each send comes to; the last one holds for all that follow. */
type Sends = readonly ("ok" | Error)[];

export interface Script {
  readonly looks: Looks;
  readonly sends?: Sends;
  readonly isLag?: (error: unknown) => boolean;
  readonly goodReads?: number;
  /** Whether what was sent before the cut has to be sent again. */
  readonly mustRepeat?: boolean;
  /** Of what a send makes. */
  readonly objectId?: string;
  /** Of what a look sees. */
  readonly image?: Json;
  readonly onLook?: (change: Change) => void;
  /** A look that cannot be taken, counted from 1. */
  readonly lookFails?: { readonly on: number; readonly failure: Error };
}

export function lost(): ServiceError {
  return new ServiceError("No answer came.", { code: "no-answer", remedy: "Wait.", carriedOut: "unknown" });
}

export function answered(status: number): ServiceError {
  return new ServiceError(`status ${status}`, { code: `http-${status}`, remedy: "Wait.", status, requestId: "r-e" });
}

export interface Run {
  /** `look`, `send NAME`, `intent NAME` and so on, in order. */
  readonly events: readonly string[];
  readonly journal: readonly RunEntry[];
  readonly clock: ManualClock;
  readonly result: Promise<Awaited<ReturnType<typeof apply>>>;
}

/** The service's time at the beginning. */
export const AT = "2026-11-22T10:00:00.000Z";

const last = <T>(list: readonly T[], index: number): T | undefined => list[Math.min(index, list.length - 1)];

export function run(
  plan: readonly Change[],
  scripts: Partial<Record<Change["kind"], Script>>,
  options: {
    readonly signal?: AbortSignal;
    readonly clock?: ManualClock;
    readonly journalFails?: (entry: RunEntry) => boolean;
    /** The part of the run that was cut. */
    readonly earlier?: RunRecord;
    /** The service's time, ISO 8601. */
    readonly at?: string;
    /** How long the journal takes to be on the disk. */
    readonly durable?: (entry: RunEntry) => Promise<void>;
  } = {},
): Run {
  const events: string[] = [];
  const entries: RunEntry[] = [];
  const clock = options.clock ?? manualClock();
  const journal: Journal = {
    runId: "1",
    where: "/state/runs/1.jsonl",
    append: async (entry) => {
      if (options.journalFails?.(entry) === true) throw new Error("The disk is full.");
      await options.durable?.(entry);
      entries.push(entry);
      events.push(`journal ${entry.entry}`);
    },
    close: async () => undefined,
  };
  const executors = Object.fromEntries(
    Object.entries(scripts).map(([kind, script]) => [kind, executorOf(kind, script, events)]),
  ) as ApplyOptions["executors"];
  const result = apply(plan, {
    executors,
    journal,
    clock,
    signal: options.signal ?? new AbortController().signal,
    earlier: options.earlier ?? null,
    serviceTime: () => Date.parse(options.at ?? AT) + clock.elapsed(),
    remedy: () => "Run the same command again to go on, or take it back. It stands in /state/runs/1.jsonl.",
    clean: (text) => text.replaceAll("hunter2", "***"),
    progress: (line) => events.push(`progress ${line}`),
    warn: (sentence) => events.push(`warn ${sentence}`),
    confirmed: (change, outcome) => {
      events.push(`confirmed ${change.summary}${outcome === "done" ? "" : ` ${outcome}`}`);
    },
  });
  return { events, journal: entries, clock, result };
}

function executorOf(kind: string, script: Script, events: string[]): Executor<Change> {
  let looked = 0;
  let sent = 0;
  return {
    goodReads: script.goodReads ?? 3,
    isLag: script.isLag ?? (() => false),
    mustRepeat: () => script.mustRepeat === true && sent === 0,
    recall: (change, objectId) => void events.push(`recall ${change.summary} ${objectId}`),
    async look(changes) {
      events.push(`look ${kind} ${changes.length}`);
      for (const change of changes) script.onLook?.(change);
      if (script.lookFails?.on === looked + 1) throw script.lookFails.failure;
      return (last(script.looks, looked++) ?? []).map(
        (seen): Sight =>
          typeof seen === "string"
            ? { at: seen, ...(script.image === undefined ? {} : { image: script.image }) }
            : "at" in seen
              ? seen
              : other(seen.other),
      );
    },
    async send(change) {
      events.push(`send ${change.summary}`);
      const outcome = last<"ok" | Error>(script.sends ?? ["ok"], sent++);
      if (outcome instanceof Error) throw outcome;
      return { requestId: `r-${sent}`, at: AT, objectId: script.objectId ?? null, body: { secret: "hunter2" } };
    },
  };
}
