// setup-svc-account in a tenant with Privileged Identity Management: how the role is given, found again, and forbidden.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { standingOf } from "../support/standing-account.js";

const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

describe("the role through Privileged Identity Management", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ scenario: "fabrikam-app" });
  });
  afterAll(() => stage.close());
  const run = (where: Stage, name: string, ...argv: string[]) =>
    where.cli(["setup-svc-account", "--name", name, "--yes", "-o", "json", "--password-to", `file:${name}`, ...argv]);
  const done = async (name: string, ...argv: string[]) => {
    const { code, stdout, stderr } = await run(stage, name, ...argv);
    expect(code, stderr).toBe(0);
    return resultIn("setup-svc-account", stdout);
  };

  test("active for two weeks unless another is said; found again, whatever is said then", async () => {
    const { account } = await done("svc-a");
    expect(account.role).toMatchObject({ how: "active", until: expect.any(String) as string });
    expect((await standingOf(stage, "svc-a")).roles).toContainEqual({
      kind: "active",
      roleDefinitionId: ROLE,
      days: 14,
    });
    for (const argv of [[], ["--role", "active:30d"], ["--role", "permanent"], ["--role", "eligible:30d"]]) {
      const { plan, account: again, warnings } = await done("svc-a", ...argv);
      expect(plan, argv.join(" ")).toEqual([]);
      expect(Date.parse(again.role?.until ?? "")).toBeCloseTo(Date.parse(account.role?.until ?? ""), -4);
      const differs = argv.length > 0;
      expect(warnings.join().includes("left as it is"), argv.join(" ")).toBe(differs);
    }
  });

  test("eligible where that is said, which must be activated", async () => {
    const { account, warnings } = await done("svc-b", "--role", "eligible:30d");
    expect(account.role?.how).toBe("eligible");
    expect(warnings.join()).toContain("activate the role before the wizard runs");
    const again = await done("svc-b");
    expect(again.plan).toEqual([]);
    expect(again.warnings.join()).toContain("only eligible");
  });

  test("permanently, still through it", async () => {
    const { account } = await done("svc-c", "--role", "permanent");
    expect(account.role).toEqual({ how: "active", until: null });
    expect((await done("svc-c")).account.role).toEqual({ how: "active", until: null });
  });

  test("for some days that end soon, which is told", async () => {
    await done("svc-d", "--role", "active:2d");
    expect((await done("svc-d")).warnings.join()).toContain("The role ends at");
  });

  test("rules of the tenant that forbid it are told before anything is made", async () => {
    const strict = await startStage({
      scenario: "fabrikam-app",
      tenant: ({ privilegedIdentity }) => {
        privilegedIdentity.rules.push({
          roleDefinitionId: ROLE,
          permanentActiveAllowed: false,
          permanentEligibleAllowed: true,
          longestActive: "P7D",
          longestEligible: "P365D",
          justificationRequired: true,
          ticketRequired: true,
          mfaRequired: false,
          activation: {
            longest: "PT8H",
            justificationRequired: true,
            ticketRequired: false,
            mfaRequired: true,
            approvalRequired: true,
          },
        });
      },
    });
    try {
      const refused = async (...argv: string[]) => {
        const { code, stdout } = await run(strict, "svc-e", ...argv);
        expect(code, stdout).toBe(4);
        return errorIn(stdout);
      };
      expect(await refused("--role", "permanent")).toMatchObject({
        code: "role-rules",
        remedy: "Use --role active:7d, or less.",
      });
      expect((await refused("--role", "active:14d")).message).toContain("7 days at most");
      expect((await refused()).remedy).toBe("Add --ticket ID.");
      expect((await standingOf(strict, "svc-e")).accounts).toEqual([]);
      const { code, stdout, stderr } = await run(strict, "svc-e", "--ticket", "CHG-1");
      expect(code, stderr).toBe(0);
      expect(resultIn("setup-svc-account", stdout).account.role?.how).toBe("active");
      expect((await standingOf(strict, "svc-e")).roles).toContainEqual({
        kind: "active",
        roleDefinitionId: ROLE,
        days: 7,
      });
    } finally {
      await strict.close();
    }
  });
});
