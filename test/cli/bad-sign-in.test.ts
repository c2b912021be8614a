// Sign-ins of people that come to nothing: each says what happened, why, and what to type next, and nothing secret.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const BY_CODE = ["--auth", "device-code"] as const;
const MINUTE = 60_000;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

async function during<T>(kind: string, work: () => Promise<T>): Promise<T> {
  await doInSandbox(stage.dir, ["break", kind]);
  try {
    return await work();
  } finally {
    await doInSandbox(stage.dir, ["mend", kind]);
  }
}

/** Exit code 3, nothing on stdout, three lines at most for the error, no stack. */
function expectRefused({ code, stdout, stderr }: Outcome, says: RegExp, remedy: RegExp): void {
  expect([code, stdout]).toEqual([3, ""]);
  const lines = stderr.trimEnd().split("\n");
  const error = lines.findIndex((line) => line.startsWith("Error: "));
  expect(lines[error]).toMatch(says);
  expect(lines[error + 1]).toMatch(/^What to do: /);
  expect(lines[error + 1]).toMatch(remedy);
  expect(lines.length - error).toBeLessThanOrEqual(3);
  expect(stderr).not.toMatch(/^\s+at |node_modules|\.ts:\d|undefined|\[object/m);
}

describe.each([
  { command: ["login"] },
  { command: ["verify-sync", ...BY_CODE] },
  { command: ["mfa-exclusion", "add", "--yes", ...BY_CODE] },
])("$command", ({ command }) => {
  test("a device code that nobody enters runs out", async () => {
    const before = stage.time.now();
    const outcome = await during("device-code-ignored", () => stage.cli(command));
    expectRefused(outcome, /code ran out before anybody entered it/, /again.*Ctrl-C/);
    const waited = stage.time.now() - before;
    expect(waited).toBeGreaterThan(14 * MINUTE);
    expect(waited).toBeLessThan(16 * MINUTE);
  });

  test("consent that is declined", async () => {
    const outcome = await during("consent-declined", () => stage.cli(command));
    expectRefused(outcome, /declined to consent \(AADSTS65004\)/, /accept.*administrator/);
  });

  test("a policy that blocks everybody", async () => {
    const outcome = await during("sign-in-blocked", () => stage.cli(command));
    expectRefused(outcome, /Conditional Access policy blocks .*\(AADSTS53003\)/, /Conditional Access Administrator/);
  });

  test("a policy that blocks device codes: the browser is the way", async () => {
    const outcome = await during("device-code-blocked", () => stage.cli(command));
    expectRefused(outcome, /AADSTS53003/, /device codes.*--auth browser/);
  });
});

test("nothing was changed by any of them, and nothing is left that says it had been", async () => {
  const policies = await viewOf(stage).policies();
  expect(JSON.stringify(policies)).not.toContain("d29b2b05-8046-44ba-8758-1e26182fcf32");
  expect(Object.keys(filesBelow(stage.dir)).filter((name) => /^state\//u.test(name))).toEqual([]);
});

test("in JSON the error has the same code, and stdout is JSON alone", async () => {
  const { code, stdout } = await during("sign-in-blocked", () => stage.cli(["verify-sync", ...BY_CODE, "-o", "json"]));
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "AADSTS53003" } });
});

test("doctor prints its findings about the refusal, and ends with the same exit code", async () => {
  const { code, stdout } = await during("sign-in-blocked", () => stage.cli(["doctor", ...BY_CODE, "-o", "json"]));
  expect(code).toBe(3);
  const findings = (JSON.parse(stdout) as { findings: { id: string; result: string; evidence: unknown }[] }).findings;
  const signIn = findings.find(({ id }) => id === "SIGN-001");
  expect(signIn?.result).toBe("fail");
  expect(JSON.stringify(signIn)).toContain("AADSTS53003");
});

test("the tokens of a saved sign-in are in its file and nowhere else, whatever becomes of it", async () => {
  const told: Record<string, string> = {};
  const run = async (name: string, ...argv: readonly string[]) => {
    const { stdout, stderr } = await stage.cli([...argv, "--trace", `${name}.jsonl`, "-v"]);
    told[name] = `${stdout}\n${stderr}`;
  };
  await run("login", "login");
  const secrets = savedSecrets();
  expect(secrets.length).toBeGreaterThanOrEqual(4);
  await run("whoami", "whoami");
  stage.time.pass(30 * 60 * MINUTE);
  await run("renewed", "verify-sync");
  await during("sign-in-blocked", async () => {
    stage.time.pass(30 * 60 * MINUTE);
    await run("blocked", "verify-sync");
  });
  expect(told["blocked"]).toContain("AADSTS53003");
  for (const secret of [...secrets, ...savedSecrets()]) {
    expect(placesWith(secret, told)).toEqual([]);
    expect(placesWith(secret, filesBelow(stage.cwd))).toEqual([]);
    const places = placesWith(secret, filesBelow(stage.dir));
    expect(places.filter((name) => !name.includes("sessions"))).toEqual([]);
  }
});

/** Refresh, access and identity tokens as the session's file holds them where there is no keyring. */
function savedSecrets(): readonly string[] {
  const found: string[] = [];
  for (const [name, text] of Object.entries(filesBelow(stage.dir))) {
    if (!/sessions.*\.json$/u.test(name)) continue;
    const { tokens } = JSON.parse(text) as { tokens: { data: string } };
    JSON.parse(tokens.data, (key, value: unknown) => {
      if (key === "secret" && typeof value === "string") found.push(value);
      return value;
    });
  }
  return found;
}
