import { lstatSync, renameSync } from "node:fs";
import { expect, test } from "vitest";
import { systemWords } from "../../src/machine/system-words.js";
import { thrown } from "../shapes/thrown.js";

test("what the system says is told without the call and its path, whatever is in that", () => {
  for (const work of [
    () => lstatSync("/nonexist/it's, a 'name'/."),
    () => renameSync("/nonexist/a.uuid.1.tmp", "/nonexist/a"),
  ])
    expect(systemWords(thrown(Error, work))).toBe("no such file or directory");
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { syscall: "write" });
  expect(systemWords(full)).toBe("no space left on device");
});

test("anything else is told as it is", () => {
  for (const words of ["/x is no folder", "EH: what, now", "Bad: one, two 'three'"])
    expect(systemWords(new Error(words))).toBe(words);
  expect(systemWords("no error")).toBe("no error");
});
