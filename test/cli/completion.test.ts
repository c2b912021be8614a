// What a shell offers: each script has every command and option; in bash, where there is one, it is tried.
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { placesOf } from "../../src/cli/completion/command-table.js";
import { createProgram } from "../../src/cli/program.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { runIn } from "../support/cli-stage.js";
import { createTestWorld } from "../support/cli-world.js";

const PLACES = placesOf(
  createProgram({
    world: createTestWorld({ cwd: "/" }),
    redactor: async () => createRedactor(),
    exit: () => undefined,
  }),
);

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout } = await runIn(["completion", shell], { cwd: "/" });
  expect(code).toBe(0);
  return stdout;
}

test("the table knows commands below others, values and files", () => {
  const at = (path: string) => PLACES.find((one) => one.path === path);
  expect(at("")?.commands.map(({ word }) => word)).toContain("verify-sync");
  expect(at("mfa-exclusion")?.commands.map(({ word }) => word)).toEqual(["status", "add", "remove"]);
  expect(at("verify-sync")?.values.get("--cloud")).toEqual(["public", "usgov", "usgovdod", "china"]);
  expect(at("verify-sync")?.values.get("--save")).toBe("file");
  expect(at("verify-sync")?.values.get("--state-dir")).toBe("folder");
  expect(at("verify-sync")?.values.has("--dry-run")).toBe(false);
});

describe.each(["bash", "zsh", "fish", "powershell"])("%s", (shell) => {
  test("the script has every command and every long option", async () => {
    const script = await scriptOf(shell);
    for (const { path, commands, options } of PLACES) {
      if (path !== "") expect(script).toContain(path);
      for (const { word } of commands) expect(script).toContain(word);
      for (const { word } of options) expect(script).toContain(shell === "fish" ? word.replace(/^-+/, "") : word);
    }
  });
});

test("a shell that is not known is refused, and so is none", async () => {
  for (const words of [["tcsh"], []]) {
    const { code, stdout, stderr } = await runIn(["completion", ...words], { cwd: "/" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/shell/);
  }
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;

describe.skipIf(!hasBash)("in bash", () => {
  const cases: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
    ["aadc-cloud ver", ["verify-sync"], ["runs"]],
    ["aadc-cloud mfa-exclusion ", ["status", "add", "remove"], ["verify-sync"]],
    ["aadc-cloud mfa-exclusion add --lock", ["--lock-to"], ["--tenant"]],
    ["aadc-cloud verify-sync --tenant x --cloud us", ["usgov", "usgovdod"], ["china"]],
    ["aadc-cloud verify-sync --tenant verify-sync --save-dirs ", ["--tenant"], ["status"]],
    ["aadc-cloud completion ", ["bash", "powershell"], ["login"]],
  ];

  test.each(cases)("%s", async (line, offered, not) => {
    const words = line.split(" ");
    const found = completed(await scriptOf("bash"), words);
    expect(found).toEqual(expect.arrayContaining([...offered]));
    for (const word of not) expect(found).not.toContain(word);
  });
});

function completed(script: string, words: readonly string[]): readonly string[] {
  const array = words.map((word) => `'${word}'`).join(" ");
  const call = `COMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _aadc_cloud; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", `${script}\n${call}`], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n");
}
