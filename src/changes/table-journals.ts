// Journals in a table, one tenant's: `head_RUN` tells how far a run has come, `line_RUN_000001` and on are its lines. Both
// are written in one transaction, so that two who write the same journal cannot both go on.
import type { Row, Table } from "../cloud/tables.js";
import { unpacked } from "../machine/packed.js";
import type { Clock } from "../shapes/clock.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { Journals } from "./journal.js";
import { CHAIN_BEGIN, type ParsedJournal, parseJournal } from "./journal-lines.js";
import { recordIn } from "./journal-record.js";
import { damaged } from "./journal-refusals.js";
import { headFrom, headRow, lineRow, tableJournal } from "./table-journal.js";
import { holderIn, type TenantLease } from "./tenant-lease.js";

export interface TableJournalsOptions {
  readonly runs: Table;
  /** Where the lease is. */
  readonly state: Table;
  readonly tenantId: string;
  readonly clock: Clock;
  /** Who is going to change the tenant has it already; null: these journals are for reading. */
  readonly lease: TenantLease | null;
}

/** Comes after whatever a run's id begins with. */
const LAST = "~";
const MOST_LINES = 999_999;

export function tableJournals({ runs, state, tenantId, clock, lease }: TableJournalsOptions): Journals {
  const place = `${runs.name}, ${tenantId}`;
  const whereOf = (runId: string) => `${place}, ${runId}`;
  const heads = async (): Promise<readonly Row[]> => {
    const found: Row[] = [];
    for await (const row of runs.list(tenantId, { from: headRow(""), to: headRow(LAST), select: ["finished"] }))
      found.push(row);
    return found;
  };
  const textOf = async (runId: string): Promise<string> => {
    if ((await runs.read(tenantId, headRow(runId))) === null) throw noSuchRun(runId, place);
    const lines: string[] = [];
    for await (const { values } of runs.list(tenantId, { from: lineRow(runId, 0), to: lineRow(runId, MOST_LINES) }))
      lines.push(`${String(lineIn(values))}\n`);
    return lines.join("");
  };
  const parsed = async (runId: string): Promise<ParsedJournal> => {
    const journal = parseJournal(await textOf(runId));
    if ("badLine" in journal) throw damaged(whereOf(runId), journal);
    const head = headFrom(await runs.read(tenantId, headRow(runId)));
    // What is missing at its end is seen here, and only here.
    if (head === null || head.lines > journal.lines.length)
      throw damaged(whereOf(runId), { badLine: journal.lines.length + 1, by: null });
    return journal;
  };
  return {
    where: place,
    async start(runId) {
      if ((await runs.read(tenantId, headRow(runId))) !== null) throw isThere(runId);
      return tableJournal({
        ...{ table: runs, tenantId, runId, where: whereOf(runId), clock },
        head: { lines: 0, hash: CHAIN_BEGIN, finished: false, etag: null },
      });
    },
    async reopen(runId) {
      await parsed(runId);
      const head = headFrom(await runs.read(tenantId, headRow(runId)));
      if (head === null) throw noSuchRun(runId, place);
      return tableJournal({ table: runs, tenantId, runId, where: whereOf(runId), clock, head });
    },
    list: async () => (await heads()).map(runIdOf).sort(),
    unfinished: async () =>
      (await heads())
        .filter(({ values }) => values["finished"] !== true)
        .map(runIdOf)
        .sort(),
    read: async (runId) => recordIn(whereOf(runId), runId, await parsed(runId)),
    async raw(runId) {
      await parsed(runId);
      return new TextEncoder().encode(await textOf(runId));
    },
    holder: (id) => holderIn(state, id),
    async lock(id) {
      if (lease === null || lease.tenantId !== id) throw notLeased(id);
      lease.signal.throwIfAborted();
      // The lease is held for longer than one change takes, and given back by who has taken it.
      return { release: () => undefined };
    },
  };
}

function lineIn(values: Row["values"]): unknown {
  try {
    return unpacked(values);
  } catch {
    // Not as it was written: the chain of hashes tells where.
    return "";
  }
}

function runIdOf({ row }: Row): string {
  return row.slice(headRow("").length);
}

function noSuchRun(runId: string, place: string): UsageError {
  return new UsageError(`There is no run ${runId} in ${place}.`, {
    code: "no-such-run",
    remedy: "Look at the rows head_… of that table and partition: each is a run.",
  });
}

function isThere(runId: string): UsageError {
  return new UsageError(`There is a journal of the run ${runId} already.`, {
    code: "journal",
    remedy: "Run the command again: it takes another name.",
  });
}

function notLeased(tenantId: string): GuardError {
  return new GuardError(`Nobody has asked for the turn to change the tenant ${tenantId}.`, {
    code: "locked",
    remedy: "Please report this: the function must have the tenant's lease before it changes anything.",
  });
}
