// Changes since the last snapshot, one line each: appended before anybody is told of the change.
//
// A log belongs to the snapshot with which it began and bears its number: `changes-000000000042.jsonl` holds what came
// after change 42. While a new snapshot is on its way to the disk, changes go to its log already; the old log goes when
// the snapshot stands. Whenever the process dies, snapshot and logs together hold every change that was acknowledged.
import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import type { Patch } from "immer";
import * as z from "zod";
import { corruptFile } from "../sandbox-error.js";
import { errorCode } from "./atomic-file.js";

const NAME = /^changes-(\d{12})\.jsonl$/u;

export interface LoggedChange {
  readonly number: number;
  readonly patches: readonly Patch[];
}

export interface ChangeLog {
  /** Bytes written since the log began. */
  readonly size: number;
  append(change: LoggedChange): void;
  close(): void;
}

const lineSchema = z.strictObject({
  number: z.int(),
  patches: z.array(
    z.strictObject({
      op: z.enum(["replace", "remove", "add"]),
      path: z.array(z.union([z.string(), z.number()])),
      value: z.unknown().optional(),
    }),
  ),
});

export function openChangeLog(dir: string, since: number): ChangeLog {
  const descriptor = openSync(path.join(dir, `changes-${String(since).padStart(12, "0")}.jsonl`), "a", 0o600);
  let size = 0;
  return {
    get size() {
      return size;
    },
    append(change) {
      const line = Buffer.from(`${JSON.stringify(change)}\n`);
      try {
        for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
      } catch (error) {
        // A full disk: half a line in the middle would make everything behind it unreadable.
        ftruncateSync(descriptor, size);
        throw error;
      }
      size += line.length;
    },
    close() {
      closeSync(descriptor);
    },
  };
}

/**
 * The changes after number `after`, in their order. A line that was cut off at the end of a log is dropped, for nobody
 * was told of it; any other line that cannot be read is a SandboxError `corrupt`, and so are logs that all begin later:
 * they belong to a newer snapshot, and what came before them is missing even while they are empty.
 */
export function readChanges(dir: string, after: number): readonly LoggedChange[] {
  const logs = logFiles(dir);
  if (logs.length > 0 && logs.every((name) => beginOf(name) > after)) throw missing(dir, after + 1);
  const wanted = logs.flatMap((name) => readLog(path.join(dir, name))).filter((change) => change.number > after);
  wanted.forEach((change, index) => {
    if (change.number !== after + 1 + index) throw missing(dir, after + 1 + index);
  });
  return wanted;
}

function beginOf(logName: string): number {
  return Number(NAME.exec(logName)?.[1]);
}

function missing(dir: string, number: number): Error {
  return corruptFile(path.join(dir, "changes-*.jsonl"), `change ${number} is missing.`, undefined);
}

/** Removes the logs that a snapshot of change `upTo` has made superfluous. */
export function removeLogsBefore(dir: string, upTo: number): void {
  for (const name of logFiles(dir)) {
    if (beginOf(name) < upTo) rmSync(path.join(dir, name), { force: true });
  }
}

export function removeAllLogs(dir: string): void {
  for (const name of logFiles(dir)) rmSync(path.join(dir, name), { force: true });
}

function logFiles(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

function readLog(file: string): readonly LoggedChange[] {
  const content = readFileSync(file, "utf8");
  const end = content.lastIndexOf("\n") + 1;
  // Cut for good: the next line must not be written behind the half one.
  if (end < content.length) truncateSync(file, Buffer.byteLength(content.slice(0, end)));
  return content
    .slice(0, end)
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => readLine(file, line, index));
}

function readLine(file: string, line: string, index: number): LoggedChange {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw corruptFile(file, `line ${index + 1} is no JSON.`, error);
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) throw corruptFile(file, `line ${index + 1} is no change.`, parsed.error);
  return parsed.data;
}
