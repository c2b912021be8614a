// A result or a trace is never written over what tells of runs, or over what somebody has agreed on.
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beginsAsSnapshot } from "../commands/snapshot-beginning.js";
import { beginningOf } from "../machine/file-beginning.js";
import type { CommonOptions } from "./options.js";
import { isPlan } from "./plan-file.js";
import { notThere, written } from "./secret-files.js";
import type { World } from "./world.js";

/** As the first line of every journal begins. */
const JOURNAL = /^\{"written":"[^"]*","previous":"0{64}","entry":"started"/;

/**
 * @param stateDir whose journals are these
 * @throws {UsageError} `out-file` where what --out or --trace names lies among journals, is one, or is a saved plan or
 * snapshot; nothing is touched
 */
export function refuseKeptFiles(options: CommonOptions, stateDir: string, world: World): void {
  const journals = realOf(join(stateDir, "runs"));
  for (const [option, file] of written(options, world)) {
    const why = whyKept(file, journals);
    if (why !== null) throw notThere(option, why);
  }
}

/**
 * The same of any file that an option names, as far as its place is concerned.
 * @throws {UsageError} `out-file`
 */
export function refuseAmongJournals(option: string, file: string, stateDir: string): void {
  const why = whyNotThere(file, realOf(join(stateDir, "runs")));
  if (why !== null) throw notThere(option, why);
}

function whyNotThere(file: string, journals: string | null): string | null {
  const real = realOf(file) ?? nameIn(realOf(dirname(file)), file);
  return journals !== null && real !== null && isBelow(real, journals)
    ? `${file} lies among the journals of runs, and nothing else is written there`
    : null;
}

function whyKept(file: string, journals: string | null): string | null {
  const misplaced = whyNotThere(file, journals);
  if (misplaced !== null) return misplaced;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  if (JOURNAL.test(beginningOf(file))) return `${file} is the journal of a run, and is not overwritten`;
  if (beginsAsSnapshot(file)) return `${file} is a saved snapshot, and is not overwritten`;
  return isPlan(file) ? `${file} is a saved plan, and is not overwritten` : null;
}

/** As the disk has it, through links and in its own letters; null where it is not there. */
function realOf(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

function nameIn(folder: string | null, file: string): string | null {
  return folder === null ? null : join(folder, basename(file));
}

function isBelow(file: string, folder: string): boolean {
  for (let up = dirname(file); ; up = dirname(up)) {
    if (up === folder) return true;
    if (up === dirname(up)) return false;
  }
}
