// A clock for a sandbox whose time stands still: whoever waits moves it on, from another process, too.
import { type Clock, systemClock } from "../../src/shapes/clock.js";

/** `post` sends a moment (ISO 8601) to `POST /$sandbox/clock`; `from` is tenant time in milliseconds. */
export function postedClock(from: number, post: (until: string) => Promise<void>): Clock {
  let now = from;
  return {
    elapsed: () => now,
    epoch: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += Math.ceil(ms);
      await post(new Date(now).toISOString());
      signal.throwIfAborted();
    },
    expire: (ms, expired) => systemClock.expire(ms, expired),
  };
}
