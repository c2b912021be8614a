// What is said where a journal cannot be written, read or understood.
import { isFull } from "../machine/full-disk.js";
import { AadcError, GuardError, messageOf, UsageError } from "../shapes/errors.js";
import type { Damage } from "./journal-lines.js";

export function damaged(file: string, { badLine, by }: Damage): GuardError {
  const perhaps = by === null ? "" : ` (${by})`;
  return new GuardError(`The journal ${file} is damaged: line ${badLine} is not as it was written${perhaps}.`, {
    code: "journal-damaged",
    remedy: PUT_BACK,
  });
}

export function ofAnotherRun(file: string, runId: string): GuardError {
  return new GuardError(`The journal ${file} is that of another run, ${runId}.`, {
    code: "journal-damaged",
    remedy: PUT_BACK,
  });
}

/** Its first line is on the disk before anything is sent: it was cut before that, or what it held is gone. */
export function empty(file: string): GuardError {
  return new GuardError(
    `The journal ${file} is empty: its run was cut before it began, or something has emptied it since. What it changed, if anything, cannot be told.`,
    { code: "journal-damaged", remedy: PUT_BACK },
  );
}

const PUT_BACK =
  "Put it back from a backup; where there is none, move it out of the folder, and look at the tenant by hand.";

export function ofOtherVersion(file: string, line: number): GuardError {
  return new GuardError(`The journal ${file} was written by another version: line ${line} is not known here.`, {
    code: "journal-of-other-version",
    remedy: "Use the version that wrote it (its first line names it), or a newer one.",
  });
}

/** @throws {UsageError} `journal` in place of what the system says; refusals of this program stay as they are */
export function unlessUnwritable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AadcError) throw error;
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

/** @throws {UsageError} `journal` in place of what the system says */
export function unlessUnreadable<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AadcError) throw error;
    throw new UsageError(`${place} cannot be read: ${messageOf(error)}.`, {
      code: "journal",
      remedy: "Name a folder that you may read and write with --state-dir.",
      cause: error,
    });
  }
}
