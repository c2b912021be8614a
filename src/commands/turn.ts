// One at a time changes a tenant, and whoever does first finds out whether an earlier run of the same was cut.
import type { Journals } from "../changes/journal.js";
import { type AadcError, GuardError, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { ChangeOptions } from "./carry-out.js";
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
 * @throws {GuardError} `locked` when somebody else is changing the tenant; {UsageError} where there is no place for a
 * journal: without one nothing is changed
 */
export async function takeTurn(
  session: Pick<Session, "signal" | "typed">,
  options: Pick<ChangeOptions, "journals" | "dryRun" | "savePlan">,
  about: TurnAbout,
): Promise<Turn> {
  const { journals, dryRun, savePlan } = options;
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
 * @throws {GuardError} `rollback-open` where such a run is being taken back, and that was cut
 */
export async function findOpenRun(
  journals: Journals,
  { tenantId, command, subject }: TurnAbout,
  session: Pick<Session, "signal" | "typed">,
): Promise<Pick<Turn, "openRun" | "warnings">> {
  const warnings: string[] = [];
  for (const runId of (await journals.unfinished()).toReversed()) {
    session.signal.throwIfAborted();
    const run = await readOr(journals, runId, (why) => warnings.push(why));
    if (run === null || run.state !== "open") continue;
    if (run.head.tenantId !== tenantId || run.command !== command || run.subject !== subject) continue;
    const rollback = await rollbackOf(journals, runId);
    if (rollback === null) return { openRun: run, warnings };
    if (rollback.state === "open") throw halfTakenBack(run, rollback, session);
  }
  return { openRun: null, warnings };
}

function halfTakenBack({ runId }: RunRecord, rollback: RunRecord, { typed }: Pick<Session, "typed">): GuardError {
  return new GuardError(
    `Run ${runId} of the same command was cut, and so was run ${rollback.runId}, which takes it back: a part of it is undone.`,
    {
      code: "rollback-open",
      remedy: `Finish taking it back, and run the command again then: ${typed(`runs rollback ${runId}`)}`,
    },
  );
}

/** Who has begun to take a run back does not go on with it. */
async function rollbackOf(journals: Journals, runId: string): Promise<RunRecord | null> {
  for (const other of (await journals.list()).toReversed()) {
    const run = await readOr(journals, other, () => undefined);
    if (run?.rollbackOf !== runId || run.state === "nothing-done") continue;
    // What was taken back itself takes nothing back.
    if ((await rollbackOf(journals, other))?.state !== "finished") return run;
  }
  return null;
}

async function readOr(journals: Journals, runId: string, warn: (why: string) => void): Promise<RunRecord | null> {
  try {
    return await journals.read(runId);
  } catch (error) {
    if (error instanceof UsageError && error.code === "no-such-run") return null;
    if (!(error instanceof GuardError || error instanceof UsageError)) throw error;
    warn(sentence(error));
    return null;
  }
}

function sentence({ message, remedy }: AadcError): string {
  return `${message} ${remedy}`;
}
