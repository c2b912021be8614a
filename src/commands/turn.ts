// One at a time changes a tenant, and whoever does first finds out whether an earlier run of the same was cut.
import { refuseOtherTenant } from "../changes/agreed-plan.js";
import type { Journals } from "../changes/journal.js";
import { GuardError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { ChangeOptions } from "./carry-out.js";
import { readableRun } from "./readable-run.js";
import type { Session } from "./session.js";

/** What a command is going to change. */
export interface TurnAbout {
  readonly tenantId: string;
  readonly command: string;
  readonly subject: string;
}

export interface Turn {
  /** The run of the same command on the same subject that was cut, and that is gone on with. */
  readonly openRun: RunRecord | null;
  /** Journals that cannot be read: whether one of them is of an open run is not known. */
  readonly warnings: readonly string[];
  /** Lets others change the tenant again. A second call does nothing. */
  release(): void;
}

/**
 * The turn to change a tenant, from before the plan is made until `release`. Where nothing is to be changed, nobody is
 * kept from it: it is only looked whether a run is open.
 * @throws {GuardError} `locked` when somebody else is changing the tenant, `plan-of-other-tenant`; {UsageError} where there is no place for a
 * journal: without one nothing is changed
 */
export async function takeTurn(
  session: Pick<Session, "signal" | "typed">,
  options: Pick<ChangeOptions, "journals" | "dryRun" | "savePlan" | "agreed">,
  about: TurnAbout,
): Promise<Turn> {
  const { journals, dryRun, savePlan, agreed } = options;
  if (agreed !== undefined) refuseOtherTenant(agreed, about.tenantId);
  const lock = dryRun || savePlan !== undefined ? null : await journals.lock(about.tenantId);
  try {
    return { ...(await findOpenRun(journals, about, session)), release: () => lock?.release() };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/**
 * The same look without the turn.
 * @throws {GuardError} `rollback-open` where such a run, or one of another command on the same subject, is being taken back,
 * and that was cut
 */
export async function findOpenRun(
  journals: Journals,
  { tenantId, command, subject }: TurnAbout,
  session: Pick<Session, "signal" | "typed">,
): Promise<Pick<Turn, "openRun" | "warnings">> {
  const warnings: string[] = [];
  for (const runId of (await journals.unfinished()).toReversed()) {
    session.signal.throwIfAborted();
    const run = await readableRun(journals, runId, (why) => warnings.push(why));
    if (run === null || run.state !== "open") continue;
    const undone = await undoneBy(run, journals);
    if (undone !== null && undone.head.tenantId === tenantId && undone.subject === subject)
      throw stillTakenBack(undone, run, session);
    if (run.head.tenantId !== tenantId || run.command !== command || run.subject !== subject) continue;
    if ((await rollbackOf(journals, runId)) === null) return { openRun: run, warnings };
  }
  return { openRun: null, warnings };
}

function stillTakenBack(
  undone: RunRecord,
  { runId, rollbackOf }: RunRecord,
  { typed }: Pick<Session, "typed">,
): GuardError {
  return new GuardError(
    `Run ${undone.runId} (${undone.command}, ${undone.subject}) is being taken back by run ${runId}, which was cut: a part of it is undone.`,
    {
      code: "rollback-open",
      remedy: `Finish taking it back, and run the command again then: ${typed(`runs rollback ${rollbackOf ?? runId}`)}`,
    },
  );
}

/** What an open rollback is in the middle of: the run that began it all; null: the run is none, or was taken back itself. */
async function undoneBy(run: RunRecord, journals: Journals): Promise<RunRecord | null> {
  if (run.rollbackOf === null || (await rollbackOf(journals, run.runId))?.state === "finished") return null;
  let undone: RunRecord | null = run;
  for (const seen = new Set<string>(); undone !== null && undone.rollbackOf !== null && !seen.has(undone.runId); ) {
    seen.add(undone.runId);
    undone = await readableRun(journals, undone.rollbackOf);
  }
  return undone;
}

/** Who has begun to take a run back does not go on with it. */
export async function rollbackOf(journals: Journals, runId: string): Promise<RunRecord | null> {
  for (const other of (await journals.list()).toReversed()) {
    const run = await readableRun(journals, other);
    if (run?.rollbackOf !== runId || run.state === "nothing-done") continue;
    // What was taken back itself takes nothing back.
    if ((await rollbackOf(journals, other))?.state !== "finished") return run;
  }
  return null;
}
