// What doctor says of operators of every kind: on real tenants, with a right less each.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES } from "../../src/knowledge/directory.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { startWithTenant } from "../sandbox/prepared-tenant.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, runIn, type Stage, startStage } from "../support/cli-stage.js";
import { createTestTime } from "../support/cli-time.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const JSON_OUT = ["doctor", "-o", "json"];
const failing = ({ stdout }: Outcome) =>
  resultIn("doctor", stdout)
    .findings.filter(({ result }) => result === "fail" || result === "unknown")
    .map(({ id, severity, result }) => `${id} ${result === "fail" ? severity : result}`);
const verdicts = ({ stdout }: Outcome) =>
  Object.fromEntries(resultIn("doctor", stdout).operations.map(({ name, verdict }) => [name, verdict]));
/** The sandbox has a certificate of its own, which is never kept quiet about. */
const SEEN_IN_SANDBOX = "NET-005 info";

describe("in a tenant with P1", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  const secretOf = (client: number) => {
    const { clientId = "", clientSecret } = stage.sandbox.info.clients[client] ?? {};
    return [
      ["--auth", "secret", "--client-id", clientId],
      { environment: { AZURE_CLIENT_SECRET: clientSecret } },
    ] as const;
  };

  test("a Global Administrator lacks nothing that the migration needs", async () => {
    const outcome = await stage.cli([...JSON_OUT, "--ticket", "CHG-7"]);
    expect(outcome.code, outcome.stderr).toBe(0);
    const result = resultIn("doctor", outcome.stdout);
    expect(result).toMatchObject({
      verdict: "pass",
      signIn: "done",
      ticket: "CHG-7",
      tenantId: stage.sandbox.info.tenantId,
      tenant: { initialDomain: "contoso.onmicrosoft.com", cloud: "public" },
      operator: { name: "admin@contoso.onmicrosoft.com", authKind: "device-code" },
      // Whether Directory.AccessAsUser.All lets somebody consent for people, too, no page says.
      summary: { fail: 0, warning: 0, unknown: 1 },
    });
    expect(failing(outcome)).toEqual([SEEN_IN_SANDBOX, "PERM-CONSENT-FOR-PEOPLE unknown"]);
    expect(result.findings.find(({ id }) => id === "NET-005")?.evidence).toContain("aadc-cloud sandbox authority");
  });

  test("only what the named commands need is judged and asked for", async () => {
    stage.newRequests();
    const outcome = await stage.cli([...JSON_OUT, "--for", "setup-svc-account", "--for", "mfa-exclusion status"]);
    expect(outcome.code).toBe(0);
    expect(verdicts(outcome)).toEqual({ "setup-svc-account": "pass", "mfa-exclusion status": "pass" });
    expect(failing(outcome)).toEqual([SEEN_IN_SANDBOX]);
    const asked = stage.newRequests();
    expect(asked.filter(({ host }) => host === "management.azure.com")).toEqual([]);
    expect(asked.filter(({ host }) => host === "graph.microsoft.com")).toHaveLength(1);
    expect(resultIn("doctor", outcome.stdout).findings.map(({ id }) => id)).not.toContain("NET-003");
  });

  test.each([
    ["a name that is none", ["--for", "verify-sink"], "verify-sync"],
    ["a good name and one that is none", ["--for", "verify-sync,doctor"], "cleanup-accounts --step delete"],
    ["no name", ["--for", ","], "empty"],
    ["a severity that is none", ["--fail-on", "info"], "error"],
  ])("%s is refused before anybody signs in", async (_what, argv, says) => {
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli(["doctor", ...argv]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(says);
    expect(stage.newRequests()).toEqual([]);
  });

  test("a name that is none is told first, before a tenant is asked for", async () => {
    const { code, stderr } = await runIn(["doctor", "--for", "verify-sink"], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain('There is no command "verify-sink"');
  });

  test("a saved sign-in is used, and how it lies on the disk is said", async () => {
    const { clientId = "" } = stage.sandbox.info.clients[0] ?? {};
    const login = await stage.cli(["login", "--auth", "device-code", "--client-id", clientId]);
    expect(login.code, login.stderr).toBe(0);
    const outcome = await stage.cli(JSON_OUT);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).not.toContain("enter the code");
    const { findings } = resultIn("doctor", outcome.stdout);
    expect(findings.find(({ id }) => id === "SIGN-003")).toMatchObject({ result: "fail", severity: "info" });
    expect(findings.find(({ id }) => id === "SIGN-001")?.evidence).toContain("login has saved it");
    expect((await stage.cli(["logout", "--all"])).code).toBe(0);
  });

  test("the migration's application: everything but what Microsoft documents for people only, and the last steps", async () => {
    const [argv, options] = secretOf(0);
    const outcome = await stage.cli([...JSON_OUT, ...argv], options);
    expect(outcome.code, outcome.stderr).toBe(0);
    const { operator, findings } = resultIn("doctor", outcome.stdout);
    expect(operator).toMatchObject({ name: "Entra Connect migration", authKind: "secret" });
    expect(failing(outcome).filter((one) => !one.endsWith(" info"))).toEqual([
      "PERM-READ-SYNCHRONIZATION unknown",
      "PERM-READ-AGENTS unknown",
      "ROLE-DISABLE-ACCOUNTS warning",
      "PERM-MANAGE-SYNC-APPLICATIONS warning",
    ]);
    expect(findings.find(({ id }) => id === "PERM-READ-SYNCHRONIZATION")?.remedy).toContain("as a person");
    expect(findings.find(({ id }) => id === "RBAC-REMOVE-HEALTH")).toMatchObject({ result: "pass" });
    const strict = await stage.cli([...JSON_OUT, ...argv, "--fail-on", "warning"], options);
    expect(strict.code).toBe(1);
  });

  test("an application that may only read lacks what each command needs, and is told who grants it", async () => {
    const [argv, options] = secretOf(1);
    const outcome = await stage.cli([...JSON_OUT, ...argv], options);
    expect(outcome.code).toBe(1);
    expect(new Set(Object.values(verdicts(outcome)))).toEqual(new Set(["fail"]));
    const { findings } = resultIn("doctor", outcome.stdout);
    const by = new Map(findings.map((one) => [one.id, one]));
    expect(by.get("PERM-READ-ORGANIZATION")).toMatchObject({ result: "pass" });
    expect(by.get("PERM-CREATE-USERS")).toMatchObject({ result: "fail", neededBy: ["setup-svc-account"] });
    expect(by.get("PERM-CREATE-USERS")?.evidence).toContain("User.ReadWrite.All");
    expect(by.get("PERM-CREATE-USERS")?.remedy).toMatch(/Privileged Role Administrator.*API permissions/);
    expect(by.get("RBAC-READ-HEALTH")).toMatchObject({ result: "fail", severity: "error" });
    expect(by.get("RBAC-READ-HEALTH")?.remedy).toContain("Role based access control");
    const narrow = await stage.cli([...JSON_OUT, ...argv, "--for", "register-app"], options);
    expect(narrow.code).toBe(1);
  });

  test("text: verdict first, no line wider than the terminal, names of files and hosts aside", async () => {
    const [argv, options] = secretOf(1);
    for (const [more, setup] of [
      [argv, options],
      [[], {}],
    ] as const) {
      const { stdout } = await stage.cli(["doctor", ...more], { ...setup, columns: 80 });
      expect(stdout).toMatch(
        more.length === 0 ? /^You can do: verify-sync, / : /^Something is missing for: verify-sync, /,
      );
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

describe("a sign-in that is refused", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ scenario: "wingtip-usgov" });
  });
  afterAll(() => stage.close());

  test("is a finding: the network is told, and that the tenant lives in another cloud", async () => {
    const outcome = await stage.cli([...JSON_OUT, "--cloud", "public"]);
    expect(outcome.code).toBe(3);
    expect(failing(outcome)).toEqual(["SIGN-001 error", SEEN_IN_SANDBOX, "CLOUD-001 error"]);
    const result = resultIn("doctor", outcome.stdout);
    expect(result).toMatchObject({ signIn: "refused", verdict: "fail", operator: null, tenant: null });
    expect(result.at).not.toBeNull();
    const cloud = result.findings.find(({ id }) => id === "CLOUD-001");
    expect(cloud?.evidence).toContain("GCC High");
    expect(cloud?.remedy).toContain("--cloud usgov");
    expect(result.findings.filter(({ id }) => /^NET-00[123]$/.test(id)).map(({ result: one }) => one)).toEqual([
      "pass",
      "pass",
      "pass",
    ]);
  });

  test("in its own cloud all is well", async () => {
    const outcome = await stage.cli(JSON_OUT);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(resultIn("doctor", outcome.stdout).tenant?.cloud).toBe("usgov");
  });

  test.each([
    ["a wrong secret", ["--auth", "secret"], "AADSTS7000215"],
    ["a tenant that does not exist", ["--tenant", "nobody.example"], "AADSTS90002"],
  ])("%s", async (_what, argv, code) => {
    const outcome = await stage.cli(["doctor", ...argv], {
      environment: argv.includes("secret") ? { AZURE_CLIENT_SECRET: "wr0ng-s3cret" } : {},
    });
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toMatch(/^You cannot run anything: the sign-in was refused\./);
    expect(outcome.stdout).toContain(code);
    expect(outcome.stdout).toContain("NET-002");
    expect(outcome.stdout + outcome.stderr).not.toContain("wr0ng-s3cret");
  });
});

test("without a premium licence: nothing is wrong, but two commands have nothing to do", async () => {
  const stage = await startStage({ scenario: "tailspin-free" });
  try {
    const outcome = await stage.cli(JSON_OUT);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(failing(outcome)).toEqual(
      expect.arrayContaining(["LIC-CONDITIONAL-ACCESS warning", "LIC-CONNECT-HEALTH warning"]),
    );
    const health = resultIn("doctor", outcome.stdout).findings.filter(({ id }) => id.startsWith("RBAC-"));
    expect(health.map(({ result }) => result)).toEqual(["not-applicable", "not-applicable"]);
  } finally {
    await stage.close();
  }
});

describe("a person whose roles are changed before", () => {
  const asPerson = async (change: (tenant: TenantState, adminId: string) => void, argv: readonly string[] = []) => {
    const sandbox = await startWithTenant(
      (tenant) => {
        const admin = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"));
        if (admin === undefined) throw new Error("The tenant has no administrator.");
        tenant.roleAssignments = tenant.roleAssignments.filter(({ principalId }) => principalId !== admin.id);
        change(tenant, admin.id);
      },
      { scenario: "fabrikam-app" },
    );
    try {
      const line = [...JSON_OUT, ...argv, "--sandbox-dir", sandbox.dir];
      return await runIn(line, { cwd: temporaryFolder(), time: createTestTime() });
    } finally {
      await sandbox.close();
    }
  };
  const give = (tenant: TenantState, principalId: string, roleDefinitionId: string) =>
    tenant.roleAssignments.push({
      id: `given-${roleDefinitionId}`,
      principalId,
      roleDefinitionId,
      directoryScopeId: "/",
    });

  test("eligible for the role: PIM is named", async () => {
    const outcome = await asPerson((tenant, adminId) => {
      const oncall = tenant.privilegedIdentity.schedules.find(({ kind }) => kind === "eligible");
      if (oncall === undefined) throw new Error("Nobody is eligible.");
      oncall.principalId = adminId;
    });
    expect(outcome.code).toBe(1);
    const roles = resultIn("doctor", outcome.stdout).findings.filter(({ id }) => id.startsWith("ROLE-"));
    expect(roles.length).toBeGreaterThan(5);
    for (const { id, result, remedy } of roles) {
      // Where the tenant has not turned that off, every member may register applications.
      if (id === "ROLE-REGISTER-APPLICATIONS") continue;
      // No page names the roles that serve, so that none can be said to be missing.
      if (id === "ROLE-READ-AGENTS") continue;
      expect(result, id).toBe("fail");
      expect(remedy, id).toContain("Privileged Identity Management");
    }
  });

  test("Hybrid Identity Administrator: not enough for Connect Health, and that is said", async () => {
    const outcome = await asPerson(
      (tenant, adminId) => give(tenant, adminId, ROLES.hybridIdentityAdministrator.id),
      ["--for", "cleanup-health"],
    );
    expect(outcome.code).toBe(1);
    const { findings } = resultIn("doctor", outcome.stdout);
    for (const id of ["RBAC-READ-HEALTH", "RBAC-REMOVE-HEALTH"]) {
      const found = findings.find((one) => one.id === id);
      expect(found, id).toMatchObject({ result: "fail", severity: "error" });
      expect(found?.evidence).toContain("Hybrid Identity Administrator is not enough");
    }
  });

  test("exactly the roles of one command: that one can be run, the next cannot", async () => {
    const outcome = await asPerson((tenant, adminId) => {
      for (const { id } of [ROLES.userAdministrator, ROLES.privilegedRoleAdministrator, ROLES.securityReader])
        give(tenant, adminId, id);
    });
    expect(outcome.code).toBe(1);
    expect(verdicts(outcome)).toMatchObject({
      "setup-svc-account": "pass",
      "mfa-exclusion add": "fail",
      "verify-sync": "fail",
      "cleanup-accounts --step disable": "fail",
    });
  });
});

test("names that an enemy wrote do not reach the terminal", async () => {
  const stage = await startStage({
    tenant: ({ organization, users }) => {
      organization.displayName += "\u001b[2J\u202e\r\nFORGED: line";
      const admin = users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"));
      if (admin !== undefined) admin.displayName += "\u001b[31m";
    },
  });
  try {
    const { code, stdout } = await stage.cli(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[^\n\P{C}]|^FORGED/mu);
    expect(stdout).toContain("\uFFFD");
  } finally {
    await stage.close();
  }
});
