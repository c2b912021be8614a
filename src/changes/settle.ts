// Steps of a run that was cut which the new plan does not have again, since the tenant was seen to show them, or since they
// are not wanted any more: what became of them is found out, and journaled, before anything else is done.
import type { Change, ChangeOutcome } from "../shapes/change.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { RunEntry, RunStep } from "../shapes/run.js";
import type { ApplyOptions } from "./apply.js";
import { byKind } from "./by-kind.js";
import { CONFIRM_WITHIN_MS, confirm, FIRST_PAUSE_MS, longer } from "./confirm.js";
import type { EarlierSteps } from "./earlier-steps.js";
import type { Executor, Sight } from "./executor.js";
import { tellDoubt } from "./send.js";

/** What the steps that are seen came to; `void`: nothing was made. */
type CameTo = ChangeOutcome["outcome"] | "void";
type Settled = ReadonlyMap<RunStep, CameTo>;

/** Of what is not in it, it has warned. */
export async function settle(earlier: EarlierSteps, options: ApplyOptions): Promise<Settled> {
  const settled = new Map<RunStep, CameTo>();
  for (const steps of byKind(earlier.unsettled, ({ change }) => change.kind)) {
    const [first] = steps;
    const executor = first && (options.executors[first.change.kind] as Executor<Change> | undefined);
    const isTold = ({ state, change }: RunStep) =>
      executor !== undefined && (state !== "in-doubt" || executor.mustRepeat?.(change) !== true);
    for (const step of steps) if (!isTold(step) && !earlier.isSuperseded(step)) options.warn(unknown(step));
    const told = steps.filter(isTold);
    if (executor !== undefined && told.length > 0) await settleGroup(told, executor, earlier, options, settled);
  }
  return settled;
}

async function settleGroup(
  steps: readonly RunStep[],
  executor: Executor<Change>,
  earlier: EarlierSteps,
  options: ApplyOptions,
  settled: Map<RunStep, CameTo>,
): Promise<void> {
  const { journal, warn } = options;
  const sights = await lookUntilSettled(steps, executor, earlier, options);
  const seen: RunStep[] = [];
  for (const [index, step] of steps.entries()) {
    const sight = sights[index];
    const inDoubt = step.state === "in-doubt";
    if (sight?.whose === "others") {
      await journal.append(seenAs("already-so", step.number));
      settled.set(step, "already-so");
    } else if (sight?.at === "after") {
      tellDoubt(sight, warn);
      if (inDoubt) await journal.append(seenAs("done", step.number));
      seen.push(step);
      settled.set(step, "done-earlier");
    } else if (sight?.at === "before" && inDoubt) {
      const message = "It was looked for, and nothing was made.";
      await journal.append({ entry: "refused", number: step.number, message });
      settled.set(step, "void");
    } else if (!earlier.isSuperseded(step)) warn(inDoubt ? unknown(step, sight) : undone(step, sight));
  }
  if (seen.length > 0) await confirmSeen(seen, executor, options);
}

/** What a look has told of a step whose answer did not come. */
export function seenAs(outcome: "done" | "already-so", number: number): RunEntry {
  return { entry: "sent", number, outcome, requestId: null, at: null, objectId: null };
}

function unknown({ change }: RunStep, sight?: Sight): string {
  const found = sight?.at === "other" ? ` What is there now: ${sight.what}.` : "";
  return `No answer told whether the part of this run that was cut did it, and it is not known: ${change.summary}.${found}`;
}

function undone({ change }: RunStep, sight: Sight | undefined): string {
  const found = sight?.at === "other" ? `has been changed since: ${sight.what}` : "is not there any more";
  return `Done by the part of this run that was cut: ${change.summary}; it ${found}.`;
}

/** Who was made a moment ago may not be shown yet. */
async function lookUntilSettled(
  steps: readonly RunStep[],
  executor: Executor<Change>,
  earlier: EarlierSteps,
  { clock, signal, progress }: ApplyOptions,
): Promise<readonly (Sight | undefined)[]> {
  for (let pause = FIRST_PAUSE_MS; ; pause = longer(pause)) {
    const sights = await executor.look(steps.map(({ change }) => change));
    const late = steps.find(
      (step, index) => sights[index]?.at === "before" && earlier.ageOf(step) + pause <= CONFIRM_WITHIN_MS,
    );
    if (late === undefined) return sights;
    if (pause === FIRST_PAUSE_MS) progress(`looking what was made before the run was cut: ${late.change.summary}`);
    await clock.sleep(pause, signal);
  }
}

async function confirmSeen(seen: readonly RunStep[], executor: Executor<Change>, options: ApplyOptions): Promise<void> {
  const { clock, journal, confirmed } = options;
  const changes = seen.map(({ change }) => change);
  try {
    const last = await confirm(changes, executor, clock.elapsed() + CONFIRM_WITHIN_MS, options);
    await journal.append({ entry: "confirmed", numbers: seen.map(({ number }) => number), ...imagesOf(last) });
  } catch (error) {
    // It is not what this run is about any more: it was made, and what has become of it since is told by others.
    if (error instanceof GuardError || (error instanceof ServiceError && error.code === "not-confirmed")) return;
    throw error;
  }
  for (const change of changes) await confirmed(change, "done-earlier");
}

/** For the journal; nothing where there are none. */
export function imagesOf(sights: readonly Sight[]) {
  return sights.some(({ image }) => image !== undefined) ? { images: sights.map(({ image }) => image ?? null) } : {};
}
