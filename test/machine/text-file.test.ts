import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readTextFile } from "../../src/machine/text-file.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function reading(content: string | Uint8Array, largest = 1_000_000) {
  const file = path.join(temporaryFolder(), "a.txt");
  writeFileSync(file, content);
  return readTextFile(file, largest);
}

test.each([
  ["nothing", "", ""],
  ["a mark of Windows' editors", "\uFEFFtext\r\n", "text\r\n"],
  ["letters of several bytes over the edge of every chunk", "ä€😀".repeat(50_000), "ä€😀".repeat(50_000)],
])("%s is read whole", (_what, content, text) => {
  expect(reading(content)).toEqual({ text });
});

test("a file may be as large as is allowed, and not larger", () => {
  const text = "x".repeat(200_000);
  expect(reading(text, 200_000)).toEqual({ text });
  expect(reading(`${text}x`, 200_000)).toEqual({ why: "it is larger than 0.2 MB" });
});

test("what is not UTF-8, no file or not there is told by what it is", () => {
  expect(reading(Buffer.from([0x61, 0xff]))).toMatchObject({ why: "it is not written in UTF-8" });
  const folder = temporaryFolder();
  expect(readTextFile(folder, 10)).toMatchObject({ why: "it is no file" });
  expect(readTextFile(path.join(folder, "gone"), 10)).toMatchObject({
    why: expect.stringMatching(/^it cannot be read \(.+\)$/) as string,
  });
});
