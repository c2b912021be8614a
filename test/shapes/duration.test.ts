import { describe, expect, test } from "vitest";
import { describeDuration, durationOption, parseDuration } from "../../src/shapes/duration.js";
import { UsageError } from "../../src/shapes/errors.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ["90s", 90_000],
  ["90m", 90 * MINUTE],
  ["8h", 8 * HOUR],
  ["7d", 7 * DAY],
  ["1.5h", 90 * MINUTE],
  [" 2 D ", 2 * DAY],
  ["PT30M", 30 * MINUTE],
  ["PT1.5S", 1_500],
  ["P1D", DAY],
  ["P1DT2H3M4S", DAY + 2 * HOUR + 3 * MINUTE + 4_000],
  ["pt90m", 90 * MINUTE],
  ["0m", 0],
])("%j is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "90", "m", "-5m", "5 weeks", "1h30m", "P", "PT", "P1DT", "1M2", "PT1H30", "Infinityh", "1e3s", "٣m"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

describe("an option", () => {
  test("gives milliseconds", () => {
    expect(durationOption("--max-age", "3h")).toBe(3 * HOUR);
  });

  test.each([
    ["soon", "is not a duration"],
    ["0m", "must be longer than nothing"],
    ["PT0S", "must be longer than nothing"],
  ])("that is %j is the typist's error, which names the option", (text, words) => {
    const reading = () => durationOption("--max-age", text);
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(`--max-age ${words}: "${text}".`);
  });
});

test.each([
  [-1, "less than a minute"],
  [59_999, "less than a minute"],
  [MINUTE, "1 min"],
  [12.9 * MINUTE, "12 min"],
  [HOUR, "1 h"],
  [3 * HOUR + 5 * MINUTE, "3 h 5 min"],
  [DAY - 1, "23 h 59 min"],
  [DAY, "1 day"],
  [DAY + 59 * MINUTE, "1 day"],
  [DAY + 2 * HOUR, "1 day 2 h"],
  [2 * DAY + 23 * HOUR, "2 days"],
  [1_148 * DAY, "1148 days"],
])("%i ms reads %j", (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
