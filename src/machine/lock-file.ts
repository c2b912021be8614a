// What stands in a lock, and whether who took it can still have it.
import { closeSync, constants, lstatSync, openSync, readSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { messageOf } from "../shapes/errors.js";
import { codeOf, isInUse } from "./new-file.js";
import { countOfProcesses, isAlive, startOf } from "./processes.js";

export interface Holder {
  readonly host: string;
  /** Where `pid` counts; null where a machine has one count. */
  readonly pidNamespace: string | null;
  readonly pid: number;
  readonly started: string | null;
  /** When it was taken, ISO 8601 UTC, by the holder's machine. */
  readonly at: string;
  readonly token: string;
  readonly what: string;
}

export type LockFile =
  | { readonly kind: "free" }
  /** Windows does not let us look this moment. */
  | { readonly kind: "in-use"; readonly error: unknown }
  | { readonly kind: "held"; readonly holder: Holder }
  | { readonly kind: "unreadable"; readonly why: string; readonly changedMs: number };

const LONGEST = 4_096;
const LONGEST_NAME = 255;
/** Clocks are set right soon after a start, some by a little. */
const BOOT_TOLERANCE_MS = 60_000;

export function newHolder(what: string, token: string, epoch: number, pid: number, host = hostname()): Holder {
  return {
    host: visible(host),
    pidNamespace: countOfProcesses(),
    pid,
    started: startOf(pid),
    at: new Date(epoch).toISOString(),
    token,
    what: visible(what),
  };
}

/** Opens nothing but plain files: the name may be anything that somebody has put there. */
export function readLockFile(file: string, platform: NodeJS.Platform): LockFile {
  let changedMs = 0;
  try {
    const stats = lstatSync(file);
    changedMs = stats.mtimeMs;
    if (!stats.isFile()) return { kind: "unreadable", why: "it is no file", changedMs };
    const holder = holderIn(beginningOf(file));
    return holder === undefined ? { kind: "unreadable", why: "it is not whole", changedMs } : { kind: "held", holder };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { kind: "free" };
    if (isInUse(error, { platform })) return { kind: "in-use", error };
    return { kind: "unreadable", why: messageOf(error), changedMs };
  }
}

export function isSameHolder(one: Holder, other: Holder): boolean {
  return one.token === other.token && one.host === other.host && one.pid === other.pid && one.at === other.at;
}

/** Whether nobody can tell from here if the holder lives. */
export function isElsewhere(holder: Holder, here: Holder): boolean {
  return holder.host !== here.host || holder.pidNamespace !== here.pidNamespace;
}

/** Whether the holder is gone for certain. */
export function isGone(holder: Holder, here: Holder, epoch: number): boolean {
  if (isElsewhere(holder, here)) return false;
  if (!isAlive(holder.pid)) return true;
  const started = startOf(holder.pid);
  if (started !== null && holder.started !== null) return started !== holder.started;
  // The number may have gone to another program, but not without a start of the machine that can be seen.
  return Date.parse(holder.at) < epoch - uptime() * 1_000 - BOOT_TOLERANCE_MS;
}

function beginningOf(file: string): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
  const handle = openSync(file, (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    const bytes = Buffer.alloc(LONGEST);
    return bytes.toString("utf8", 0, readSync(handle, bytes, 0, LONGEST, 0));
  } finally {
    closeSync(handle);
  }
}

function holderIn(text: string): Holder | undefined {
  const { host, pidNamespace = null, pid, started, at, token, what } = fieldsOf(text);
  if (typeof host !== "string" || typeof what !== "string") return undefined;
  if (typeof at !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at)))
    return undefined;
  // The token becomes part of a file's name.
  if (typeof token !== "string" || !/^[\w-]{1,64}$/.test(token)) return undefined;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (!isStringOrNull(started) || !isStringOrNull(pidNamespace)) return undefined;
  return { host: visible(host), pidNamespace, pid, started, at, token, what: visible(what) };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isStringOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

/** Written by one machine and shown by another. */
function visible(text: string): string {
  return text.slice(0, LONGEST_NAME).replace(/\p{C}/gu, "?");
}
