// What is said to who cannot have a lock: who has it, since when, and what to do.
import { GuardError, messageOf, UsageError } from "../shapes/errors.js";
import { isFull } from "./full-disk.js";
import { type Holder, isElsewhere, type LockFile } from "./lock-file.js";

interface Wanted {
  readonly file: string;
  readonly what: string;
  readonly platform: NodeJS.Platform;
  /** Who wants it. */
  readonly own: Holder;
  readonly epoch: number;
}

/** Where the content comes after the name, it comes within this time. */
const MAKING_MS = 10_000;

/** @returns a GuardError `locked`; a UsageError `lock-not-made` where the system refuses it, not another holder */
export function lockRefusal(found: LockFile, wanted: Wanted): GuardError | UsageError {
  switch (found.kind) {
    case "held":
      return heldBy(found.holder, wanted);
    case "unreadable":
      return unreadable(found.why, found.changedMs, wanted);
    case "in-use":
      return lockNotMade(found.error, wanted.file);
    case "free":
      return locked(`Others take ${wanted.what} all the time.`, AGAIN);
  }
}

export function lockNotMade(error: unknown, file: string): UsageError {
  return new UsageError(`The lock ${file} cannot be made: ${messageOf(error)}.`, {
    code: "lock-not-made",
    remedy: isFull(error)
      ? "Make room on the disk, and run the same command again; or name a folder on another: for saved sign-ins and journals with --state-dir."
      : "Name a folder that you may write to: for saved sign-ins and journals with --state-dir.",
    cause: error,
  });
}

const AGAIN = "Run the same command again in a moment.";

function heldBy(holder: Holder, wanted: Wanted): GuardError {
  const { what, own } = wanted;
  const { pid, host, at } = holder;
  if (isElsewhere(holder, own))
    return locked(
      `Process ${pid} of ${host} has ${what} to itself since ${at}; whether it still runs cannot be seen from here.`,
      `If no aadc-cloud runs there any more, remove its lock and run the same command again: ${removal(wanted)}`,
    );
  const wait = "Wait until it has ended, or end it, and run the same command again.";
  return locked(
    `Process ${pid}${pid === own.pid ? ", this one," : ""} has ${what} to itself since ${at}.`,
    // Where the system does not tell starts of processes apart, the number may belong to another program by now.
    holder.started === null ? `${wait} If process ${pid} is no aadc-cloud, remove its lock: ${removal(wanted)}` : wait,
  );
}

function unreadable(why: string, changedMs: number, wanted: Wanted): GuardError {
  const { file, what, epoch } = wanted;
  if (changedMs > epoch - MAKING_MS) return locked(`Somebody is just about to take ${what}.`, AGAIN);
  return locked(
    `The lock ${file} of ${new Date(changedMs).toISOString()} does not say who has ${what}: ${why}.`,
    `If no other aadc-cloud uses this folder, here or on another machine, remove the lock and run the same command again: ${removal(wanted)}`,
  );
}

function locked(message: string, remedy: string): GuardError {
  return new GuardError(message, { code: "locked", remedy });
}

/** To be typed as it is. */
function removal({ file, platform }: Wanted): string {
  return platform === "win32" ? `del "${file}"` : `rm '${file.replaceAll("'", "'\\''")}'`;
}
