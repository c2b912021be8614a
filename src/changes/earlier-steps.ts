// What the part of a run that was cut has left: which of its steps the new plan has again, and how old they are.
import type { Change, ChangeOutcome } from "../shapes/change.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { CONFIRM_WITHIN_MS } from "./confirm.js";
import { isCounterpart } from "./counterpart.js";
import type { Executor, Executors } from "./executor.js";
import { isMade } from "./run-record.js";

export interface EarlierSteps {
  /** All that were made or may have been, in order. */
  readonly all: readonly RunStep[];
  /** Number of the last intent; -1: none. */
  readonly lastNumber: number;
  /** The step that a change of the new plan has its counterpart in. */
  stepOf(change: Change): RunStep | undefined;
  /** Whether a later step did the same again. */
  isSuperseded(step: RunStep): boolean;
  /** From now on the change has none: the tenant has moved on since that step. */
  forget(change: Change): void;
  /** Those that the new plan has no counterpart of, though the tenant was not seen to show them. */
  readonly unsettled: readonly RunStep[];
  /** How long ago a step was answered, in milliseconds; where no answer told, how long ago the run was cut. */
  ageOf(step: RunStep): number;
}

export interface Now {
  /** By the service, milliseconds since 1970. */
  readonly service: () => number;
  /** By this machine. */
  readonly machine: () => number;
}

export function earlierSteps(earlier: RunRecord | null, plan: readonly Change[], now: Now): EarlierSteps {
  const all = earlier?.steps.filter(({ state, outcome }) => state === "in-doubt" || isMade(outcome)) ?? [];
  const steps = new Map<Change, RunStep>();
  for (const change of plan) {
    const taken = [...steps.values()];
    const step = all.findLast((one) => !taken.includes(one) && isCounterpart(one.change, change));
    if (step !== undefined) steps.set(change, step);
  }
  const met = new Set(steps.values());
  const lastAt = Date.parse(earlier?.lastAt ?? "");
  return {
    all,
    lastNumber: Math.max(-1, ...(earlier?.steps.map(({ number }) => number) ?? [])),
    stepOf: (change) => steps.get(change),
    isSuperseded: ({ number, change }) => all.some((one) => one.number > number && isCounterpart(one.change, change)),
    forget: (change) => void steps.delete(change),
    unsettled: all.filter((step) => !met.has(step) && step.state !== "confirmed"),
    ageOf: ({ sentAt }) => {
      const age = sentAt === null ? now.machine() - lastAt : now.service() - Date.parse(sentAt);
      // A clock that went wrong makes nothing older than it can be told to be.
      return Number.isFinite(age) ? Math.max(0, age) : CONFIRM_WITHIN_MS;
    },
  };
}

/** Executors learn what was sent, and by which id an object is found where its name is not known yet. */
export function tellExecutors({ all }: EarlierSteps, executors: Executors): void {
  for (const { change, state, sentAt, objectId } of all) {
    const executor = executors[change.kind] as Executor<Change> | undefined;
    executor?.sentEarlier?.(change, state === "in-doubt" ? null : { at: sentAt });
    if (objectId !== null) executor?.recall?.(change, objectId);
  }
}

/** The step as it is looked at: it knows what was before, the new plan knows whom it is about. */
export function asPlanned(step: RunStep | undefined, change: Change): Change {
  if (step === undefined) return change;
  // The group that was to be made then is known by now.
  const known = change.kind === "exclude-group" ? { after: change.after } : {};
  return { ...step.change, target: change.target, ...known } as Change;
}

export function outcomeOf(
  { change, requestId }: RunStep,
  outcome: ChangeOutcome["outcome"] = "done-earlier",
): ChangeOutcome {
  return { kind: change.kind, summary: change.summary, outcome, requestId };
}
