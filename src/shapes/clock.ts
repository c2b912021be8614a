/** Time, as handed to everything that waits or measures. Nothing else in the product reaches for a clock. */
export interface Clock {
  /** Milliseconds since some fixed point; never goes backwards. For durations. */
  elapsed(): number;
  /** Milliseconds since 1970 by this machine. Only for file names, log lines and a service that sends no `Date`. */
  epoch(): number;
  /** Waits; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back once after `ms` unless cancelled: for time-outs, which must run on real time even where waits do not. */
  expire(ms: number, expired: () => void): { cancel(): void };
}

/** The machine's own clock. */
export const systemClock: Clock = {
  elapsed: () => performance.now(),
  epoch: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    }),
  expire: (ms, expired) => {
    const timer = setTimeout(expired, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
