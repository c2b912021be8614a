import { expect, test } from "vitest";
import { parseMaxAge, parseMinVersion } from "../../src/commands/sync-wishes.js";

const MINUTE = 60_000;

test.each([
  [["warn=90m", "error=3h"], 90 * MINUTE, 180 * MINUTE],
  [["error=3h", "warn=3h"], 180 * MINUTE, 180 * MINUTE],
  [["warn=45m"], 45 * MINUTE, null],
  [["error = PT2H"], null, 120 * MINUTE],
])("--max-age %j", (parts, warningMs, errorMs) => {
  expect(parseMaxAge(parts)).toEqual({ warningMs, errorMs });
});

test.each([
  [["warn=3h", "error=90m"], "would not be a warning yet"],
  [["90m"], 'has no "90m"'],
  [["info=90m"], 'has no "info=90m"'],
  [["warn="], "is not a duration"],
  [["warn=0m"], "must be longer than nothing"],
  [["error=-3h"], "is not a duration"],
  [["warn=soon"], "is not a duration"],
  [["warn=1h", "warn=2h"], "says warn twice"],
])("--max-age %j is refused", (parts, words) => {
  expect(() => parseMaxAge(parts)).toThrow(words);
});

test("--min-version is a version", () => {
  expect(parseMinVersion(" 2.6.84.0 ")).toBe("2.6.84.0");
  for (const text of ["2", "v2.6", "2.6.x", "newest", "2.6.84.0-beta"])
    expect(() => parseMinVersion(text)).toThrow(`--min-version is no version: "${text}"`);
});
