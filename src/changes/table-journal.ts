// One journal in a table: each entry is there whole, or not at all.
import type { Row, Table } from "../cloud/tables.js";
import { packed } from "../machine/packed.js";
import type { Clock } from "../shapes/clock.js";
import { BugError, GuardError } from "../shapes/errors.js";
import type { RunEntry } from "../shapes/run.js";
import type { Journal } from "./journal.js";
import { lineOf } from "./journal-lines.js";

/** How far a journal has come. */
export interface Head {
  readonly lines: number;
  /** Of its last line. */
  readonly hash: string;
  readonly finished: boolean;
  /** Null: there is no row yet. */
  readonly etag: string | null;
}

interface Begun {
  readonly table: Table;
  readonly tenantId: string;
  readonly runId: string;
  readonly where: string;
  readonly clock: Clock;
  readonly head: Head;
}

export function headRow(runId: string): string {
  return `head_${runId}`;
}

/** Lines are counted from 1. */
export function lineRow(runId: string, line: number): string {
  return `line_${runId}_${String(line).padStart(6, "0")}`;
}

export function headFrom(row: Row | null): Head | null {
  if (row === null) return null;
  const { lines, hash, finished } = row.values;
  return { lines: Number(lines), hash: String(hash), finished: finished === true, etag: row.etag };
}

export function tableJournal({ table, tenantId, runId, where, clock, head: begin }: Begun): Journal {
  let head = begin;
  let isClosed = false;
  let isInDoubt = false;

  const readHead = async () => headFrom(await table.read(tenantId, headRow(runId)));
  /** After an error nobody knows whether the last line is there. */
  const settle = async (): Promise<void> => {
    const found = await readHead();
    if (found !== null && found.lines - head.lines > 1) throw shared(where);
    head = found ?? head;
    isInDoubt = false;
  };
  const write = async (entry: RunEntry): Promise<void> => {
    const line = lineOf(entry, new Date(clock.epoch()).toISOString(), head.hash);
    const next = {
      lines: head.lines + 1,
      hash: line.hash,
      finished: entry.entry === "finished" || (entry.entry === "evidence" && head.finished),
    };
    const { etag } = head;
    const written = await table.write(tenantId, [
      { insert: lineRow(runId, next.lines), values: packed(line.text) },
      etag === null ? { insert: headRow(runId), values: next } : { replace: headRow(runId), values: next, etag },
    ]);
    const found = await readHead();
    // A conflict may be with the same writing, sent twice because its answer got lost.
    if (found?.hash !== line.hash) throw written === "conflict" ? shared(where) : gone(where);
    head = found;
  };

  return {
    runId,
    where,
    async append(entry) {
      if (isClosed) throw closed();
      if (isInDoubt) await settle();
      isInDoubt = true;
      await write(entry);
      isInDoubt = false;
    },
    async close() {
      isClosed = true;
    },
  };
}

function closed(): BugError {
  return new BugError("Something was to be journaled after the journal was closed.", {
    code: "journal-closed",
    remedy: "Please report this with the command line that led to it.",
  });
}

function shared(where: string): GuardError {
  return new GuardError(`Somebody else has written to the journal ${where}.`, {
    code: "journal-shared",
    remedy: "Wait until nobody else changes this tenant: the next run looks first.",
  });
}

function gone(where: string): GuardError {
  return new GuardError(`A line of the journal ${where} was written, and is not there.`, {
    code: "journal-broken",
    remedy: "Look at the storage account, and who else writes to it.",
  });
}
