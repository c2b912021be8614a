// Journals as files: one for each run, `STATE/runs/RUN.jsonl`, owner-only.
import { closeSync, fsyncSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isFull } from "../machine/full-disk.js";
import { acquireLock } from "../machine/lock.js";
import { makeFolder } from "../machine/make-folder.js";
import type { Clock } from "../shapes/clock.js";
import { GuardError, messageOf, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { Journal, Journals } from "./journal.js";
import { CHAIN_BEGIN, lineOf, type ParsedJournal, parseJournal } from "./journal-lines.js";
import { recordOf } from "./run-record.js";

export interface FileJournalsOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: () => string;
  /** How bytes are written; tests hand in another way. */
  readonly write?: (file: number, bytes: Uint8Array, from: number) => number;
}

export function fileJournals(options: FileJournalsOptions): Journals {
  const { stateDir, clock, signal, uuid } = options;
  const folder = join(stateDir, "runs");
  const fileOf = (runId: string) => join(folder, `${runId}.jsonl`);
  return {
    where: folder,
    start: async (runId) =>
      unlessUnwritable(() => {
        makeFolder(folder);
        return journalOn(
          openSync(fileOf(runId), "ax", 0o600),
          { runId, where: fileOf(runId), hash: CHAIN_BEGIN },
          options,
        );
      }),
    async reopen(runId) {
      const { hash, length } = parsed(fileOf(runId), runId);
      return unlessUnwritable(() => {
        const file = openSync(fileOf(runId), "r+");
        ftruncateSync(file, length);
        closeSync(file);
        return journalOn(openSync(fileOf(runId), "a"), { runId, where: fileOf(runId), hash }, options);
      });
    },
    list: async () => namesIn(folder),
    async read(runId): Promise<RunRecord> {
      const record = recordOf(parsed(fileOf(runId), runId).lines);
      if (record === null) throw noSuchRun(runId);
      return record;
    },
    lock: async (tenantId) => {
      makeFolder(folder);
      return acquireLock(join(folder, `${tenantId}.lock`), {
        what: "the changes in this tenant",
        clock,
        signal,
        uuid,
        waitMs: 0,
      });
    },
  };
}

interface Begun {
  readonly runId: string;
  readonly where: string;
  readonly hash: string;
}

function journalOn(
  file: number,
  { runId, where, hash }: Begun,
  { clock, write = writeSync }: FileJournalsOptions,
): Journal {
  let previous = hash;
  return {
    runId,
    where,
    async append(entry) {
      const line = lineOf(entry, new Date(clock.epoch()).toISOString(), previous);
      const bytes = Buffer.from(`${line.text}\n`);
      unlessUnwritable(() => {
        for (let done = 0; done < bytes.length; ) done += write(file, bytes, done);
        fsyncSync(file);
      });
      previous = line.hash;
    },
    close: async () => closeSync(file),
  };
}

function parsed(file: string, runId: string): ParsedJournal {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw noSuchRun(runId, error);
  }
  const journal = parseJournal(text);
  if (!("badLine" in journal)) return journal;
  throw new GuardError(`The journal ${file} is damaged: line ${journal.badLine} is not as it was written.`, {
    code: "journal-damaged",
    remedy:
      "Put it back from a backup; where there is none, move it out of the folder, and look at the tenant by hand.",
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .map((name) => name.slice(0, -".jsonl".length))
      .sort();
  } catch {
    return [];
  }
}

function noSuchRun(runId: string, cause?: unknown): UsageError {
  return new UsageError(`There is no run ${runId}.`, {
    code: "no-such-run",
    remedy: "aadc-cloud runs list shows them.",
    cause,
  });
}

function unlessUnwritable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const full = isFull(error);
    throw new UsageError(`The journal cannot be written${full ? ", there is no room" : ""}: ${messageOf(error)}.`, {
      code: "journal",
      remedy: full
        ? "Make room, or name a folder on another disk with --state-dir."
        : "Name a folder that you may write to with --state-dir.",
      cause: error,
    });
  }
}
