import { expect, test } from "vitest";
import { minuteOf, parseTime } from "../../src/shapes/time.js";

test.each([
  ["2026-11-22T12:00:00Z", Date.UTC(2026, 10, 22, 12)],
  ["2026-11-22T12:00:00", Date.UTC(2026, 10, 22, 12)],
  ["2026-11-22T12:00Z", Date.UTC(2026, 10, 22, 12)],
  ["2026-11-22T14:00:00+02:00", Date.UTC(2026, 10, 22, 12)],
  ["2021-06-07T11:36:34.6667535Z", Date.UTC(2021, 5, 7, 11, 36, 34, 666)],
  ["0001-01-01T00:00:00", Date.parse("0001-01-01T00:00:00Z")],
])("%s is a time", (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test.each([
  "",
  "error 500",
  "n/a 12",
  "5",
  "2026",
  "22.11.2026 11:59:00",
  "2026-11-22",
  "2026-13-01T00:00:00Z",
  "Sun, 22 Nov 2026 12:00:00 GMT",
])("%j is none", (text) => {
  expect(parseTime(text)).toBeUndefined();
});

test.each([
  ["2026-11-22T12:00:59.9Z", "2026-11-22 12:00 UTC"],
  ["2026-11-22T01:30:00+02:00", "2026-11-21 23:30 UTC"],
  ["2026-11-22T12:00:00", "2026-11-22 12:00 UTC"],
  [Date.UTC(2026, 10, 22, 12), "2026-11-22 12:00 UTC"],
  ["yesterday", "yesterday"],
  ["", ""],
  [Number.POSITIVE_INFINITY, "a time that is not to be understood"],
  [9e15, "a time that is not to be understood"],
])("%j is told as %j", (time, told) => {
  expect(minuteOf(time)).toBe(told);
});
