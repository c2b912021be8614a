// Carries out a plan: look, journal, send, confirm, journal. Nothing is decided here.
import type { Change, ChangeOutcome } from "../shapes/change.js";
import type { Clock } from "../shapes/clock.js";
import {
  AadcError,
  BugError,
  GuardError,
  InterruptedError,
  messageOf,
  PartialError,
  PermissionError,
  ServiceError,
  SignInError,
} from "../shapes/errors.js";
import type { RunEntry } from "../shapes/run.js";
import type { Executor, Executors, Sight } from "./executor.js";
import type { Journal } from "./journal.js";

export interface ApplyOptions {
  readonly executors: Executors;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Told of each change that was made, as soon as it is confirmed. */
  readonly confirmed: (change: Change, outcome: ChangeOutcome["outcome"]) => void | Promise<void>;
}

/** How long a change may take to be seen everywhere. Directory replication takes a minute or two; roles longer. */
const CONFIRM_WITHIN_MS = 300_000;
const BETWEEN_GOOD_READS_MS = 300;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const SENDS = 3;
/** The pause at which it is said what is waited for: shorter ones are over before anybody wonders. */
const TOLD_AT_PAUSE_MS = 4_000;

/**
 * @returns one outcome per change, in order
 * @throws {GuardError} when somebody has changed a target since the plan was made; {PartialError} when some changes are
 * made and others are not; else whatever stopped it before anything was changed
 */
export async function apply(plan: readonly Change[], options: ApplyOptions): Promise<readonly ChangeOutcome[]> {
  const state: State = { outcomes: [], underWay: undefined, lost: false, number: -1 };
  try {
    for (const group of byKind(plan)) await applyGroup(group, options, state);
  } catch (error) {
    await note(options.journal, {
      entry: "stopped",
      code: error instanceof AadcError ? error.code : "unknown",
      message: messageOf(error),
    });
    const done = state.outcomes.filter(({ outcome }) => outcome === "done").map(({ summary }) => summary);
    const perhaps =
      state.underWay !== undefined && (state.lost || mayHaveHappened(error)) ? [state.underWay.summary] : [];
    if (done.length + perhaps.length === 0) throw error;
    throw cutShort(done, perhaps, plan.length, error, options.journal);
  }
  await note(options.journal, { entry: "finished" });
  return state.outcomes;
}

interface State {
  readonly outcomes: ChangeOutcome[];
  /** A change that was about to be sent, and that no answer has refused. */
  underWay: Change | undefined;
  /** Whether an answer to it was lost: then no later answer, and no look, makes certain that it was not carried out. */
  lost: boolean;
  /** Number of the last intent. */
  number: number;
}

async function applyGroup(group: readonly Change[], options: ApplyOptions, state: State): Promise<void> {
  const [first] = group;
  const executor = first === undefined ? undefined : (options.executors[first.kind] as Executor<Change> | undefined);
  if (executor === undefined)
    throw new BugError(`Nothing knows how to carry out a change of the kind ${first?.kind ?? "none"}.`, {
      code: "no-executor",
      remedy: "Please report this with the command line that led to it.",
    });
  const sights = await executor.look(group);
  for (const [index, change] of group.entries()) refuseStranger(change, sights[index]);
  const made: { readonly change: Change; readonly number: number }[] = [];
  for (const [index, change] of group.entries()) {
    // The first look may be old by now: right before each write it is looked at again.
    const [sight] = index === 0 ? sights : await executor.look([change]);
    refuseStranger(change, sight);
    if (await carryOut(change, sight, executor, options, state)) made.push({ change, number: state.number });
  }
  if (made.length === 0) return;
  options.progress(made.length === 1 ? "confirming it" : `confirming ${made.length} changes`);
  await confirm(
    made.map(({ change }) => change),
    executor,
    options,
  );
  await options.journal.append({ entry: "confirmed", numbers: made.map(({ number }) => number) });
  for (const { change } of made) await options.confirmed(change, "done");
}

/** @returns whether this run made the change */
async function carryOut(
  change: Change,
  sight: Sight | undefined,
  executor: Executor<Change>,
  options: ApplyOptions,
  state: State,
): Promise<boolean> {
  const { kind, summary } = change;
  if (sight?.at === "after") {
    state.outcomes.push({ kind, summary, outcome: "already-so", requestId: null });
    return false;
  }
  options.progress(summary);
  state.number += 1;
  const { number } = state;
  await options.journal.append({
    entry: "intent",
    number,
    change,
    ...(sight?.image === undefined ? {} : { image: sight.image }),
  });
  state.underWay = change;
  state.lost = false;
  const { ours, requestId, at, objectId } = await send(change, executor, options, state);
  state.underWay = undefined;
  const outcome: ChangeOutcome = { kind, summary, outcome: ours ? "done" : "already-so", requestId };
  state.outcomes.push(outcome);
  if (objectId !== null) executor.recall?.(change, objectId);
  await options.journal.append({ entry: "sent", number, outcome: outcome.outcome, requestId, at, objectId });
  return ours;
}

/** Only an answer that says no is certain; whatever else ended a write may have ended it after it took effect. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof ServiceError) return error.carriedOut === "unknown";
  return !(error instanceof PermissionError || error instanceof SignInError || error instanceof GuardError);
}

/** A journal that cannot be written any more must not hide why the run stopped. */
async function note(journal: Journal, entry: RunEntry): Promise<void> {
  try {
    await journal.append(entry);
  } catch {
    // What led here is thrown on, and says what matters.
  }
}

/**
 * Sends until it is certain that it was carried out. A lost answer and a conflict (it is there already, or gone already) are
 * told apart by looking: after a lost answer a conflict is our own first attempt, which not every replica shows yet.
 */
async function send(change: Change, executor: Executor<Change>, options: ApplyOptions, state: State): Promise<Sent> {
  const { clock, signal } = options;
  const deadline = clock.elapsed() + CONFIRM_WITHIN_MS;
  let lostAnswers = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    state.underWay = change;
    try {
      const { requestId, at, objectId } = await executor.send(change);
      return { ours: true, requestId, at, objectId };
    } catch (error) {
      if (signal.aborted || !(error instanceof ServiceError)) throw error;
      const lost = error.carriedOut === "unknown";
      if (lost) state.lost = true;
      // A no is certain: whatever ends the waiting for a better answer, nothing was made.
      if (!state.lost) state.underWay = undefined;
      const conflict = [400, 404, 409].includes(error.status ?? 0);
      if (lost) lostAnswers += 1;
      const worthWaiting = lost ? lostAnswers < SENDS : executor.isLag(error) || (conflict && lostAnswers > 0);
      if (!lost && !conflict && !worthWaiting) throw error;
      if (worthWaiting && !lost && pause === TOLD_AT_PAUSE_MS) tell(executor.waitingFor?.(change, error), options);
      if (worthWaiting) await clock.sleep(pause, signal);
      const [sight] = await executor.look([change]);
      // Without a lost answer it cannot be ours: somebody else did the same at the same time.
      if (sight?.at === "after")
        return { ours: lostAnswers > 0, requestId: error.requestId ?? null, at: null, objectId: null };
      refuseStranger(change, sight);
      if (!worthWaiting || clock.elapsed() > deadline) throw error;
    }
  }
}

function tell(line: string | undefined, { progress }: ApplyOptions): void {
  if (line !== undefined) progress(line);
}

interface Sent {
  /** Whether this run made the change, as far as can be told. */
  readonly ours: boolean;
  readonly requestId: string | null;
  readonly at: string | null;
  readonly objectId: string | null;
}

/** Reads back until every change is seen `goodReads` times in a row. */
async function confirm(made: readonly Change[], executor: Executor<Change>, options: ApplyOptions): Promise<void> {
  const { clock, signal } = options;
  const deadline = clock.elapsed() + CONFIRM_WITHIN_MS;
  let pause = FIRST_PAUSE_MS;
  for (let good = 0; good < executor.goodReads; ) {
    const sights = await executor.look(made);
    const stranger = sights.findIndex(({ at }) => at === "other");
    if (stranger >= 0) refuseStranger(made[stranger], sights[stranger]);
    if (sights.every(({ at }) => at === "after")) {
      good += 1;
      if (good < executor.goodReads) await clock.sleep(BETWEEN_GOOD_READS_MS, signal);
      continue;
    }
    good = 0;
    if (clock.elapsed() + pause > deadline)
      throw new ServiceError(
        `It was sent, but after ${CONFIRM_WITHIN_MS / 60_000} minutes the tenant does not show it.`,
        {
          code: "not-confirmed",
          remedy: "Run the same command again later: it looks first and does only what is missing.",
        },
      );
    await clock.sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function refuseStranger(change: Change | undefined, sight: Sight | undefined): void {
  if (change === undefined || sight?.at !== "other") return;
  throw new GuardError(`Somebody has changed it since the plan was made: ${sight.what} (to ${change.summary}).`, {
    code: "tenant-moved-on",
    remedy: "Run the command again: it plans anew from what is there now.",
  });
}

/** Interrupted stays interrupted: the person knows that it was cut, but not what was done. */
function cutShort(
  done: readonly string[],
  perhaps: readonly string[],
  planned: number,
  error: unknown,
  journal: Journal,
): PartialError | InterruptedError {
  const said = [
    ...(done.length === 0 ? [] : [`Done: ${done.join("; ")}.`]),
    ...(perhaps.length === 0 ? [] : [`Perhaps done: ${perhaps.join("; ")}.`]),
    `Then it stopped, with ${planned} changes planned: ${messageOf(error)}`,
  ];
  const cause = error instanceof AadcError && !(error instanceof InterruptedError) ? ` ${error.remedy}` : "";
  const CutShort = error instanceof InterruptedError ? InterruptedError : PartialError;
  return new CutShort(said.join(" "), {
    code: error instanceof InterruptedError ? error.code : "partly-done",
    remedy: `Run the same command again to go on: it does only what is missing. What was sent stands in ${journal.where}.${cause}`,
    ...(error instanceof AadcError && error.requestId !== undefined ? { requestId: error.requestId } : {}),
    cause: error,
  });
}

/** Runs of neighbours of one kind: they are looked at and confirmed together. */
function byKind(plan: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of plan) {
    const last = groups.at(-1);
    if (last?.[0]?.kind === change.kind) last.push(change);
    else groups.push([change]);
  }
  return groups;
}
