// Reading back what was written, until replicas agree.
import type { Change } from "../shapes/change.js";
import type { Clock } from "../shapes/clock.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { Executor, Sight } from "./executor.js";

/** What waiting takes. */
export interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * How long a change may take to be seen everywhere. Directory replication takes a minute or two. A role may take fifteen
 * ("Microsoft Entra service limits and restrictions"), which nobody wants to sit out: who comes back later goes on where
 * this ended.
 */
export const CONFIRM_WITHIN_MS = 300_000;
export const FIRST_PAUSE_MS = 1_000;
const BETWEEN_GOOD_READS_MS = 300;
const LONGEST_PAUSE_MS = 10_000;

export function longer(pause: number): number {
  return Math.min(pause * 2, LONGEST_PAUSE_MS);
}

/**
 * Reads back until every change is seen as many times in a row as its kind wants.
 * @param deadline on the clock's `elapsed`
 * @returns the last sights, in the changes' order
 * @throws {ServiceError} `not-confirmed` at the deadline; {GuardError} when something else is seen
 */
export async function confirm(
  made: readonly Change[],
  executor: Executor<Change>,
  deadline: number,
  { clock, signal }: Waiting,
): Promise<readonly Sight[]> {
  let pause = FIRST_PAUSE_MS;
  for (let good = 0; ; ) {
    const sights = await executor.look(made);
    for (const [index, change] of made.entries()) refuseStranger(change, sights[index]);
    if (made.every((_change, index) => sights[index]?.at === "after")) {
      good += 1;
      if (good >= executor.goodReads) return sights;
      await clock.sleep(BETWEEN_GOOD_READS_MS, signal);
      continue;
    }
    good = 0;
    if (clock.elapsed() + pause > deadline) {
      const unseen = made.filter((_change, index) => sights[index]?.at !== "after");
      const more = unseen.flatMap((change) => executor.unconfirmed?.(change) ?? []);
      throw new ServiceError(
        [`It was sent, but after ${CONFIRM_WITHIN_MS / 60_000} minutes the tenant does not show it.`, ...more].join(
          " ",
        ),
        {
          code: "not-confirmed",
          remedy: "Run the same command again later: it looks first and does only what is missing.",
        },
      );
    }
    await clock.sleep(pause, signal);
    pause = longer(pause);
  }
}

/** @throws {GuardError} where the tenant shows neither what was before nor what shall be */
export function refuseStranger(change: Change, sight: Sight | undefined): void {
  if (sight?.at !== "other") return;
  throw new GuardError(`Somebody has changed it since the plan was made: ${sight.what} (to ${change.summary}).`, {
    code: "tenant-moved-on",
    remedy: "Run the command again: it plans anew from what is there now.",
  });
}
