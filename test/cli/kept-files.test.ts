// --out and --trace: what tells of runs, and what was agreed on, is not written over; anything else only by a result.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
let journal: string;
const fileOf = (name: string) => path.join(stage.cwd, name);
beforeAll(async () => {
  stage = await startStage();
  const { stdout } = await stage.cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
  const { runId } = resultIn("mfa-exclusion-add", stdout);
  journal = path.join(stage.dir, "state", "runs", `${runId ?? ""}.jsonl`);
  expect((await stage.cli(["setup-svc-account", "--plan-out", "plan.json"])).code).toBe(0);
  copyFileSync(journal, fileOf("copy"));
  symlinkSync(journal, fileOf("link"));
  symlinkSync(path.dirname(journal), fileOf("folder"));
});
afterAll(() => stage.close());

describe.each(["--out", "--trace"])("%s", (option) => {
  test.each([
    { what: "a journal", name: () => journal },
    { what: "a copy of a journal", name: () => "copy" },
    { what: "a link to a journal", name: () => "link" },
    { what: "a new name among the journals", name: () => path.join("folder", "result.json") },
    { what: "a saved plan", name: () => "plan.json" },
  ])("is refused for $what, of whichever command", async ({ name }) => {
    const file = path.resolve(stage.cwd, name());
    const before = existsSync(file) ? readFileSync(file, "utf8") : null;
    const journals = readdirSync(path.dirname(journal));
    stage.newRequests();
    const commands = [
      ["runs", "list"],
      ["runs", "show", "nonsense"],
      ["setup-svc-account", "--dry-run"],
      ["verify-sync"],
    ];
    for (const argv of option === "--out" ? [...commands, ["sandbox", "status"], ["logout", "--all"]] : commands) {
      const { code, stdout, stderr } = await stage.cli([...argv, option, name(), "-o", "json"]);
      expect([argv, code]).toEqual([argv, 2]);
      expect(argv[0] === "sandbox" ? stderr : errorIn(stdout).code).toContain(
        argv[0] === "sandbox" ? option : "out-file",
      );
    }
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(before);
    expect(readdirSync(path.dirname(journal))).toEqual(journals);
    expect(stage.newRequests()).toEqual([]);
  });
});

test("an older result stays until there is a new one, and no file is left by what has none", async () => {
  writeFileSync(fileOf("old.json"), "of yesterday");
  for (const name of ["old.json", "new.json"])
    expect((await stage.cli(["runs", "show", "nonsense", "--out", name])).code).toBe(2);
  expect(readFileSync(fileOf("old.json"), "utf8")).toBe("of yesterday");
  expect(existsSync(fileOf("new.json"))).toBe(false);
  expect((await stage.cli(["runs", "list", "-o", "json", "--out", "old.json"])).code).toBe(0);
  expect(resultIn("runs-list", readFileSync(fileOf("old.json"), "utf8")).runs).toHaveLength(1);
});

test("a folder is refused", async () => {
  expect((await stage.cli(["runs", "list", "--out", "."])).code).toBe(2);
});

test.skipIf(process.platform === "win32")("a pipe is not tried before: its reader gets the result", async () => {
  execFileSync("mkfifo", [fileOf("pipe")]);
  const reader = spawn("cat", [fileOf("pipe")], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  reader.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const ended = once(reader, "close");
  expect((await stage.cli(["runs", "list", "-o", "json", "--out", "pipe"])).code).toBe(0);
  await ended;
  expect(resultIn("runs-list", text).runs).toHaveLength(1);
});
