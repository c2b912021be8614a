// A tenant whose names are written by an enemy: nothing that steers a terminal comes through in text.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";

/** Escape sequences of both kinds, direction marks, every sort of line break, a bell, a title, a private-use sign. */
const HOSTILE = [
  "\u001b[2J\u001b[31m",
  "\u001b]0;owned\u0007",
  "\u009b31m",
  "\u202eabc\u2066",
  "\r\nFORGED: line",
  "\u2028FORGED: line",
  "\u0085",
  "\b\b\b",
  "\ue000\ufeff\u200b",
].join("x");

function poison({
  organization,
  conditionalAccessPolicies,
  health,
  synchronization,
  users,
  applications,
  servicePrincipals,
}: TenantState): void {
  organization.displayName += HOSTILE;
  for (const user of users) user.displayName += HOSTILE;
  // An application's name tells its server; anybody who may write applications chooses it.
  for (const one of [...applications, ...servicePrincipals]) one.displayName += HOSTILE;
  for (const policy of conditionalAccessPolicies) policy.displayName += HOSTILE;
  for (const member of health.members) member.machineName += HOSTILE;
  synchronization.synchronizationClientVersion = `${synchronization.synchronizationClientVersion ?? ""}${HOSTILE}`;
  if (synchronization.currentExportData !== null) synchronization.currentExportData.clientMachineName += HOSTILE;
}

describe("a hostile tenant", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ tenant: poison });
  });
  afterAll(() => stage.close());

  const expectHarmless = ({ stdout, stderr }: Pick<Outcome, "stdout" | "stderr">, names: number) => {
    const text = stdout + stderr;
    const raw = [...text.matchAll(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/gu)].map(([sign]) => sign.codePointAt(0)?.toString(16));
    expect([...new Set(raw)]).toEqual([]);
    expect(text.split("\n").filter((line) => line.trimStart().startsWith("FORGED"))).toEqual([]);
    // The names were there, and nothing was dropped silently.
    expect(text.split("\uFFFD").length).toBeGreaterThan(names * 10);
  };

  test.each([
    { argv: ["verify-sync"], exit: 1, names: 3 },
    { argv: ["verify-sync", "--verbose"], exit: 1, names: 3 },
    { argv: ["setup-svc-account", "--dry-run"], exit: 0, names: 2 },
    { argv: ["mfa-exclusion", "status"], exit: 0, names: 3 },
    { argv: ["mfa-exclusion", "add", "--dry-run"], exit: 0, names: 2 },
    { argv: ["cleanup-health"], exit: 0, names: 3 },
    { argv: ["cleanup-accounts"], exit: 0, names: 1 },
  ])("$argv", async ({ argv, exit, names }) => {
    const { code, stdout, stderr } = await stage.cli(argv);
    expect(code).toBe(exit);
    expectHarmless({ stdout, stderr }, names);
  });

  test("a plan that is shown before a question", async () => {
    const { code, stdout, stderr, questions } = await stage.cli(["mfa-exclusion", "add"], { answers: ["n"] });
    expect(code).toBe(130);
    expectHarmless({ stdout, stderr: stderr + questions.join("") }, 2);
  });

  test("what the person typed, said back in an error", async () => {
    const { code, stdout, stderr } = await stage.cli(["verify-sync", `--nonsense\u001b[2J\u202e\u009b`]);
    expect(code).toBe(2);
    expectHarmless({ stdout, stderr }, 0);
  });

  test("as data the names are what they are", async () => {
    const { stdout } = await stage.cli(["cleanup-health", "-o", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ servers: [{ machineName: `AADC-OLD${HOSTILE}` }, {}] });
    expect(stdout).not.toContain("\u001b");
  });
});
