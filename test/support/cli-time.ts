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

/** @param standsStill but for those who wait: what the machine takes does not count */
export function createTestTime({ standsStill = false } = {}): TestTime {
  const began = { epoch: Date.now(), elapsed: performance.now() };
  const epoch = () => (standsStill ? began.epoch : Date.now());
  const elapsed = () => (standsStill ? began.elapsed : performance.now());
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
