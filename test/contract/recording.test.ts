// The logs of sandboxes are kept when a test removes its folder, and only then.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { removeFolder } from "../support/recorded-folder.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("every request log below a removed folder is kept, wherever it lies", () => {
  const [recordDir, dir] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(path.join(dir, "deep/sandbox"), { recursive: true });
  writeFileSync(path.join(dir, "requests.jsonl"), "one\n");
  writeFileSync(path.join(dir, "deep/sandbox/requests.jsonl"), "two\n");
  writeFileSync(path.join(dir, "other.jsonl"), "no\n");
  removeFolder(dir, { recordDir });
  expect(existsSync(dir)).toBe(false);
  const kept = readdirSync(recordDir).map((name) => readFileSync(path.join(recordDir, name), "utf8"));
  expect(kept.sort()).toEqual(["one\n", "two\n"]);
});

test("a folder that is not there is no error", () => {
  removeFolder(path.join(temporaryFolder(), "absent"), { recordDir: temporaryFolder() });
});
