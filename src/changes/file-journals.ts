// Journals as files: one for each run, `STATE/runs/RUN.jsonl`, owner-only.
import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { acquireLock, holderOf } from "../machine/lock.js";
import { makeFolder } from "../machine/make-folder.js";
import { codeOf } from "../machine/new-file.js";
import { openNewOwnerOnly } from "../machine/owner-only.js";
import type { Clock } from "../shapes/clock.js";
import { UsageError } from "../shapes/errors.js";
import type { Journals } from "./journal.js";
import { type JournalFileCalls, journalFile, nodeJournalCalls } from "./journal-file.js";
import { CHAIN_BEGIN, type ParsedJournal, parseJournal } from "./journal-lines.js";
import { recordIn } from "./journal-record.js";
import { damaged, empty, unlessUnreadable, unlessUnwritable } from "./journal-refusals.js";

export interface FileJournalsOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: () => string;
  /** How bytes get to the disk; tests hand in other ways. */
  readonly calls?: Partial<JournalFileCalls>;
}

/** Begins with a digit, as no device of Windows does; and nothing in it leads out of a folder. */
const RUN_ID = /^\d[\dA-Za-z-]{0,63}$/;
const ENDING = ".jsonl";
/** How every journal ends that came to its end, save one that has evidence from after it. */
const LAST_ENTRY_BYTES = 128;
const FINISHED = /"entry":"finished","hash":"[0-9a-f]{64}"\}\n$/;

export function fileJournals(options: FileJournalsOptions): Journals {
  const { stateDir, clock, signal, uuid } = options;
  const folder = join(stateDir, "runs");
  const fileOf = (runId: string) => {
    if (!RUN_ID.test(runId)) throw noSuchRun(runId);
    return join(folder, `${runId}${ENDING}`);
  };
  const lockOf = (tenantId: string) => join(folder, `${tenantId.toLowerCase().replace(/[^\da-z-]/g, "_")}.lock`);
  const calls = { ...nodeJournalCalls, ...options.calls };
  const list = () => unlessUnreadable(folder, () => runsIn(folder));
  return {
    where: folder,
    async start(runId) {
      const file = fileOf(runId);
      return unlessUnwritable(() => {
        makeFolder(folder);
        return journalFile({ runId, file, handle: openNewOwnerOnly(file), hash: CHAIN_BEGIN, length: 0, clock, calls });
      });
    },
    async reopen(runId) {
      const file = fileOf(runId);
      const { hash, length } = parsed(file, runId);
      return unlessUnwritable(() => {
        const handle = openSync(file, "r+");
        cutOff(handle, length, calls);
        return journalFile({ runId, file, handle, hash, length, clock, calls });
      });
    },
    list: async () => list(),
    unfinished: async () => list().filter((runId) => !unlessUnreadable(folder, () => endsFinished(fileOf(runId)))),
    async read(runId) {
      const file = fileOf(runId);
      return recordIn(file, runId, parsed(file, runId));
    },
    async raw(runId) {
      const file = fileOf(runId);
      const { length } = parsed(file, runId);
      return unlessUnreadable(file, () => readFileSync(file).subarray(0, length));
    },
    holder: async (tenantId) => holderOf(lockOf(tenantId), clock.epoch()),
    async lock(tenantId) {
      unlessUnwritable(() => makeFolder(folder));
      return acquireLock(lockOf(tenantId), { what: "the changes in this tenant", clock, signal, uuid, waitMs: 0 });
    },
  };
}

/** Names of plain files that are journals' names; whatever else is there is none of ours. A folder that is not there holds none. */
function runsIn(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith(ENDING))
    .map(({ name }) => name.slice(0, -ENDING.length))
    .filter((runId) => RUN_ID.test(runId))
    .sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    // Windows says of what lies below a file that it is not there.
    const above = statSync(dirname(folder), { throwIfNoEntry: false });
    if (above?.isDirectory() === false) throw new Error(`${dirname(folder)} is no folder`, { cause: error });
    return [];
  }
}

function endsFinished(file: string): boolean {
  const { size } = statSync(file);
  const handle = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(Math.min(size, LAST_ENTRY_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return FINISHED.test(bytes.toString("latin1"));
  } finally {
    closeSync(handle);
  }
}

/** What was cut while it was written goes, so that the next line begins on its own. */
function cutOff(handle: number, length: number, { truncate, sync }: JournalFileCalls): void {
  if (fstatSync(handle).size === length) return;
  try {
    truncate(handle, length);
    sync(handle);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function parsed(file: string, runId: string): ParsedJournal {
  const text = unlessUnreadable(file, () => {
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw ["ENOENT", "EISDIR"].includes(codeOf(error)) ? noSuchRun(runId, error) : error;
    }
  });
  if (text === "") throw empty(file);
  const journal = parseJournal(text);
  if ("badLine" in journal) throw damaged(file, journal);
  return journal;
}

function noSuchRun(runId: string, cause?: unknown): UsageError {
  return new UsageError(`There is no run ${runId}.`, {
    code: "no-such-run",
    remedy: "runs list shows those that are there, with the same --state-dir, --sandbox or --sandbox-dir.",
    cause,
  });
}
