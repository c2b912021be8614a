import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type ReplaceCalls, replaceFile } from "../../src/machine/replace-file.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const fault = (code: string) => Object.assign(new Error(code), { code });

/** A Windows on which somebody has the file open for the first attempts. */
function inUse(code: string, times: number) {
  const seen = { attempts: 0, waited: 0 };
  const calls: Partial<ReplaceCalls> = {
    platform: "win32",
    pause: (ms) => {
      seen.waited += ms;
    },
    rename: (from, to) => {
      seen.attempts += 1;
      if (seen.attempts <= times) throw fault(code);
      writeFileSync(to, readFileSync(from));
    },
  };
  return { seen, calls };
}

test("the new content takes the old one's place, for its owner only, and nothing is left beside it", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "plan.json");
  writeFileSync(file, "old", { mode: 0o644 });
  replaceFile(file, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["plan.json"]);
});

test.each(["EPERM", "EBUSY", "EACCES"])("on Windows %s is waited for: a virus scanner lets go again", (code) => {
  const file = path.join(temporaryFolder(), "plan.json");
  const { seen, calls } = inUse(code, 3);
  replaceFile(file, "new", calls);
  expect([seen.attempts, seen.waited > 0]).toEqual([4, true]);
  expect(readFileSync(file, "utf8")).toBe("new");
});

test("what stays in use keeps its content, and the draft is gone", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "plan.json");
  writeFileSync(file, "old");
  const { seen, calls } = inUse("EPERM", Number.POSITIVE_INFINITY);
  expect(() => replaceFile(file, "new", calls)).toThrow("EPERM");
  expect(seen.waited).toBeLessThan(3_000);
  expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["old", ["plan.json"]]);
});

test("elsewhere a refusal is a refusal, at once", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "plan.json");
  mkdirSync(file);
  expect(() => replaceFile(file, "new")).toThrow();
  expect(readdirSync(folder)).toEqual(["plan.json"]);
});
