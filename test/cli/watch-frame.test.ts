import { expect, test } from "vitest";
import { frame } from "../../src/cli/watch-frame.js";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join("\n");

test("a page that fits is drawn whole, from the top, each line cleared to its end and the rest of the screen, too", () => {
  expect(frame("one\ntwo\n", 24)).toBe("\u001B[?7l\u001B[Hone\u001B[K\r\ntwo\u001B[K\r\n\u001B[J\u001B[?7h");
});

test.each([
  [23, 24, 23],
  [24, 24, 23],
  [500, 24, 23],
  [500, 1, 2],
])("%i lines in %i rows take %i", (count, rows, expected) => {
  const drawn = frame(lines(count), rows);
  expect(drawn.split("\r\n")).toHaveLength(expected + 1);
  expect(drawn.includes("more lines")).toBe(count > expected);
});
