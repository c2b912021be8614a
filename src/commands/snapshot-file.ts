// Snapshots as files: written by --save, read by --from and --baseline.
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type ReplaceCalls, replaceFile } from "../machine/replace-file.js";
import { systemWords } from "../machine/system-words.js";
import { readTextFile } from "../machine/text-file.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";
import { readSnapshotText, snapshotText } from "./saved-snapshot.js";
import { beginsAsSnapshot } from "./snapshot-beginning.js";

/** Lists in a snapshot are bounded; the policies of a large tenant take a megabyte or two. */
export const LARGEST_SNAPSHOT = 20_000_000;

export interface FilePlace {
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/** Where snapshots go: one file, or a folder in which each has a name of its own. */
export interface SnapshotTarget {
  /** Absolute. */
  readonly path: string;
  readonly kind: "file" | "folder";
}

/**
 * The snapshot that a file holds.
 * @param option as it was typed, for the remedy
 * @throws {UsageError} `snapshot-file` for what is no snapshot, with what it is instead
 */
export function readSnapshotFile(name: string, option: "--from" | "--baseline", { cwd }: FilePlace): Snapshot {
  const file = resolve(cwd, name);
  const text = readTextFile(file, LARGEST_SNAPSHOT);
  const read = "why" in text ? text : readSnapshotText(text.text);
  if ("snapshot" in read) return read.snapshot;
  throw new UsageError(`${file} is no snapshot that could be read: ${read.why}.`, {
    code: "snapshot-file",
    remedy: `Save one with: aadc-cloud verify-sync --save FILE, and name that file with ${option}.`,
  });
}

/**
 * Looks early whether snapshots could be saved there: a folder that is there or ends with a separator, or a file.
 * @throws {UsageError} where there is no such folder; {GuardError} where something else than a snapshot would be lost
 */
export function snapshotTarget(name: string, { cwd, platform }: FilePlace): SnapshotTarget {
  const path = resolve(cwd, name);
  const found = statSync(path, { throwIfNoEntry: false });
  const isFolder = (platform === "win32" ? /[/\\]$/ : /\/$/).test(name) || found?.isDirectory() === true;
  const folder = isFolder ? path : dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`There is no folder ${folder} to save the snapshot in.`, {
      code: "snapshot-file",
      remedy: "Make it first, or name another one with --save.",
    });
  if (isFolder) return { path, kind: "folder" };
  refuseOther(path);
  return { path, kind: "file" };
}

/**
 * For its owner only: a snapshot holds no secret, but names and ids of a tenant. Another snapshot in its place is replaced.
 * @returns the file, absolute
 */
export function saveSnapshot(
  { path, kind }: SnapshotTarget,
  snapshot: Snapshot,
  given: Partial<ReplaceCalls> = {},
): string {
  const file = kind === "file" ? path : join(path, snapshotFileName(snapshot));
  refuseOther(file);
  const text = snapshotText(snapshot);
  if (Buffer.byteLength(text) > LARGEST_SNAPSHOT)
    throw new UsageError(
      `The snapshot is larger than ${LARGEST_SNAPSHOT / 1_000_000} MB, and could not be read again: it is not saved.`,
      { code: "snapshot-file", remedy: "Leave out --save, and report it: no tenant should come to that." },
    );
  try {
    replaceFile(file, text, given);
  } catch (error) {
    throw new UsageError(`The snapshot cannot be saved in ${file}: ${systemWords(error)}.`, {
      code: "snapshot-file",
      remedy: "Name another place with --save.",
      cause: error,
    });
  }
  return file;
}

/** By tenant and time, in letters that every disk takes: `contoso.onmicrosoft.com-2026-11-22T05-12-07Z.json`. */
export function snapshotFileName({ organization, takenAt }: Snapshot): string {
  const tenant = organization.value.initialDomain
    .replaceAll(/[^\w.-]/g, "_")
    .replace(/^[.-]/, "_")
    .slice(0, 100);
  const time = takenAt.replace(/\.\d+(?=Z$)/, "").replaceAll(":", "-");
  return `${tenant}-${time}.json`;
}

/** @throws {GuardError} `file-exists` */
function refuseOther(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isFile() && beginsAsSnapshot(file)) return;
  throw new GuardError(`${file} exists and is no snapshot: it is not overwritten.`, {
    code: "file-exists",
    remedy: "Name another file with --save.",
  });
}
