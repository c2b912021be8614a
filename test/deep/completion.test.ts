// What zsh and fish offer, by themselves.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runIn } from "../support/cli-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isMissing } from "./programs.js";

const CASES: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
  ["aadc-cloud ver", ["verify-sync"], ["runs"]],
  ["aadc-cloud mfa-exclusion ", ["status", "add", "remove"], ["verify-sync"]],
  ["aadc-cloud mfa-exclusion add --lock", ["--lock-to"], ["--tenant"]],
  ["aadc-cloud verify-sync --tenant x --cloud us", ["usgov", "usgovdod"], ["china"]],
  ["aadc-cloud completion ", ["bash", "powershell"], ["login"]],
];

describe.skipIf(isMissing("fish"))("fish", () => {
  test.each(CASES)("%s", async (line, offered, not) => {
    const asked = `${await scriptOf("fish")}\ncomplete -C ${JSON.stringify(line)}`;
    const { stdout, stderr, status } = spawnSync("fish", ["--no-config", "-c", asked], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expectOffered(
      stdout.split("\n").map((one) => one.split("\t")[0] ?? ""),
      offered,
      not,
    );
  });
});

describe.skipIf(isMissing("zsh"))("zsh", () => {
  test.each(CASES)("%s", async (line, offered, not) => {
    const folder = temporaryFolder();
    const file = path.join(folder, "_aadc-cloud");
    writeFileSync(file, await scriptOf("zsh"));
    const words = line.split(" ");
    // What the completion system would be given is printed instead; it has chosen by the beginning itself.
    const asked = [
      "compdef() { : }",
      `_describe() { print -rl -- "\${(@)offered%%:*}" }`,
      `compadd() { shift; print -rl -- "$@" }`,
      `source ${file}`,
      `words=(${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length}`,
      "_aadc_cloud",
    ].join("\n");
    const { stdout, stderr, status } = spawnSync("zsh", ["-f", "-c", asked], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const begun = words.at(-1) ?? "";
    expectOffered(
      stdout.split("\n").filter((one) => one.startsWith(begun)),
      offered,
      not,
    );
  });
});

async function scriptOf(shell: string): Promise<string> {
  return (await runIn(["completion", shell], { cwd: "/" })).stdout;
}

function expectOffered(found: readonly string[], offered: readonly string[], not: readonly string[]): void {
  expect(found).toEqual(expect.arrayContaining([...offered]));
  for (const word of not) expect(found).not.toContain(word);
}
