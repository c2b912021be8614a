// What was about to be done and what came of it, written to the disk before the next step: no secret ever enters it.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isFull } from "../machine/full-disk.js";
import { makeFolder } from "../machine/make-folder.js";
import { messageOf, UsageError } from "../shapes/errors.js";

export interface Journal {
  /** Where a person finds it. */
  readonly where: string;
  /**
   * On the disk, whole, when it returns.
   * @throws {UsageError} otherwise
   */
  append(entry: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/**
 * A journal file of its own for each run, `STATE/runs/RUN.jsonl`, owner-only, one JSON object a line.
 * @throws {UsageError} when it cannot be made: without a journal nothing is changed
 */
export function openJournal(
  stateDir: string,
  runId: string,
  epoch: () => number,
  write: (file: number, bytes: Uint8Array, from: number) => number = writeSync,
): Journal {
  const folder = join(stateDir, "runs");
  const where = join(folder, `${runId}.jsonl`);
  try {
    makeFolder(folder);
    const file = openSync(where, "ax", 0o600);
    let lineStart = "";
    return {
      where,
      append(entry) {
        const line = JSON.stringify({ at: new Date(epoch()).toISOString(), ...entry });
        const bytes = Buffer.from(`${lineStart}${line}\n`);
        // What is there of a line that could not be written whole is never taken for the beginning of the next.
        lineStart = "\n";
        try {
          for (let done = 0; done < bytes.length; ) done += write(file, bytes, done);
          fsyncSync(file);
        } catch (error) {
          throw unwritable(error);
        }
        lineStart = "";
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    throw unwritable(error);
  }
}

function unwritable(error: unknown): UsageError {
  const full = isFull(error);
  return new UsageError(`The journal cannot be written${full ? ", there is no room" : ""}: ${messageOf(error)}.`, {
    code: "journal",
    remedy: full
      ? "Make room, or name a folder on another disk with --state-dir."
      : "Name a folder that you may write to with --state-dir.",
    cause: error,
  });
}

/** Sorts by time, and says nothing else. */
export function newRunId(epoch: number, uuid: string): string {
  return `${new Date(epoch).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z-${uuid.slice(0, 8)}`;
}
