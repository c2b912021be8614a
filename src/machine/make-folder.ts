import { chmodSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, owner-only. Node's own `recursive` never ends where the system says that a folder is
 * missing which cannot be made, as below /proc.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else has made it at the same time.
    if (!isFolder(folder)) throw error;
  }
}

/** Takes others' rights to a folder where it has a mode; what lies in it is protected by itself, so that a failure is none. */
export function keepOthersOut(folder: string): void {
  if (process.platform === "win32") return;
  try {
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch {
    // As said: it may be another user's.
  }
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}
