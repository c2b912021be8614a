// What was about to be done and what came of it, written to the disk before the next step: no secret ever enters it.
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../machine/make-folder.js";
import { messageOf, UsageError } from "../shapes/errors.js";

export interface Journal {
  /** Where a person finds it. */
  readonly where: string;
  /** On the disk when it returns. */
  append(entry: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/**
 * A journal file of its own for each run, `STATE/runs/RUN.jsonl`, owner-only, one JSON object a line.
 * @throws {UsageError} when it cannot be made: without a journal nothing is changed
 */
export function openJournal(stateDir: string, runId: string, epoch: () => number): Journal {
  const folder = join(stateDir, "runs");
  const where = join(folder, `${runId}.jsonl`);
  try {
    makeFolder(folder);
    const file = openSync(where, "ax", 0o600);
    return {
      where,
      append(entry) {
        writeSync(file, `${JSON.stringify({ at: new Date(epoch()).toISOString(), ...entry })}\n`);
        fsyncSync(file);
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    throw new UsageError(`The journal cannot be written: ${messageOf(error)}.`, {
      code: "journal",
      remedy: "Name a folder that you may write to with --state-dir.",
    });
  }
}

/** Sorts by time, and says nothing else. */
export function newRunId(epoch: number, uuid: string): string {
  return `${new Date(epoch).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z-${uuid.slice(0, 8)}`;
}
