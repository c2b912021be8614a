// All runs of one place as they are listed: each by itself, so that a damaged journal hides no other.
import type { Journals } from "../changes/journal.js";
import { isMade } from "../changes/run-record.js";
import type { ResultOf } from "../report/result-schemas.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";

export type RunView = ResultOf<"runs-list">["runs"][number];

interface ReadRun {
  readonly view: RunView;
  /** Null where the journal cannot be read. */
  readonly record: RunRecord | null;
}

/** What is kept of each journal while others are read: a journal may be long, and there may be many. */
type Read = Pick<ReadRun, "view"> & { readonly open: boolean; readonly lastWritten: string };

/** Newest first. */
export async function listRuns(journals: Journals): Promise<readonly RunView[]> {
  const read: Read[] = [];
  for (const runId of await journals.list()) {
    const { view, record } = await readRun(journals, runId);
    read.push({ view, open: record !== null && record.state !== "finished", lastWritten: record?.lastAt ?? "" });
  }
  const underWay = await runsUnderWay(journals, read);
  return read
    .map(({ view }) => ({
      ...view,
      ...rollbackAmong(read, view),
      ...unreadState(view),
      ...(underWay.has(view.runId) ? UNDER_WAY : {}),
    }))
    .reverse();
}

const UNDER_WAY = { state: "under-way" } as const;

/** What another run says of it makes no journal readable. */
function unreadState({ state, problem }: RunView): Partial<RunView> {
  return problem === null ? {} : { state };
}

/** One run with what others say of it. @throws as `Journals.read` */
export async function showRun(journals: Journals, runId: string): Promise<{ view: RunView; record: RunRecord }> {
  const record = await journals.read(runId);
  const view = (await listRuns(journals)).find((one) => one.runId === runId) ?? viewOf(record);
  return { view, record };
}

async function readRun(journals: Journals, runId: string): Promise<ReadRun> {
  try {
    const record = await journals.read(runId);
    return { view: viewOf(record), record };
  } catch (error) {
    if (error instanceof UsageError && error.code === "no-such-run")
      return { view: { ...unreadable(runId, "It was cut before it began."), state: "nothing-done" }, record: null };
    if (error instanceof GuardError && error.code === "journal-of-other-version")
      return { view: { ...unreadable(runId, error.message), state: "other-version" }, record: null };
    if (error instanceof GuardError || error instanceof UsageError)
      return { view: unreadable(runId, error.message), record: null };
    throw error;
  }
}

function viewOf(record: RunRecord): RunView {
  const { runId, begun, command, subject, reason, rollbackOf, plan, steps, state, head } = record;
  const begunWith = new Set(steps.flatMap((step) => (step.state === "refused" ? [] : [step.change.summary])));
  return {
    runId,
    state,
    begunAt: begun.at,
    command,
    subject,
    tenantId: begun.tenantId,
    tenant: begun.tenant,
    operator: begun.operator,
    ticket: head.ticket ?? begun.ticket ?? null,
    reason,
    changes: steps.filter((step) => step.state === "in-doubt" || isMade(step.outcome)).length,
    notBegun: state === "finished" ? 0 : plan.filter(({ summary }) => !begunWith.has(summary)).length,
    rollbackOf,
    rollback: null,
    problem: null,
  };
}

function unreadable(runId: string, problem: string): RunView {
  return {
    runId,
    state: "damaged",
    begunAt: null,
    command: null,
    subject: null,
    tenantId: null,
    tenant: null,
    operator: null,
    ticket: null,
    reason: null,
    changes: null,
    notBegun: null,
    rollbackOf: null,
    rollback: null,
    problem,
  };
}

/** A rollback that came to its end outweighs a later one that did not. */
function rollbackAmong(read: readonly Read[], { runId }: RunView): Partial<RunView> {
  const rollbacks = read.filter(
    ({ view }) => view.rollbackOf === runId && view.state !== "nothing-done" && !isTakenBack(read, view),
  );
  const finished = rollbacks.findLast(({ view }) => view.state === "finished");
  const { view } = finished ?? rollbacks.at(-1) ?? {};
  if (view === undefined) return {};
  return {
    rollback: { runId: view.runId, finished: finished !== undefined },
    ...(finished === undefined ? {} : { state: "rolled-back" as const }),
  };
}

/** What was taken back itself takes nothing back. */
function isTakenBack(read: readonly Read[], { runId }: RunView): boolean {
  return read.some(({ view }) => view.rollbackOf === runId && view.state === "finished" && !isTakenBack(read, view));
}

/** The lock is the tenant's: of the tenant's runs it is the one that was written last, since the lock was taken. */
async function runsUnderWay(journals: Journals, read: readonly Read[]): Promise<ReadonlySet<string>> {
  const tenants = new Set(read.flatMap(({ view, open }) => (open && view.tenantId !== null ? [view.tenantId] : [])));
  const found = new Set<string>();
  for (const tenantId of tenants) {
    const holder = await journals.holder(tenantId);
    if (holder === null) continue;
    const since = read.filter((one) => one.open && one.view.tenantId === tenantId && one.lastWritten >= holder.at);
    const newest = since.toSorted((a, b) => (a.lastWritten < b.lastWritten ? -1 : 1)).at(-1);
    if (newest !== undefined) found.add(newest.view.runId);
  }
  return found;
}
