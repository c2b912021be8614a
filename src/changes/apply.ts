// Carries out a plan: look, journal, send, confirm, journal. Nothing is decided here.
import type { Change, ChangeOutcome } from "../shapes/change.js";
import { AadcError, BugError, DeadlineError, GuardError, messageOf } from "../shapes/errors.js";
import type { RunEntry, RunRecord, RunStep } from "../shapes/run.js";
import { byKind } from "./by-kind.js";
import { CONFIRM_WITHIN_MS, confirm, refuseStranger, type Waiting } from "./confirm.js";
import { cameTo, cutShort } from "./cut-short.js";
import { asPlanned, type EarlierSteps, earlierSteps, type Now, outcomeOf, tellExecutors } from "./earlier-steps.js";
import type { Executor, Executors, Sight } from "./executor.js";
import type { Journal } from "./journal.js";
import { isMade } from "./run-record.js";
import { send, tellDoubt, type UnderWay } from "./send.js";
import { imagesOf, seenAs, settle } from "./settle.js";

export interface ApplyOptions extends Waiting {
  readonly executors: Executors;
  readonly journal: Journal;
  /** The part of this run that was cut. */
  readonly earlier: RunRecord | null;
  readonly serviceTime: Now["service"];
  readonly progress: (line: string) => void;
  /** What whoever reads the result has to know. */
  readonly warn: (sentence: string) => void;
  /** Told of each change that was made, as soon as it is confirmed. */
  readonly confirmed: (change: Change, outcome: ChangeOutcome["outcome"]) => void | Promise<void>;
  /** What a person does when it is stopped with a part done; `late`: by the deadline of the command. */
  readonly remedy: (late: boolean) => string;
  /** Hides secrets in what others say, before it is journaled. */
  readonly clean: (text: string) => string;
}

interface State {
  readonly earlier: EarlierSteps;
  /** Steps of the part that was cut of which no outcome is told yet. */
  readonly untold: Set<RunStep>;
  readonly outcomes: ChangeOutcome[];
  underWay: UnderWay | null;
  /** The first of the outcomes that are being read back; null: none are. */
  confirmedFrom: number | null;
  /** Number of the last intent. */
  number: number;
}

/** A change that is to be read back. */
interface Made {
  readonly change: Change;
  readonly number: number;
  readonly outcome: ChangeOutcome["outcome"];
  /** On the clock's `elapsed`. */
  readonly deadline: number;
}

/**
 * Goes on with a run that was cut, or carries out a whole plan.
 * @returns one outcome per change, in order; before them those of the part that was cut
 * @throws {GuardError} when somebody has changed a target since the plan was made; {PartialError} when some changes are
 * made and others are not; else whatever stopped it before anything was changed
 */
export async function apply(plan: readonly Change[], options: ApplyOptions): Promise<readonly ChangeOutcome[]> {
  const { executors, clock, journal, clean } = options;
  const now = { service: options.serviceTime, machine: () => clock.epoch() };
  const earlier = earlierSteps(options.earlier, plan, now);
  const untold = new Set(earlier.all.filter((step) => !earlier.isSuperseded(step)));
  const state: State = {
    earlier,
    untold,
    outcomes: [],
    underWay: null,
    confirmedFrom: null,
    number: earlier.lastNumber,
  };
  try {
    tellExecutors(earlier, executors);
    state.outcomes.push(...(await outcomesOfEarlier(earlier, plan, options, untold)));
    for (const group of byKind(plan, ({ kind }) => kind)) await applyGroup(group, options, state);
  } catch (error) {
    const { underWay } = state;
    const refused = underWay !== null && underWay.no !== null && !underWay.lost;
    if (refused) await note(journal, { entry: "refused", number: underWay.number, message: clean(underWay.no ?? "") });
    const code = error instanceof AadcError ? error.code : "unknown";
    await note(journal, { entry: "stopped", code, message: clean(messageOf(error)) });
    const made = state.outcomes.map(({ outcome, summary }) => (isMade(outcome) ? [summary] : []));
    // Whoever wrote after it may have undone it.
    const overtakenFrom = error instanceof GuardError ? (state.confirmedFrom ?? made.length) : made.length;
    const left = cameTo([...untold]);
    const came = {
      done: [...left.done, ...made.slice(0, overtakenFrom).flat()],
      overtaken: made.slice(overtakenFrom).flat(),
      perhaps: [...left.perhaps, ...(underWay === null || refused ? [] : [underWay.change.summary])],
    };
    if (Object.values(came).flat().length === 0) throw error;
    throw cutShort(came, plan.length, error, options.remedy(error instanceof DeadlineError));
  }
  const why = await note(journal, { entry: "finished" });
  if (why !== null)
    options.warn(
      `Everything is done, but that could not be written into ${journal.where}, so that the run counts as cut: ${clean(why)} Run the same command again when it can be written: it finds everything done, and closes the run.`,
    );
  return state.outcomes;
}

/** What the part that was cut has made, and the new plan does not have again. */
async function outcomesOfEarlier(
  earlier: EarlierSteps,
  plan: readonly Change[],
  options: ApplyOptions,
  untold: Set<RunStep>,
): Promise<readonly ChangeOutcome[]> {
  const met = plan.map((change) => earlier.stepOf(change));
  const settled = await settle(earlier, options);
  // What is not done any more, the journal has seen, or it was warned of.
  for (const step of earlier.all)
    if (!met.includes(step) && (step.state !== "in-doubt" || settled.has(step))) untold.delete(step);
  return earlier.all
    .filter((step) => !met.includes(step) && !earlier.isSuperseded(step))
    .flatMap((step) => {
      const outcome = step.state === "confirmed" ? "done-earlier" : settled.get(step);
      return outcome === undefined || outcome === "void" ? [] : [outcomeOf(step, outcome)];
    });
}

async function applyGroup(plan: readonly Change[], options: ApplyOptions, state: State): Promise<void> {
  const executor = executorOf(plan[0]?.kind, options);
  const { group, sights } = await lookAtGroup(plan, executor, state);
  for (const [index, change] of group.entries()) refuseStranger(change, sights[index]);
  const made: Made[] = [];
  const first = state.outcomes.length;
  for (const [index, change] of group.entries()) {
    // The first look may be old by now: right before each write it is looked at again.
    const [sight] = index === 0 ? sights : await executor.look([change]);
    refuseStranger(change, sight);
    const one = await carryOut(change, plan[index] ?? change, sight, executor, options, state);
    if (one !== null) made.push(one);
  }
  if (made.length === 0) return;
  options.progress(made.length === 1 ? "confirming it" : `confirming ${made.length} changes`);
  const changes = made.map(({ change }) => change);
  state.confirmedFrom = first;
  const last = await confirm(changes, executor, Math.max(...made.map(({ deadline }) => deadline)), options);
  state.confirmedFrom = null;
  await options.journal.append({
    entry: "confirmed",
    numbers: made.map(({ number }) => number),
    ...imagesOf(last),
  });
  for (const { change, outcome } of made) await options.confirmed(change, outcome);
}

/** What the part that was cut has begun is looked at as it was begun, unless the tenant has moved on since. */
async function lookAtGroup(plan: readonly Change[], executor: Executor<Change>, { earlier, untold }: State) {
  const group = plan.map((change) => asPlanned(earlier.stepOf(change), change));
  const sights = [...(await executor.look(group))];
  for (const [index, change] of plan.entries()) {
    const step = earlier.stepOf(change);
    if (sights[index]?.at !== "other" || step === undefined) continue;
    earlier.forget(change);
    untold.delete(step);
    group[index] = change;
    const [again] = await executor.look([change]);
    if (again !== undefined) sights[index] = again;
  }
  return { group, sights };
}

/** @returns the change where this run made it, now or in the part that was cut */
async function carryOut(
  change: Change,
  planned: Change,
  sight: Sight | undefined,
  executor: Executor<Change>,
  options: ApplyOptions,
  state: State,
): Promise<Made | null> {
  const { journal, clock, progress } = options;
  const { kind, summary } = planned;
  const step = state.earlier.stepOf(planned);
  const told = () => step !== undefined && state.untold.delete(step);
  const age = step === undefined ? 0 : state.earlier.ageOf(step);
  const isThere = sight?.at === "after";
  const made = (number: number, outcome: ChangeOutcome["outcome"], sentAgo: number): Made => ({
    ...{ change, number, outcome },
    deadline: clock.elapsed() + CONFIRM_WITHIN_MS - sentAgo,
  });
  if (step === undefined && isThere) {
    state.outcomes.push({ kind, summary, outcome: "already-so", requestId: null });
    return null;
  }
  // Answered once, it is waited for as long as after any answer; what was not seen by then, somebody has taken back.
  const repeats = step !== undefined && executor.mustRepeat?.(change) === true;
  if (step !== undefined && isThere && sight.whose === "others") {
    await journal.append(seenAs("already-so", step.number));
    state.outcomes.push({ ...outcomeOf(step, "already-so"), summary });
    told();
    return null;
  }
  if (step !== undefined && !repeats && (isThere || (step.state !== "in-doubt" && age < CONFIRM_WITHIN_MS))) {
    const { number } = step;
    if (isThere) tellDoubt(sight, options.warn);
    if (step.state === "in-doubt") await journal.append(seenAs("done", number));
    state.outcomes.push({ ...outcomeOf(step), summary });
    told();
    return made(number, "done-earlier", isThere ? 0 : age);
  }
  progress(summary);
  const inDoubt = step?.state === "in-doubt";
  const wanted = inDoubt ? change : planned;
  const number = inDoubt ? step.number : state.number + 1;
  if (!inDoubt) {
    state.number = number;
    await journal.append({ entry: "intent", number, change: wanted, ...imageOf(sight) });
  }
  const underWay: UnderWay = { change: wanted, number, lost: inDoubt, no: null };
  state.underWay = underWay;
  told();
  const { outcome, requestId, at, objectId } = await send(underWay, executor, options, inDoubt);
  state.underWay = null;
  state.outcomes.push({ kind, summary, outcome, requestId });
  if (objectId !== null) executor.recall?.(wanted, objectId);
  const journaled = outcome === "already-so" ? outcome : "done";
  await journal.append({ entry: "sent", number, outcome: journaled, requestId, at, objectId });
  return outcome === "already-so" ? null : { ...made(number, outcome, 0), change: wanted };
}

function executorOf(kind: Change["kind"] | undefined, { executors }: ApplyOptions): Executor<Change> {
  const executor = kind === undefined ? undefined : (executors[kind] as Executor<Change> | undefined);
  if (executor !== undefined) return executor;
  throw new BugError(`Nothing knows how to carry out a change of the kind ${kind ?? "none"}.`, {
    code: "no-executor",
    remedy: "Please report this with the command line that led to it.",
  });
}

function imageOf(sight: Sight | undefined) {
  return sight?.image === undefined ? {} : { image: sight.image };
}

/**
 * A journal that cannot be written any more must not hide why the run stopped.
 * @returns why it could not be written; null: it was
 */
async function note(journal: Journal, entry: RunEntry): Promise<string | null> {
  try {
    await journal.append(entry);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
