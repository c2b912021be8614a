// One journal as a file: lines are added at its end, and each is on the disk when that is told.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, writeSync } from "node:fs";
import { removeIfThere } from "../machine/new-file.js";
import type { Clock } from "../shapes/clock.js";
import { BugError, GuardError } from "../shapes/errors.js";
import type { Journal } from "./journal.js";
import { lineOf } from "./journal-lines.js";
import { unlessUnwritable } from "./journal-refusals.js";

export interface JournalFileCalls {
  /**
   * Writes what is in `bytes` from `from` on. At a place and not at the end: Windows cuts nothing off a file that was opened
   * for appending.
   * @returns how many bytes were taken
   */
  readonly write: (file: number, bytes: Uint8Array, from: number, position: number) => number;
  readonly sync: (file: number) => void;
  readonly truncate: (file: number, length: number) => void;
}

export const nodeJournalCalls: JournalFileCalls = {
  write: (file, bytes, from, position) => writeSync(file, bytes, from, bytes.length - from, position),
  sync: fsyncSync,
  truncate: ftruncateSync,
};

interface Begun {
  readonly runId: string;
  readonly file: string;
  /** Opened for writing. */
  readonly handle: number;
  /** Of its last line. */
  readonly hash: string;
  /** Bytes that are in it. */
  readonly length: number;
  readonly clock: Clock;
  readonly calls: JournalFileCalls;
}

export function journalFile({ runId, file, handle, hash, length, clock, calls }: Begun): Journal {
  let [previous, end] = [hash, length];
  let state: "open" | "closed" | "broken" = "open";
  let wasTried = false;

  const write = (bytes: Uint8Array): void => {
    try {
      for (let done = 0; done < bytes.length; ) done += calls.write(handle, bytes, done, end + done);
      calls.sync(handle);
    } catch (error) {
      cutOff();
      throw error;
    }
  };
  /** A part of a line must not stand before the next one. */
  const cutOff = (): void => {
    state = "broken";
    try {
      calls.truncate(handle, end);
      calls.sync(handle);
      state = "open";
    } catch {
      // Nothing is written any more.
    }
  };

  return {
    runId,
    where: file,
    async append(entry) {
      if (state === "closed") throw closed();
      if (state === "broken") throw broken(file);
      wasTried = true;
      const line = lineOf(entry, new Date(clock.epoch()).toISOString(), previous);
      const bytes = Buffer.from(`${line.text}\n`);
      unlessUnwritable(() => {
        if (fstatSync(handle).size !== end) throw shared(file);
        write(bytes);
      });
      previous = line.hash;
      end += bytes.length;
    },
    async close() {
      if (state === "closed") return;
      state = "closed";
      // Its first line could not be written: an empty one would be taken for one that was emptied.
      const isLeft = wasTried && fstatSync(handle).size === 0;
      closeSync(handle);
      if (isLeft) removeIfThere(file);
    },
  };
}

function closed(): BugError {
  return new BugError("Something was to be journaled after the journal was closed.", {
    code: "journal-closed",
    remedy: "Please report this with the command line that led to it.",
  });
}

function broken(file: string): GuardError {
  return new GuardError(`The journal ${file} could not be written, and what was half written not be removed.`, {
    code: "journal-broken",
    remedy: "Make room or mend the disk, and run the same command again: it goes on from the last whole line.",
  });
}

function shared(file: string): GuardError {
  return new GuardError(`Somebody else has written to the journal ${file}.`, {
    code: "journal-shared",
    remedy: "Wait until no other aadc-cloud changes this tenant, and run the same command again: it looks first.",
  });
}
