// Sending one change until it is certain what came of it.
import type { Change } from "../shapes/change.js";
import { GuardError, messageOf, PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import type { ApplyOptions } from "./apply.js";
import { CONFIRM_WITHIN_MS, FIRST_PAUSE_MS, longer, refuseStranger, type Waiting } from "./confirm.js";
import type { Executor, Sight } from "./executor.js";

/** A change whose intent is journaled, and whose outcome is not. */
export interface UnderWay {
  readonly change: Change;
  readonly number: number;
  /** Whether an answer to it was lost: then no later answer, and no look, makes certain that it was not carried out. */
  lost: boolean;
  /** What the service said last, where that was a certain no; null: nothing, or nothing certain. */
  no: string | null;
}

export interface Sent {
  /** `done-earlier`: it was found, and no answer of this time says that it was made now. */
  readonly outcome: "done" | "done-earlier" | "already-so";
  readonly requestId: string | null;
  readonly at: string | null;
  readonly objectId: string | null;
}

/** At most so many times without an answer. */
const SENDS = 3;
/** The pause at which it is said what is waited for: shorter ones are over before anybody wonders. */
const TOLD_AT_PAUSE_MS = 4_000;

/**
 * Sends until it is certain that it was carried out. A lost answer and a conflict (it is there already, or gone already) are
 * told apart by looking: after a lost answer a conflict is our own first attempt, which not every replica shows yet.
 * @param underWay amended, so that whoever is thrown out of this knows what is in doubt
 * @param inDoubt whether a part of the run that was cut may have sent it: then it is as after a lost answer
 */
export async function send(
  underWay: UnderWay,
  executor: Executor<Change>,
  { clock, signal, progress, warn }: Waiting & Pick<ApplyOptions, "progress" | "warn">,
  inDoubt: boolean,
): Promise<Sent> {
  const { change } = underWay;
  const deadline = clock.elapsed() + CONFIRM_WITHIN_MS + (executor.morePatienceMs ?? 0);
  const found = async (requestId: string | null): Promise<Sent | null> => {
    const [sight] = await executor.look([change]);
    refuseStranger(change, sight);
    if (sight?.at !== "after") return null;
    if (inDoubt) tellDoubt(sight, warn);
    // Without a lost answer it cannot be ours: somebody else did the same at the same time.
    const isTheirs = sight.whose === "others";
    const outcome = isTheirs ? "already-so" : inDoubt ? "done-earlier" : underWay.lost ? "done" : "already-so";
    return { outcome, requestId, at: null, objectId: null };
  };
  let lostAnswers = 0;
  let pause = FIRST_PAUSE_MS;
  if (inDoubt && executor.mustRepeat?.(change) !== true) {
    await clock.sleep(pause, signal);
    const earlier = await found(null);
    if (earlier !== null) return earlier;
    pause = longer(pause);
  }
  for (; ; pause = longer(pause)) {
    underWay.no = null;
    try {
      const { requestId, at, objectId } = await executor.send(change);
      return { outcome: "done", requestId, at, objectId };
    } catch (error) {
      if (isCertain(error)) underWay.no = messageOf(error);
      if (signal.aborted || !(error instanceof ServiceError)) throw error;
      const lost = error.carriedOut === "unknown";
      if (lost) {
        underWay.lost = true;
        lostAnswers += 1;
      }
      const conflict = [400, 404, 409].includes(error.status ?? 0);
      const worthWaiting = lost ? lostAnswers < SENDS : executor.isLag(error) || (conflict && underWay.lost);
      if (!lost && !conflict && !worthWaiting) throw error;
      if (worthWaiting && !lost && pause === TOLD_AT_PAUSE_MS) tell(executor.waitingFor?.(change, error), progress);
      if (worthWaiting) await clock.sleep(pause, signal);
      const seen = await found(error.requestId ?? null);
      if (seen !== null) return seen;
      if (!worthWaiting || clock.elapsed() > deadline) throw error;
    }
  }
}

/** It is gone on with, and whoever reads the result is told what it was gone on with. */
export function tellDoubt({ whose }: Sight, warn: ApplyOptions["warn"]): void {
  if (typeof whose === "object") warn(whose.doubt);
}

/** Only an answer that says no is certain; whatever else ended a write may have ended it after it took effect. */
function isCertain(error: unknown): boolean {
  if (error instanceof ServiceError) return error.carriedOut === "no";
  return error instanceof PermissionError || error instanceof SignInError || error instanceof GuardError;
}

function tell(line: string | undefined, progress: (line: string) => void): void {
  if (line !== undefined) progress(line);
}
