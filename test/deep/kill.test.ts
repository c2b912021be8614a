// The command line killed with SIGKILL at one moment after the other: the next run always ends in the same tenant.
import { existsSync, readFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cli, type SandboxProcess, startSandboxProcess } from "./sandbox-process.js";

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

let sandbox: SandboxProcess;
const passwordFile = () => join(sandbox.root, "password.txt");
const setup = () => cli(sandbox, "setup-svc-account", "--password-to", `file:${passwordFile()}`, "--yes", "-o", "json");

beforeAll(async () => {
  // Slow enough that a kill falls between requests, too.
  sandbox = await startSandboxProcess("--latency", "30");
});
afterAll(() => sandbox.stop());

/** How long a whole run takes here decides where the kills fall. */
async function timed(): Promise<number> {
  const started = performance.now();
  expect((await setup().ended).code).toBe(0);
  return performance.now() - started;
}

async function reset(): Promise<void> {
  expect((await cli(sandbox, "sandbox", "reset").ended).code).toBe(0);
  if (existsSync(passwordFile())) unlinkSync(passwordFile());
}

test("setup-svc-account, killed at 20 moments", async () => {
  const whole = await timed();
  const moments = Array.from({ length: 20 }, (_, index) => ((index + 1) / 20) * whole);
  let cutShort = 0;
  for (const moment of moments) {
    await reset();
    const before = exchanges().length;
    const run = setup();
    await delay(moment);
    run.child.kill("SIGKILL");
    if ((await run.ended).code === null) cutShort += 1;

    const { code, stdout, stderr } = await setup().ended;
    expect(code, `after a kill at ${moment} ms: ${stderr}`).toBe(0);
    const { account } = JSON.parse(stdout) as { account: { id: string } };
    expect(account.id).toMatch(/^[0-9a-f-]{36}$/);
    const writes = exchanges()
      .slice(before)
      .filter(({ method, url }) => method === "POST" && url.includes("/v1.0/"));
    const made = writes.filter(({ status }) => status === 201);
    expect(
      made.filter(({ url }) => url.endsWith("/users")),
      "accounts made",
    ).toHaveLength(1);
    expect(
      made.filter(({ url }) => url.endsWith("/roleAssignments")),
      "roles given",
    ).toHaveLength(1);
    expect(readFileSync(passwordFile(), "utf8")).toMatch(/^\S{32}\n$/);
  }
  expect(cutShort).toBeGreaterThan(10);
});

function exchanges(): readonly Exchange[] {
  return readFileSync(join(sandbox.folder, "requests.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exchange);
}
