// The machine's own clock: the one place where a test waits, for a few milliseconds.
import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/shapes/clock.js";

const never = () => new AbortController().signal;

test("elapsed time goes on, and is not the time of day", () => {
  const first = systemClock.elapsed();
  expect(systemClock.elapsed()).toBeGreaterThanOrEqual(first);
  expect(first).toBeLessThan(Date.UTC(2000, 0, 1));
  expect(Math.abs(systemClock.epoch() - Date.now())).toBeLessThan(1_000);
});

describe("sleep", () => {
  test("lasts as long as it was asked for and leaves nothing on the signal", async () => {
    const signal = never();
    const before = systemClock.elapsed();
    await systemClock.sleep(20, signal);
    expect(systemClock.elapsed() - before).toBeGreaterThanOrEqual(18);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("rejects with the signal's own reason, at once", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });

  test("does not begin on a signal that was aborted before", async () => {
    const reason = new Error("long ago");
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("expire", () => {
  test("calls back once", async () => {
    const expired = vi.fn();
    systemClock.expire(1, expired);
    await systemClock.sleep(20, never());
    expect(expired).toHaveBeenCalledTimes(1);
  });

  test("does not call back when it was cancelled", async () => {
    const expired = vi.fn();
    systemClock.expire(1, expired).cancel();
    await systemClock.sleep(20, never());
    expect(expired).not.toHaveBeenCalled();
  });
});
