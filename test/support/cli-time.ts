// Time that a sandbox and the commands that visit it share: whoever waits moves it on, so that waits take none.
import type { Clock } from "../../src/shapes/clock.js";

export interface TestTime {
  /** Milliseconds since 1970, for the sandbox. */
  now(): number;
  pass(ms: number): void;
  /** A clock as a process of its own has it. */
  clock(onSleep?: (ms: number) => void): Clock;
  /** Another number each time. */
  serial(): number;
}

/**
 * Stands still but for those who wait, so that no busy machine brings two requests too close for the service that paces them.
 * @param runs with the machine's time, too: where that is measured, or a process lives in it that has a clock of its own
 */
export function createTestTime({ runs = false } = {}): TestTime {
  const began = { epoch: Date.now(), elapsed: performance.now() };
  const epoch = () => (runs ? Date.now() : began.epoch);
  const elapsed = () => (runs ? performance.now() : began.elapsed);
  let ahead = 0;
  let serial = 0;
  const pass = (ms: number): void => {
    ahead += ms;
  };
  return {
    now: () => epoch() + ahead,
    pass,
    serial: () => {
      serial += 1;
      return serial;
    },
    clock: (onSleep) => ({
      elapsed: () => elapsed() + ahead,
      epoch: () => epoch() + ahead,
      async sleep(ms, signal) {
        onSleep?.(ms);
        signal.throwIfAborted();
        pass(ms);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        signal.throwIfAborted();
      },
      expire(ms, expired) {
        const timer = setTimeout(expired, ms);
        return { cancel: () => clearTimeout(timer) };
      },
    }),
  };
}
