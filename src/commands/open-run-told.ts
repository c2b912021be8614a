// A run that was cut and is gone on with may stop again before its first change is looked at: for want of a right, at the
// deadline, by Ctrl-C. What it has done stands all the same, so that "nothing half-done" would be a lie.
import { cameTo, cutShort } from "../changes/cut-short.js";
import { isMade } from "../changes/run-record.js";
import {
  DeadlineError,
  InterruptedError,
  PartialError,
  PermissionError,
  ServiceError,
  SignInError,
} from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { ChangeOptions } from "./carry-out.js";
import { waysOn } from "./carry-out-run.js";
import { readableRun } from "./readable-run.js";
import type { Session } from "./session.js";
import { rollbackOf } from "./turn.js";

interface About {
  readonly command: string;
  /** Where it hangs on the tenant, what it would be in that of the run. */
  readonly subject: string | ((tenant: RunRecord["begun"]["tenant"]) => string);
}

/**
 * Does the work of a changing command. What stops it is told with what the open run has done that it would have gone on
 * with, where there is one: a refusal is not, it is about what was asked for this time.
 * @throws what the work throws; {PartialError}, {InterruptedError} where such a run is open
 */
export async function tellingOpenRun<T>(
  session: Session,
  options: Pick<ChangeOptions, "journals" | "dryRun" | "savePlan">,
  about: About,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { signal } = session;
    if (options.dryRun || options.savePlan !== undefined || isTold(error)) throw error;
    const why: unknown = signal.aborted && !(error instanceof DeadlineError) ? signal.reason : error;
    if (!isAboutTheRun(why)) throw error;
    const run = await openRunOf(session, options.journals, about).catch(() => null);
    if (run === null) throw error;
    throw told(run, why, session);
  }
}

/** By `apply`: it knows better. */
function isTold(error: unknown): boolean {
  return error instanceof PartialError || (error instanceof InterruptedError && error.cause !== undefined);
}

function isAboutTheRun(error: unknown): boolean {
  if (error instanceof InterruptedError) return error.code === "interrupted";
  return [DeadlineError, ServiceError, PermissionError, SignInError].some((one) => error instanceof one);
}

/** Whoever is at work just now tells of its run itself. */
async function openRunOf(session: Session, journals: ChangeOptions["journals"], about: About) {
  const { tenantId } = await session.grants();
  if (tenantId === null || (await journals.holder(tenantId)) !== null) return null;
  for (const runId of (await journals.unfinished()).toReversed()) {
    const run = await readableRun(journals, runId);
    if (run?.state !== "open" || run.head.tenantId !== tenantId || run.command !== about.command) continue;
    const subject = typeof about.subject === "string" ? about.subject : about.subject(run.begun.tenant);
    // A domain is typed in small letters or capitals.
    if (run.subject.toLowerCase() === subject.toLowerCase() && (await rollbackOf(journals, runId)) === null) return run;
  }
  return null;
}

function told(run: RunRecord, why: unknown, session: Session) {
  const steps = run.steps.filter(({ state, outcome }) => state === "in-doubt" || isMade(outcome));
  const changes = run.steps.map(({ change }) => change);
  const cut = { ...run, isRollback: run.rollbackOf !== null };
  const remedy = `${waysOn(session, cut, changes, why instanceof DeadlineError)} What was sent is shown by: ${session.typed(`runs show ${run.runId}`)}.`;
  return cutShort({ ...cameTo(steps), overtaken: [] }, run, why, remedy);
}
