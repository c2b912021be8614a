// Files that appear whole or not at all, and what a killed process may leave of them.
import { closeSync, fsyncSync, linkSync, openSync, readdirSync, statSync, unlinkSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./processes.js";

/** What Windows and odd file systems answer differently; tests hand in others. */
export interface FileCalls {
  readonly platform: NodeJS.Platform;
  readonly link: (from: string, to: string) => void;
  readonly unlink: (file: string) => void;
  /** Stands still: this program has nothing else to do meanwhile. */
  readonly pause: (ms: number) => void;
}

export const nodeFileCalls: FileCalls = {
  platform: process.platform,
  link: linkSync,
  unlink: unlinkSync,
  pause: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};

const LITTER_AFTER_MS = 3_600_000;
const IN_USE_MS = 2_000;
const PAUSE_MS = 50;

/** @param token distinguishes drafts of one process; word characters and hyphens only */
export function draftOf(file: string, token: string, pid = process.pid): string {
  return `${file}.${token}.${pid}.tmp`;
}

/** Writes a file that is not there yet, to the disk; what was half written is removed. `secure` sees it while it is empty. */
export function writeNew(file: string, content: string | Uint8Array, secure?: (file: string, handle: number) => void) {
  const handle = openSync(file, "wx", 0o600);
  let whole = false;
  try {
    secure?.(file, handle);
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
    whole = true;
  } finally {
    closeSync(handle);
    if (!whole) removeIfThere(file);
  }
}

/**
 * Gives the draft's content the name `file`, if that is free. A hard link appears whole or not at all; where the file
 * system has none, `inPlace` writes the file under its name.
 * @returns false where the name is taken
 */
export function placeNew(draft: string, file: string, inPlace: () => void, { link }: FileCalls): boolean {
  try {
    try {
      link(draft, file);
    } catch (error) {
      if (!HAS_NO_LINKS.has(codeOf(error))) throw error;
      inPlace();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    removeIfThere(draft);
  }
}

const HAS_NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EMLINK", "EISDIR", "EINVAL"]);

/** Removes drafts of `file` whose process is dead, and those that are older than an hour: nobody writes for so long. */
export function removeDrafts(file: string, now: number): void {
  const name = basename(file);
  for (const entry of entriesBeside(file)) {
    const pid = entry.startsWith(`${name}.`)
      ? /^(?:\.[\w-]+)+\.(\d+)\.tmp$/.exec(entry.slice(name.length))?.[1]
      : undefined;
    if (pid === undefined) continue;
    const draft = join(dirname(file), entry);
    const written = statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (!isAlive(Number(pid)) || now - written > LITTER_AFTER_MS) removeIfThere(draft);
  }
}

export function entriesBeside(file: string): readonly string[] {
  try {
    return readdirSync(dirname(file));
  } catch {
    return [];
  }
}

/** Nothing depends on it: what cannot be removed now is litter that is removed later. */
export function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It is gone, or somebody has it open.
  }
}

/** On Windows what somebody has open, a virus scanner say, can for a moment not be removed, replaced or made anew. */
export function isInUse(error: unknown, { platform }: Pick<FileCalls, "platform">): boolean {
  return platform === "win32" && ["EPERM", "EBUSY", "EACCES"].includes(codeOf(error));
}

/** Tries again for two seconds while somebody has the file open. */
export function patiently(action: () => void, calls: Pick<FileCalls, "platform" | "pause">): void {
  for (let waited = 0; ; waited += PAUSE_MS)
    try {
      action();
      return;
    } catch (error) {
      if (!isInUse(error, calls) || waited >= IN_USE_MS) throw error;
      calls.pause(PAUSE_MS);
    }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
