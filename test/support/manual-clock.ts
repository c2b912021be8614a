// A clock for tests: waits take no time, and time-outs run out only when the test says so.
import type { Clock } from "../../src/shapes/clock.js";

export interface ManualClock extends Clock {
  /** Every wait that was asked for, in milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** The limits of the time-outs that are running now. */
  readonly timeLimits: readonly number[];
  /** Moves time on and wakes who is due; the only thing that does where `holds` is set. */
  advance(ms: number): void;
  /** Lets every running time-out run out. */
  runOut(): void;
  /** Resolves when `count` waits have been asked for since the beginning. */
  slept(count: number): Promise<void>;
}

export interface ManualClockOptions {
  /** What this machine believes the time to be; as wrong as the test wants it. */
  readonly epoch?: number;
  /** Waits end by `advance` alone, instead of by themselves as soon as nothing else is to be done. */
  readonly holds?: boolean;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

export function manualClock(options: ManualClockOptions = {}): ManualClock {
  const start = options.epoch ?? Date.UTC(2026, 10, 22);
  const sleeps: number[] = [];
  const sleepers = new Set<Sleeper>();
  const timeOuts = new Set<{ readonly ms: number; expired(): void }>();
  const waiting = new Set<{ readonly count: number; tell(): void }>();
  let now = 0;

  const wakeEarliest = () => {
    const earliest = [...sleepers].sort((a, b) => a.due - b.due)[0];
    if (earliest === undefined) return;
    now = Math.max(now, earliest.due);
    earliest.wake();
  };

  return {
    sleeps,
    get timeLimits() {
      return [...timeOuts].map(({ ms }) => ms);
    },
    elapsed: () => now,
    epoch: () => start + now,
    sleep(ms, signal) {
      sleeps.push(ms);
      for (const waiter of waiting) if (waiter.count <= sleeps.length) waiter.tell();
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", stop);
          settle();
        };
        const stop = () => end(() => reject(signal.reason as Error));
        const sleeper: Sleeper = { due: now + ms, wake: () => end(resolve) };
        sleepers.add(sleeper);
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
        if (options.holds !== true) setImmediate(wakeEarliest);
      });
    },
    expire(ms, expired) {
      const timeOut = { ms, expired };
      timeOuts.add(timeOut);
      return { cancel: () => void timeOuts.delete(timeOut) };
    },
    advance(ms) {
      now += ms;
      for (const sleeper of sleepers) if (sleeper.due <= now) sleeper.wake();
    },
    runOut() {
      for (const timeOut of timeOuts) {
        timeOuts.delete(timeOut);
        timeOut.expired();
      }
    },
    slept: (count) =>
      sleeps.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            const waiter = {
              count,
              tell: () => {
                waiting.delete(waiter);
                resolve();
              },
            };
            waiting.add(waiter);
          }),
  };
}
