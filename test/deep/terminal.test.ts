// The built command line at a real terminal, which `script` of util-linux makes: what a person types is heard.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isMissing } from "./programs.js";
import { cli, type SandboxProcess, startSandboxProcess } from "./sandbox-process.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const WITHOUT = isMissing("script");

let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

/** Types each answer when its question is there. */
async function atTerminal(words: readonly string[], dialogue: readonly (readonly [question: string, typed: string])[]) {
  const line = [process.execPath, MAIN, ...words, "--sandbox-dir", sandbox.folder].map((word) => `'${word}'`).join(" ");
  const child: ChildProcessWithoutNullStreams = spawn("script", ["-qec", line, "/dev/null"], { cwd: sandbox.root });
  const left = [...dialogue];
  let shown = "";
  let heard = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    const [next] = left;
    if (next === undefined || !shown.slice(heard).includes(next[0])) return;
    heard = shown.length;
    left.shift();
    child.stdin.write(next[1]);
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, shown, left };
}

const exists = async (name: string) => {
  const { stdout } = await cli(sandbox, "setup-svc-account", "--name", name, "--dry-run", "-o", "json").ended;
  return (JSON.parse(stdout) as { account: { existedBefore: boolean } }).account.existedBefore;
};

test.skipIf(WITHOUT)("the place and the consent are asked for, one after the other, and heard", async () => {
  const { code, shown, left } = await atTerminal(
    ["setup-svc-account"],
    [
      ["Where shall the password go", "file:pw\r"],
      ["Shall this be done?", "y\r"],
    ],
  );
  expect(left).toEqual([]);
  expect(code, shown).toBe(0);
  expect(readFileSync(join(sandbox.root, "pw"), "utf8")).toMatch(/^\S{32}\n$/);
  expect(await exists("svc-adconnect")).toBe(true);
});

test.skipIf(WITHOUT).each([
  ["no", "n\r"],
  ["Enter", "\r"],
  ["Ctrl-D", "\u0004"],
  ["Ctrl-C", "\u0003"],
])("%s changes nothing, and stores nothing", async (what, typed) => {
  const { code, shown } = await atTerminal(
    ["setup-svc-account", "--name", "svc-not", "--password-to", "file:not"],
    [["Shall this be done?", typed]],
  );
  expect(code, shown).toBe(130);
  expect(shown).toContain(what === "Ctrl-C" ? "Interrupted" : "Not done, as you said");
  expect(existsSync(join(sandbox.root, "not"))).toBe(false);
  expect(await exists("svc-not")).toBe(false);
});

test.skipIf(WITHOUT)("a server's name is typed before it is removed for good", async () => {
  const excluded = await atTerminal(["mfa-exclusion", "add"], [["Shall this be done?", "y\r"]]);
  expect(excluded.code, excluded.shown).toBe(0);
  for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]])
    expect((await cli(sandbox, "sandbox", "do", ...event).ended).code).toBe(0);
  const words = ["cleanup-health", "--server", "AADC-OLD"];
  const typo = await atTerminal(words, [["Type its name to remove it", "AADC-NEW\r"]]);
  expect([typo.code, typo.shown]).toEqual([130, expect.stringContaining("Not done, as you said")]);
  const { code, shown, left } = await atTerminal(words, [
    ["Type its name to remove it", "AADC-OLD\r"],
    ["Shall this be done?", "yes\r"],
  ]);
  expect(left).toEqual([]);
  expect(code, shown).toBe(0);
});
