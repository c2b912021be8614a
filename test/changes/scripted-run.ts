// A run whose looks and sends follow a script, on a clock that takes no time; what happens is kept in order.
import { type ApplyOptions, apply } from "../../src/changes/apply.js";
import { type Executor, other, type Sight } from "../../src/changes/executor.js";
import type { Journal } from "../../src/changes/journal.js";
import type { AssignRoleChange } from "../../src/shapes/account-change.js";
import type { Change, ExcludeRoleChange } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import type { RunEntry } from "../../src/shapes/run.js";
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
type Looks = readonly (readonly ("before" | "after" | { readonly other: string })[])[];
/** What each send comes to; the last one holds for all that follow. */
type Sends = readonly ("ok" | Error)[];

export interface Script {
  readonly looks: Looks;
  readonly sends?: Sends;
  readonly isLag?: (error: unknown) => boolean;
  readonly goodReads?: number;
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

const last = <T>(list: readonly T[], index: number): T | undefined => list[Math.min(index, list.length - 1)];

export function run(
  plan: readonly Change[],
  scripts: Partial<Record<Change["kind"], Script>>,
  options: {
    readonly signal?: AbortSignal;
    readonly clock?: ManualClock;
    readonly journalFails?: (entry: RunEntry) => boolean;
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
    progress: (line) => events.push(`progress ${line}`),
    confirmed: (change) => {
      events.push(`confirmed ${change.summary}`);
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
    async look(changes) {
      events.push(`look ${kind} ${changes.length}`);
      if (script.lookFails?.on === looked + 1) throw script.lookFails.failure;
      return (last(script.looks, looked++) ?? []).map(
        (seen): Sight => (typeof seen === "string" ? { at: seen } : other(seen.other)),
      );
    },
    async send(change) {
      events.push(`send ${change.summary}`);
      const outcome = last<"ok" | Error>(script.sends ?? ["ok"], sent++);
      if (outcome instanceof Error) throw outcome;
      return { requestId: `r-${sent}`, at: null, objectId: null, body: null };
    },
  };
}
