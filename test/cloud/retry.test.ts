import { describe, expect, test } from "vitest";
import { backoffMs, isTransient, retryAfterMs } from "../../src/cloud/retry.js";

const LOCAL = Date.parse("2031-01-01T00:00:00Z");
const DATE = "Sun, 22 Nov 2026 10:00:00 GMT";

test.each([
  [200, false],
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [409, false],
  [425, false],
  [429, true],
  [500, true],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
  [505, false],
  [509, true],
])("status %i is transient: %s", (status, transient) => {
  expect(isTransient(status)).toBe(transient);
});

describe("Retry-After", () => {
  test.each([
    ["0", 0],
    ["3", 3_000],
    [" 7 ", 7_000],
    ["1.5", 1_500],
    ["Sun, 22 Nov 2026 10:00:20 GMT", 20_000],
    ["Sun, 22 Nov 2026 09:59:00 GMT", 0],
  ])("%j asks for %i ms", (value, ms) => {
    expect(retryAfterMs(value, DATE, LOCAL)).toBe(ms);
  });

  test.each(["", "soon", "3 seconds", "NaN", "1e3x"])("%j cannot be read", (value) => {
    expect(retryAfterMs(value, DATE, LOCAL)).toBeUndefined();
  });

  test("is undefined where there is none", () => {
    expect(retryAfterMs(null, DATE, LOCAL)).toBeUndefined();
  });

  test.each([null, "no date"])("compares a date with the local clock where the answer's date is %j", (answerDate) => {
    expect(retryAfterMs("Wed, 01 Jan 2031 00:00:09 GMT", answerDate, LOCAL)).toBe(9_000);
  });
});

test("backoff doubles from half a second to half a minute, times a random part", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 20].map((attempt) => backoffMs(attempt, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(backoffMs(3, 0)).toBe(0);
  expect(backoffMs(3, 0.25)).toBe(1_000);
});
