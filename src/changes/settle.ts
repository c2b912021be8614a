// Steps of a run that was cut which the new plan does not have again, since the tenant was seen to show them, or since they
// are not wanted any more: what became of them is found out, and journaled, before anything else is done.
import type { Change } from "../shapes/change.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { RunStep } from "../shapes/run.js";
import type { ApplyOptions } from "./apply.js";
import { byKind } from "./by-kind.js";
import { CONFIRM_WITHIN_MS, confirm, FIRST_PAUSE_MS, longer } from "./confirm.js";
import type { EarlierSteps } from "./earlier-steps.js";
import type { Executor, Sight } from "./executor.js";

/** @returns the steps that are seen to be made */
export async function settle(earlier: EarlierSteps, options: ApplyOptions): Promise<readonly RunStep[]> {
  const made: RunStep[] = [];
  for (const steps of byKind(earlier.unsettled, ({ change }) => change.kind)) {
    const [first] = steps;
    const executor = first && (options.executors[first.change.kind] as Executor<Change> | undefined);
    if (executor === undefined) continue;
    made.push(...(await settleGroup(steps, executor, earlier, options)));
  }
  return made;
}

async function settleGroup(
  steps: readonly RunStep[],
  executor: Executor<Change>,
  earlier: EarlierSteps,
  options: ApplyOptions,
): Promise<readonly RunStep[]> {
  const { journal, progress } = options;
  const sights = await lookUntilSettled(steps, executor, earlier, options);
  const seen = steps.filter((_step, index) => sights[index]?.at === "after");
  for (const [index, step] of steps.entries()) {
    const { number, state, change } = step;
    const sight = sights[index];
    if (sight?.at === "after" && state === "in-doubt")
      await journal.append({ entry: "sent", number, outcome: "done", requestId: null, at: null, objectId: null });
    if (sight?.at === "before" && state === "in-doubt")
      await journal.append({ entry: "refused", number, message: "It was looked for, and nothing was made." });
    if (sight?.at === "before" && state === "sent")
      progress(`made by the part of this run that was cut, and not there any more: ${change.summary}`);
    if (sight === undefined || sight.at === "other")
      progress(`what the part of this run that was cut made of it cannot be told: ${change.summary}`);
  }
  if (seen.length > 0) await confirmSeen(seen, executor, options);
  return seen;
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
