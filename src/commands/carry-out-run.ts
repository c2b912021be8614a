// A run that was agreed on: its journal, and what it keeps besides the changes.
import { apply } from "../changes/apply.js";
import { type Journal, newRunId } from "../changes/journal.js";
import type { Change, ChangeOutcome } from "../shapes/change.js";
import { AadcError, messageOf } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { Work } from "./carry-out.js";
import { keepEvidence } from "./evidence.js";
import type { Session } from "./session.js";

export interface Agreed extends Work {
  readonly planHash: string;
  readonly warnings: readonly string[];
  readonly guardsOverridden: readonly string[];
  /** The run that is gone on with. */
  readonly openRun: RunRecord | null;
  /** Milliseconds since 1970. */
  readonly serviceTime: () => number;
}

interface Carried {
  readonly runId: string;
  readonly applied: readonly ChangeOutcome[];
  readonly warnings: readonly string[];
}

export async function carryOutRun(agreed: Agreed): Promise<Carried> {
  const { session, proposal, planHash, warnings, guardsOverridden, openRun } = agreed;
  const { plan, command, subject, wishes } = proposal;
  const journal = await journalFor(agreed);
  try {
    await journal.append({ entry: "plan", command, subject, plan, planHash, wishes, warnings, guardsOverridden });
    const evidence = agreed.options.evidence === true;
    const kept = evidence && openRun?.evidence.before !== undefined && openRun.evidence.before !== null;
    const noneBefore = evidence && !kept ? await keepEvidence(session, journal, "before") : [];
    await prepare(agreed, journal, plan);
    const told: string[] = [];
    const applied = await applyPlan(agreed, journal, (sentence) => told.push(sentence));
    const noneAfter = evidence ? await keepEvidence(session, journal, "after") : [];
    return { runId: journal.runId, applied, warnings: [...told, ...noneBefore, ...noneAfter] };
  } finally {
    await journal.close();
  }
}

/**
 * How to go on, and how to go back. A rollback that was cut is gone on with by the run that it takes back: taken back
 * itself, it would bring that one back.
 * @param changes of all its parts
 * @param late by the deadline of the command it was stopped
 */
export function waysOn(
  session: Session,
  { runId, command, subject, isRollback }: CutRun,
  changes: readonly Change[],
  late: boolean,
): string {
  const longer = late ? " with a longer --timeout" : "";
  if (isRollback || command === "runs rollback")
    return `Go on with taking it back${longer}, which does only what is missing: ${takingBack(session, subject)}.`;
  const again = `Run the same command again${longer} to go on: it does only what is missing.`;
  const back = takenBackBy(session, runId, changes);
  return back === null ? again : `${again} Or take back what was done: ${back}.`;
}

interface CutRun {
  readonly runId: string;
  readonly command: string;
  readonly subject: string;
  /** It takes another run back. */
  readonly isRollback: boolean;
}

/** The command line that takes a run back; null where nothing of it can be. */
export function takenBackBy(session: Session, runId: string, changes: readonly Change[]): string | null {
  return changes.some(({ reversible }) => reversible) ? takingBack(session, runId) : null;
}

function takingBack({ typed }: Session, runId: string): string {
  return typed(`runs rollback ${runId}`);
}

/** Begun, or opened again. */
async function journalFor({ session, proposal, options, dialogue, openRun }: Agreed): Promise<Journal> {
  const { journals, reason } = options;
  const { envelope: head, rollbackOf } = proposal;
  const why = reason === undefined ? {} : { reason };
  if (openRun !== null) {
    dialogue.progress(`going on with run ${openRun.runId}, which was cut`);
    const journal = await journals.reopen(openRun.runId);
    await journal.append({ entry: "continued", head, ...why });
    return journal;
  }
  const runId = newRunId(session.clock.epoch(), session.uuid());
  const journal = await journals.start(runId);
  const takesBack = rollbackOf === undefined ? {} : { rollbackOf };
  try {
    await journal.append({ entry: "started", run: runId, head, ...why, ...takesBack });
  } catch (error) {
    await journal.close();
    throw error;
  }
  return journal;
}

/** What cannot be made ready stops the run before its first write. */
async function prepare(agreed: Agreed, journal: Journal, plan: readonly Change[]): Promise<void> {
  const { session, proposal, watch, openRun } = agreed;
  if (plan.length === 0) return;
  try {
    await watch.prepare?.({ runId: journal.runId, at: proposal.envelope.at, continued: openRun !== null });
  } catch (error) {
    const code = error instanceof AadcError ? error.code : "unknown";
    const message = session.redactor.clean(messageOf(error));
    await journal.append({ entry: "stopped", code, message }).catch(() => undefined);
    throw error;
  }
}

async function applyPlan(
  agreed: Agreed,
  journal: Journal,
  warn: (sentence: string) => void,
): Promise<readonly ChangeOutcome[]> {
  const { session, proposal, executors, dialogue, watch, openRun, serviceTime } = agreed;
  const { clock, signal, redactor } = session;
  const { command, subject, rollbackOf } = proposal;
  const run = { runId: journal.runId, command, subject, isRollback: rollbackOf !== undefined };
  const changes = [...proposal.plan, ...(openRun?.steps ?? []).map(({ change }) => change)];
  return apply(proposal.plan, {
    executors,
    journal,
    clock,
    signal,
    earlier: openRun,
    serviceTime,
    progress: (line) => dialogue.progress(line),
    warn,
    confirmed: (change, outcome) => watch.confirmed?.(change, outcome),
    remedy: (late) => `${waysOn(session, run, changes, late)} What was sent stands in ${journal.where}.`,
    clean: (text) => redactor.clean(text),
  });
}
