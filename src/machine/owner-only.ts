// Files that only their owner may read, written whole or not at all: saved tokens, keys, passwords.
import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { AadcError, GuardError, messageOf, UsageError } from "../shapes/errors.js";
import { type AccessCalls, type OwnerOnly, ownerOnly, restrict, systemAccess } from "./access.js";
import {
  codeOf,
  draftOf,
  type FileCalls,
  nodeFileCalls,
  patiently,
  placeNew,
  removeDrafts,
  removeIfThere,
  writeNew,
} from "./new-file.js";
import { systemWords } from "./system-words.js";

/** What these files ask of the system; tests hand in another one. */
export interface OwnerOnlyCalls extends AccessCalls, FileCalls {
  readonly rename: (from: string, to: string) => void;
  readonly epoch: () => number;
  readonly uuid: () => string;
}

const systemCalls: OwnerOnlyCalls = {
  ...systemAccess,
  ...nodeFileCalls,
  rename: renameSync,
  epoch: () => Date.now(),
  uuid: () => crypto.randomUUID(),
};

/** Another machine's clean-up may take a draft for litter, whose process it does not know. */
const ATTEMPTS = 3;

/**
 * Replaces a file's content, or makes the file: at every moment, also of a power cut, the old content or the new one is
 * there, whole, and nobody but the owner can read either. Its folder must be there.
 * @throws {UsageError} `not-owner-only` where the file system does not keep others out, `file-not-written` otherwise
 */
export function writeOwnerOnly(file: string, content: string | Uint8Array, given: Partial<OwnerOnlyCalls> = {}): void {
  const calls = { ...systemCalls, ...given };
  withDraft(file, content, calls, (draft) => {
    try {
      patiently(() => calls.rename(draft, file), calls);
    } finally {
      removeIfThere(draft);
    }
    syncFolder(dirname(file), calls);
  });
}

/**
 * Makes a file that must not be there yet.
 * @throws {GuardError} `file-exists`; {UsageError} as writeOwnerOnly
 */
export function createOwnerOnly(file: string, content: string | Uint8Array, given: Partial<OwnerOnlyCalls> = {}): void {
  const calls = { ...systemCalls, ...given };
  withDraft(file, content, calls, (draft) => {
    const inPlace = () => writeNew(file, content, (path, handle) => keepOthersOut(path, handle, calls));
    if (!placeNew(draft, file, inPlace, calls))
      throw new GuardError(`${file} exists already, and is not overwritten.`, {
        code: "file-exists",
        remedy: "Name a file that does not exist.",
      });
    syncFolder(dirname(file), calls);
  });
}

/**
 * Makes a file that must not be there yet, empty, with its name on the disk, and opens it for writing.
 * @returns the handle
 * @throws {UsageError} `not-owner-only`; what the system says, otherwise
 */
export function openNewOwnerOnly(file: string, given: Partial<OwnerOnlyCalls> = {}): number {
  const calls = { ...systemCalls, ...given };
  const handle = openSync(file, "wx", 0o600);
  try {
    keepOthersOut(file, handle, calls);
    syncFolder(dirname(file), calls);
    return handle;
  } catch (error) {
    closeSync(handle);
    removeIfThere(file);
    throw error;
  }
}

/** Whether only its owner may read a file, as the system says now. */
export function isOwnerOnly(file: string, given: Partial<AccessCalls> = {}): OwnerOnly {
  return ownerOnly(file, { ...systemAccess, ...given });
}

/** Removes what killed writers of this file have left beside it. */
export function removeLeftovers(file: string, epoch = systemCalls.epoch()): void {
  removeDrafts(file, epoch);
}

function withDraft(
  file: string,
  content: string | Uint8Array,
  calls: OwnerOnlyCalls,
  place: (draft: string) => void,
): void {
  removeDrafts(file, calls.epoch());
  for (let attempt = 1; ; attempt += 1)
    try {
      const draft = draftOf(file, calls.uuid());
      writeNew(draft, content, (path, handle) => keepOthersOut(path, handle, calls));
      place(draft);
      return;
    } catch (error) {
      if (error instanceof AadcError) throw error;
      if (codeOf(error) === "ENOENT" && attempt < ATTEMPTS) continue;
      throw new UsageError(`${file} cannot be written: ${systemWords(error)}.`, {
        code: "file-not-written",
        remedy: "Make room, or name another place: a folder that exists and that you may write to.",
        cause: error,
      });
    }
}

/** While the file is still empty: its content is never where others can read it. */
function keepOthersOut(file: string, handle: number, calls: OwnerOnlyCalls): void {
  let kept: OwnerOnly;
  try {
    restrict(file, calls);
    kept = ownerOnly(file, calls, handle);
  } catch (error) {
    kept = { yes: false, why: messageOf(error) };
  }
  if (kept.yes) return;
  throw new UsageError(`${dirname(file)} lies where others cannot be kept from reading a file: ${kept.why}.`, {
    code: "not-owner-only",
    remedy: "Name another folder, on a disk that knows owners: for saved sign-ins and journals with --state-dir.",
  });
}

/** The name is on the disk, too. Where folders cannot be opened or synced, nothing more can be done. */
function syncFolder(folder: string, { platform }: OwnerOnlyCalls): void {
  if (platform === "win32") return;
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // As said.
  }
}
