// Locks between processes: a file that one of them has.
import { basename, dirname, join } from "node:path";
import type { Clock } from "../shapes/clock.js";
import { type Holder, isGone, isSameHolder, newHolder, readLockFile } from "./lock-file.js";
import { lockNotMade, lockRefusal } from "./lock-refusals.js";
import {
  codeOf,
  draftOf,
  entriesBeside,
  type FileCalls,
  isInUse,
  nodeFileCalls,
  patiently,
  placeNew,
  removeDrafts,
  writeNew,
} from "./new-file.js";

export interface LockOptions {
  /** What the lock guards, as it is named in the middle of a sentence: "the saved sign-in". */
  readonly what: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait for another holder; 0: not at all. */
  readonly waitMs: number;
  readonly uuid: () => string;
  /** This machine's name and this process's number, unless others are given. */
  readonly host?: string;
  readonly pid?: number;
  readonly calls?: Partial<FileCalls>;
}

export interface Lock {
  /** Gives the lock back, where it is still ours. Never throws; a second call does nothing. */
  release(): void;
}

const POLL_MS = 25;
/** Removing a dead holder's lock takes a moment, and so does a virus scanner that has it open. */
const MOMENT_MS = 2_000;
/** Between two looks the lock may be given back, or its draft be taken for litter by another machine. */
const ATTEMPTS = 20;
const TOKEN = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Takes a lock that the whole machine, and others that share the folder, respect: `file`, whose folder must be there. The
 * lock of a holder that is dead is free. No order among those who wait; within one process each call is a holder of its own.
 * @throws {GuardError} `locked` when somebody has it for longer than `waitMs`; {UsageError} `lock-not-made`; the signal's
 * reason when it aborts
 */
export async function acquireLock(file: string, options: LockOptions): Promise<Lock> {
  const lock = await seize(file, file, options.waitMs, options);
  await removeLitter(file, options);
  return lock;
}

/** Who has the lock, as far as can be seen from here; null where nobody has it, or whoever had it is dead. */
export function holderOf(
  file: string,
  epoch: number,
): { readonly host: string; readonly pid: number; readonly at: string } | null {
  const found = readLockFile(file, process.platform);
  if (found.kind !== "held") return null;
  const { host, pid, at } = found.holder;
  return isGone(found.holder, newHolder("", "", epoch, process.pid), epoch) ? null : { host, pid, at };
}

async function seize(file: string, base: string, waitMs: number, options: LockOptions): Promise<Lock> {
  const { clock, signal, what, uuid, pid = process.pid, host } = options;
  const calls = callsOf(options);
  const begun = clock.elapsed();
  const until = begun + waitMs;
  const own = newHolder(what, uuid(), clock.epoch(), pid, host);
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    let found = readLockFile(file, calls.platform);
    if (found.kind === "free") {
      const made = make(file, own, calls, attempt);
      if (made === true) return lockOf(file, own, calls);
      if (made === "again" && attempt < ATTEMPTS) continue;
      found = made === "again" ? found : made;
    }
    if (found.kind === "held" && isGone(found.holder, own, clock.epoch())) {
      if (await removeGone(file, base, found.holder, options)) continue;
    }
    if (clock.elapsed() >= (found.kind === "in-use" ? Math.max(until, begun + MOMENT_MS) : until))
      throw lockRefusal(found, { file, what, own, platform: calls.platform, epoch: clock.epoch() });
    await clock.sleep(POLL_MS, signal);
  }
}

/** @returns `again` where somebody else was quicker */
function make(file: string, own: Holder, calls: FileCalls, attempt: number) {
  const draft = draftOf(file, own.token, own.pid);
  const text = `${JSON.stringify(own)}\n`;
  try {
    writeNew(draft, text);
    return placeNew(draft, file, () => writeNew(file, text), calls) || ("again" as const);
  } catch (error) {
    if (isInUse(error, calls)) return { kind: "in-use", error } as const;
    if (codeOf(error) === "ENOENT" && attempt < ATTEMPTS) return "again" as const;
    throw lockNotMade(error, file);
  }
}

/**
 * Removes the lock of a holder that is gone. Who finds the lock of the dead S must first have the lock named after S's
 * token, taken by the same rules, and then looks again. S's own process cannot remove S any more and everybody else needs
 * that second lock, so that the file that was found to be S's is still S's when it is removed, and no newer lock is. That
 * second lock may be left by another dead process, and is then removed by the same rules under a name of its own, since no
 * two locks have the same token.
 * @returns whether it is worth looking again at once
 */
async function removeGone(file: string, base: string, gone: Holder, options: LockOptions): Promise<boolean> {
  const calls = callsOf(options);
  const guard = await seize(`${base}.${gone.token}`, base, MOMENT_MS, options);
  try {
    const found = readLockFile(file, calls.platform);
    if (found.kind === "held" && isSameHolder(found.holder, gone)) calls.unlink(file);
    return found.kind !== "in-use";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    if (isInUse(error, calls)) return false;
    throw lockNotMade(error, file);
  } finally {
    guard.release();
  }
}

function lockOf(file: string, own: Holder, calls: FileCalls): Lock {
  let released = false;
  const removeOwn = () => {
    const found = readLockFile(file, calls.platform);
    if (found.kind === "in-use") throw found.error;
    if (found.kind === "held" && isSameHolder(found.holder, own)) calls.unlink(file);
    released = true;
  };
  return {
    release() {
      if (released) return;
      try {
        patiently(removeOwn, calls);
      } catch {
        // The work that it guarded is done; when this process has ended, the lock is free.
      }
    },
  };
}

/** What processes that were killed have left beside the lock. It is in nobody's way, so that nothing here may fail. */
async function removeLitter(file: string, options: LockOptions): Promise<void> {
  const { clock, what, uuid, pid = process.pid, host } = options;
  removeDrafts(file, clock.epoch());
  const own = newHolder(what, uuid(), clock.epoch(), pid, host);
  const name = `${basename(file)}.`;
  for (const entry of entriesBeside(file)) {
    if (!entry.startsWith(name) || !TOKEN.test(entry.slice(name.length))) continue;
    const guard = join(dirname(file), entry);
    const found = readLockFile(guard, callsOf(options).platform);
    if (found.kind !== "held" || !isGone(found.holder, own, clock.epoch())) continue;
    try {
      (await seize(guard, file, 0, options)).release();
    } catch {
      // The next one who comes removes it.
    }
  }
}

function callsOf({ calls }: LockOptions): FileCalls {
  return { ...nodeFileCalls, ...calls };
}
