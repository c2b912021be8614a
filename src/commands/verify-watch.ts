// verify-sync again and again: until somebody ends it, until what is waited for holds, or until the deadline.
import type { ResultOf } from "../report/result-schemas.js";
import { DeadlineError, messageOf, ServiceError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { look, type Memory, type Sight, type Transition } from "../sync/transitions.js";
import type { Held, WaitCondition } from "../sync/wait-conditions.js";
import type { CanaryUser } from "../tenant/canary.js";
import { type Canary, type CanaryWish, findCanary, seeCanary } from "./canary.js";
import type { Session } from "./session.js";
import { sightOf, type VerifySyncOptions, verifyOnce } from "./verify-sync.js";
import { beginWait, latenessOf, type Wait, waitOn } from "./verify-wait.js";
import { findQuarantines, seeQuarantine, type WatchedQuarantine } from "./watched-quarantine.js";

export interface WatchOptions extends VerifySyncOptions {
  /** From the beginning of one look to that of the next, milliseconds. */
  readonly pauseMs: number;
  /** All of them, and the canary, are waited for; none and no canary: nothing is. */
  readonly conditions: readonly WaitCondition[];
  readonly canary?: CanaryWish;
  /** From the first look on, milliseconds. */
  readonly deadlineMs?: number;
}

type Result = ResultOf<"verify-sync">;

/** A look that failed as a whole has an error in the place of a result. */
export type Look =
  | { readonly result: Result; readonly transitions: readonly Transition[] }
  | { readonly error: ServiceError; readonly transitions: readonly Transition[] };

export interface WatchListener {
  seen(look: Look): Promise<void>;
  /** What is going on, for the person; may hold names from the tenant. */
  say(line: string): void;
}

/** However long the service is down. */
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A look may take longer than the pause is. */
const SHORTEST_REST_MS = 5_000;

/**
 * Looks, tells, waits, and looks again. A look that fails at the service's side is told, and the next one comes later.
 * @returns the last result, when everything that is waited for held at two successive looks
 * @throws {DeadlineError} with what held and what did not
 * @throws {SignInError} {PermissionError} when the sign-in or a right is lost
 * @throws {UsageError} when the canary is no synchronised user
 * @throws {InterruptedError}
 */
export async function watchSync(session: Session, options: WatchOptions, listener: WatchListener): Promise<Result> {
  const { clock, signal } = session;
  const canary = options.canary === undefined ? null : await findCanary(session, options.canary);
  if (canary !== null) listener.say(whatToChange(canary));
  const beside = { canary, quarantines: await findQuarantines(session, options.conditions) };
  const isWait = options.conditions.length > 0 || canary !== null;
  const deadline = options.deadlineMs === undefined ? undefined : clock.elapsed() + options.deadlineMs;
  let state: WatchState = {
    looks: 0,
    failures: 0,
    memory: null,
    wait: isWait ? beginWait(options.conditions, canary) : null,
    clock: null,
  };
  try {
    for (;;) {
      const began = clock.elapsed();
      const { next, done } = await lookOnce(session, options, beside, state, listener);
      if (done !== null) return done;
      state = next;
      const rest = Math.max(began + pauseAfter(options, state.failures) - clock.elapsed(), SHORTEST_REST_MS);
      const left = deadline === undefined ? rest : deadline - clock.elapsed();
      await clock.sleep(Math.max(0, Math.min(rest, left)), signal);
      if (rest >= left && deadline !== undefined) throw passed(options.deadlineMs ?? 0);
    }
  } catch (error) {
    throw error instanceof DeadlineError && state.wait !== null ? latenessOf(state.wait, error) : error;
  }
}

/** Who is looked at besides, each time. */
interface Beside {
  readonly canary: Canary | null;
  readonly quarantines: readonly WatchedQuarantine[];
}

interface Attempted {
  readonly sight: Sight;
  readonly result: Result;
  readonly canaryNow: Fact<CanaryUser | null> | null;
  readonly proofs: readonly Held[];
}

interface WatchState {
  readonly looks: number;
  /** In a row, until now. */
  readonly failures: number;
  readonly memory: Memory | null;
  readonly wait: Wait | null;
  /** The service's time of the last look that worked, and this machine's at that moment. */
  readonly clock: { readonly service: number; readonly elapsed: number } | null;
}

interface Looked {
  readonly next: WatchState;
  /** What was waited for holds. */
  readonly done: Result | null;
}

async function lookOnce(
  session: Session,
  options: WatchOptions,
  beside: Beside,
  state: WatchState,
  listener: WatchListener,
): Promise<Looked> {
  const seen = await attempt(session, options, beside);
  const { clock } = session;
  if (seen instanceof ServiceError) {
    const transitions = state.failures === 0 ? [failedAt(serviceNow(state, session), seen)] : [];
    await listener.seen({ error: seen, transitions });
    return {
      next: { ...state, failures: state.failures + 1, wait: state.wait && { ...state.wait, heldBefore: false } },
      done: null,
    };
  }
  const { sight, result, canaryNow, proofs } = seen;
  const { memory, transitions } = look(state.memory, sight);
  const told = state.failures === 0 ? transitions : [worksAgain(result.at, state.failures), ...transitions];
  const waited = state.wait === null ? null : waitOn(state.wait, sight, canaryNow, proofs);
  const whole = {
    ...result,
    watch: {
      poll: state.looks + 1,
      transitions: told,
      ...(waited === null ? {} : { wait: waited.report }),
    },
  };
  await listener.seen({ result: whole, transitions: told });
  for (const line of waited?.lines ?? []) listener.say(line);
  const next = {
    looks: state.looks + 1,
    failures: 0,
    memory,
    wait: waited?.wait ?? null,
    clock: { service: Date.parse(result.at), elapsed: clock.elapsed() },
  };
  return { next, done: waited?.report.held === true ? whole : null };
}

/** What only the service's side can mend is an outcome, everything else an error. */
async function attempt(
  session: Session,
  options: VerifySyncOptions,
  { canary, quarantines }: Beside,
): Promise<Attempted | ServiceError> {
  try {
    const [{ snapshot, result }, canaryNow] = await Promise.all([
      verifyOnce(session, options),
      canary === null ? null : seeCanary(session, canary),
    ]);
    const sight = sightOf(snapshot, result);
    const proofs = await Promise.all(quarantines.map((one) => seeQuarantine(session, one, sight)));
    return { sight, result, canaryNow, proofs };
  } catch (error) {
    // An interruption may come as a failed request.
    session.signal.throwIfAborted();
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function pauseAfter({ pauseMs }: WatchOptions, failures: number): number {
  return Math.min(pauseMs * 2 ** Math.min(failures, 10), Math.max(pauseMs, LONGEST_PAUSE_MS));
}

/** Where the service does not answer, its time is worked out from when it did. */
function serviceNow({ clock: last }: WatchState, { clock }: Session): string {
  const now = last === null ? clock.epoch() : last.service + clock.elapsed() - last.elapsed;
  return new Date(now).toISOString();
}

function failedAt(at: string, error: ServiceError): Transition {
  return { kind: "poll-failed", at, text: `The tenant could not be read; the watch goes on. ${messageOf(error)}` };
}

function worksAgain(at: string, failures: number): Transition {
  const looks = failures === 1 ? "1 look" : `${failures} looks`;
  return { kind: "poll-works", at, text: `The tenant can be read again, after ${looks} that failed.` };
}

function whatToChange({ wish, before }: Canary): string {
  const name = before.userPrincipalName;
  const also = wish.password
    ? ` Change its password there, too (last change: ${before.lastPasswordChange ?? ""}).`
    : "";
  return `Now change an attribute of ${name} in Active Directory, such as its office (last synchronised: ${before.lastSync ?? "never"}).${also}`;
}

function passed(deadlineMs: number): DeadlineError {
  return new DeadlineError(`The deadline of ${deadlineMs / 1000} seconds passed.`, {
    code: "deadline",
    remedy: "Run the command again with a longer --timeout.",
  });
}
