// One finding for each right of each need, and what all findings come to.
import { describe, expect, test } from "vitest";
import { ROLES } from "../../src/knowledge/directory.js";
import { OPERATIONS, type OperationName, operationNamed } from "../../src/knowledge/operations.js";
import { lookedFor } from "../../src/rights/lookups.js";
import { operationsAsked, operationsToRegister, weightOf } from "../../src/rights/operations-asked.js";
import type { OperatorSnapshot } from "../../src/rights/operator-snapshot.js";
import { judgeOperator, overallVerdict, verdictOf } from "../../src/rights/verdict.js";
import { UsageError } from "../../src/shapes/errors.js";
import { known } from "../../src/shapes/fact.js";
import { finding, healthyOperator, PERMISSIONS_OF_ALL, person } from "./healthy-operator.js";

const source = { request: "GET /v1.0/roleManagement/directory/roleAssignments" };
const without = (...permissions: readonly string[]) => ({
  grants: { ...person, permissions: PERMISSIONS_OF_ALL.filter((one) => !permissions.includes(one)) },
});
/** Every role that the commands need, save the one for role holders and Global Administrator. */
const HIGHER_ROLES = [
  ROLES.userAdministrator.id,
  ROLES.privilegedRoleAdministrator.id,
  ROLES.conditionalAccessAdministrator.id,
  ROLES.cloudApplicationAdministrator.id,
  ROLES.globalReader.id,
];
const withRoles = (...roleIds: readonly string[]) => ({ ...person, roleIds });
const app = (permissions: readonly string[]) => ({ ...person, kind: "application" as const, permissions, roleIds: [] });
const named = (...names: readonly string[]) => ({ operations: operationsAsked(names), named: names.length > 0 });

const ALL = Object.keys(OPERATIONS) as readonly OperationName[];

describe("operations", () => {
  test.each([
    [[], ALL.filter((one) => !operationNamed(one).onlyByName)],
    [["setup-svc-account"], ["setup-svc-account"]],
    [["setup-svc-account --tap"], ["setup-svc-account --tap"]],
    [
      ["setup-svc-account --disable", "setup-svc-account"],
      ["setup-svc-account", "setup-svc-account --disable"],
    ],
    [["mfa-exclusion"], ["mfa-exclusion status", "mfa-exclusion add", "mfa-exclusion remove"]],
    [["cleanup-health --server"], ["cleanup-health --server"]],
    [
      ["cleanup-accounts", "verify-sync", "verify-sync"],
      ["verify-sync", "cleanup-accounts", "cleanup-accounts --step disable"],
    ],
  ])("%j", (names, expected) => expect(operationsAsked(names)).toEqual(expected));

  test.each([["verify"], ["doctor"], ["constructor"], ["__proto__"], [""]])(
    "%j is refused, and all are listed",
    (name) => {
      expect(() => operationsAsked(["verify-sync", name])).toThrow(UsageError);
      expect(() => operationsAsked([name])).toThrow(
        expect.objectContaining({ remedy: expect.stringContaining("cleanup-accounts --step delete") as string }),
      );
    },
  );

  test.each([["register-app"], ["register-app --grant"], ["verify-sink"]])(
    "an application is not registered for %s, and nothing that is refused is proposed",
    (name) => {
      const refusal = (() => {
        try {
          return operationsToRegister(["verify-sync", name]);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toBeInstanceOf(UsageError);
      const { remedy } = refusal as UsageError;
      for (const one of ["verify-sync", "setup-svc-account", "mfa-exclusion", "cleanup-health"])
        expect(remedy).toContain(one);
      expect(remedy).not.toMatch(/register-app/);
    },
  );

  test("without names an application is registered for the commands that look and change, and for taking back", () => {
    const commands = operationsToRegister([]).map((one) => OPERATIONS[one].command);
    expect([...new Set(commands)]).toEqual([
      "verify-sync",
      "setup-svc-account",
      "mfa-exclusion",
      "cleanup-health",
      "cleanup-accounts",
      "runs",
    ]);
  });

  test("what was named is wanted; else the migration's last steps and the registration weigh less", () => {
    const weights = (isNamed: boolean) =>
      (["verify-sync", "cleanup-accounts --step disable", "register-app"] as const).map((one) =>
        weightOf(one, isNamed),
      );
    expect(weights(false)).toEqual(["error", "warning", "info"]);
    expect(weights(true)).toEqual(["error", "error", "error"]);
  });
});

describe("a missing right", () => {
  test("that several commands need is one finding with all of them, who grants it and how", () => {
    const found = finding("PERM-READ-POLICIES", without("Policy.Read.All"));
    expect(found).toMatchObject({
      result: "fail",
      severity: "error",
      neededBy: [
        "verify-sync",
        "setup-svc-account",
        "mfa-exclusion status",
        "mfa-exclusion add",
        "mfa-exclusion remove",
      ],
    });
    expect(found?.evidence).toContain("Policy.Read.All");
    // For all commands: so all findings have the same line.
    expect(found?.remedy).toContain("register-app --grant --client-id");
    expect(found?.remedy).toContain("Cloud Application Administrator");
  });

  test("of a person who lacks a role", () => {
    const grants = withRoles(ROLES.globalReader.id);
    expect(finding("ROLE-CREATE-USERS", { grants })).toMatchObject({ result: "fail", severity: "error" });
    expect(finding("ROLE-CREATE-USERS", { grants })?.evidence).toContain("User Administrator");
    expect(finding("ROLE-CREATE-USERS", { grants })?.remedy).toContain("Privileged Role Administrator");
  });

  test("that can be activated says so; one that is assigned but not in the token, too", () => {
    const grants = withRoles();
    const role = { roleId: ROLES.userAdministrator.id, name: "User Administrator", builtIn: true, tenantWide: true };
    const eligible = { grants, eligibleRoles: known([role.roleId], source) };
    expect(finding("ROLE-CREATE-USERS", eligible)?.remedy).toContain("Privileged Identity Management");
    const assigned = { grants, assignedRoles: known([role], source) };
    expect(finding("ROLE-CREATE-USERS", assigned)).toMatchObject({ result: "unknown", severity: "error" });
    expect(finding("ROLE-CREATE-USERS", assigned)?.remedy).toContain("Sign in again");
  });

  test("Hybrid Identity Administrator is not enough for Connect Health", () => {
    const grants = withRoles(ROLES.hybridIdentityAdministrator.id);
    const change = { grants, healthReading: "refused" as const, azureRoles: known([], source) };
    for (const id of ["RBAC-READ-HEALTH", "RBAC-REMOVE-HEALTH"]) {
      expect(finding(id, change)).toMatchObject({ result: "fail", severity: "error" });
      expect(finding(id, change)?.evidence).toContain("Hybrid Identity Administrator is not enough");
      expect(finding(id, change)?.remedy).toContain("Role based access control");
    }
  });

  test("of the migration's last steps is a warning", () => {
    const grants = withRoles(ROLES.userAdministrator.id);
    expect(finding("ROLE-DISABLE-ACCOUNTS", { grants })).toMatchObject({
      severity: "warning",
      neededBy: ["cleanup-accounts --step disable"],
    });
    expect(finding("ROLE-DISABLE-ACCOUNTS", { grants })?.evidence).toContain("Privileged Authentication Administrator");
    const isNamed = named("cleanup-accounts --step delete");
    expect(finding("ROLE-MANAGE-ROLE-HOLDERS", { grants, ...isNamed })).toMatchObject({ severity: "error" });
  });
});

describe("an application", () => {
  test("that touches role holders needs a directory role itself", () => {
    const change = { grants: app(["User.ReadWrite.All"]) };
    expect(finding("ROLE-DISABLE-ACCOUNTS", change)).toMatchObject({ result: "fail", severity: "warning" });
    expect(finding("ROLE-DISABLE-ACCOUNTS", change)?.evidence).toContain("service principal");
    const able = { grants: { ...app([]), roleIds: [ROLES.privilegedAuthenticationAdministrator.id] } };
    expect(finding("ROLE-DISABLE-ACCOUNTS", able)).toMatchObject({ result: "pass" });
    expect(finding("ROLE-CREATE-USERS", change)).toBeUndefined();
  });

  test("may be unable to read the synchronisation object: said, and no reason to stop", () => {
    const change = { grants: app([]), ...named("cleanup-health") };
    expect(finding("PERM-READ-SYNCHRONIZATION", change)).toMatchObject({ result: "unknown", severity: "warning" });
    expect(finding("PERM-READ-SYNCHRONIZATION", change)?.evidence).toContain("no app role");
  });

  test("is not taken for a Global Administrator in Connect Health", () => {
    const grants = { ...app([]), roleIds: [ROLES.globalAdministrator.id] };
    expect(finding("RBAC-REMOVE-HEALTH", { grants, healthReading: "refused" })).toMatchObject({ result: "fail" });
  });
});

test("a token that cannot be read leaves every permission unknown, not missing", () => {
  const grants = { kind: null, permissions: null, roleIds: null, tenantId: null, clientId: null };
  const findings = judgeOperator(healthyOperator({ grants })).filter(({ id }) => /^(PERM|ROLE)-/.test(id));
  expect(findings.length).toBeGreaterThan(15);
  expect(new Set(findings.map(({ result }) => result))).toEqual(new Set(["unknown"]));
});

describe("verdicts", () => {
  const all = (change: Partial<OperatorSnapshot>, failOn: "error" | "warning" = "error") => {
    const snapshot = healthyOperator(change);
    const findings = judgeOperator(snapshot);
    const of = (name: OperationName) => verdictOf(name, findings, snapshot.named);
    return { overall: overallVerdict(findings, failOn), of };
  };
  const CONTRIBUTOR = {
    roleId: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    scope: "/providers/Microsoft.ADHybridHealthService",
  };
  const ALL_ROLES = {
    grants: withRoles(...HIGHER_ROLES),
    syncReading: "answered" as const,
    azureRoles: known([CONTRIBUTOR], source),
  };

  test("only the command that needs the right is stopped", () => {
    const permissions = [...without("User.ReadWrite.All").grants.permissions, "User.Read.All"];
    const { overall, of } = all({ grants: { ...person, permissions } });
    expect(overall).toBe("fail");
    expect(of("setup-svc-account")).toBe("fail");
    for (const name of ["verify-sync", "mfa-exclusion add", "cleanup-health --server", "cleanup-accounts"] as const)
      expect(of(name), name).toBe("pass");
  });

  test("a warning fails where it is to, and stops the operation that weighs as little", () => {
    expect(all(ALL_ROLES).overall).toBe("pass");
    expect(all(ALL_ROLES, "warning").overall).toBe("fail");
    expect(all(ALL_ROLES).of("cleanup-accounts --step disable")).toBe("fail");
    expect(all(ALL_ROLES).of("verify-sync")).toBe("pass");
    expect(all({ ...ALL_ROLES, ...named("cleanup-accounts --step disable") }).overall).toBe("fail");
  });

  test("what is only worth knowing never fails, but its operation is said to be out of reach", () => {
    const change = without("DelegatedPermissionGrant.ReadWrite.All");
    expect(finding("PERM-CONSENT-FOR-PEOPLE", change)).toMatchObject({ result: "fail", severity: "info" });
    expect(all(change, "warning").overall).toBe("pass");
    expect(all(change).of("register-app --grant")).toBe("fail");
    expect(all(change).of("register-app")).toBe("pass");
    expect(all({ ...change, ...named("register-app") }).overall).toBe("fail");
  });

  test("an error that is unknown is not passed over; a warning that is unknown is", () => {
    expect(all({ ...ALL_ROLES, healthReading: null, azureRoles: null }).overall).toBe("unknown");
    expect(all({ ...ALL_ROLES, healthReading: null, azureRoles: null }).of("cleanup-health")).toBe("unknown");
    expect(all({ clockSkewMs: null }).overall).toBe("pass");
  });
});

describe("the synchronisation object", () => {
  const grants = withRoles(ROLES.hybridIdentityAdministrator.id);
  test.each([
    ["answered", "pass"],
    ["refused", "fail"],
    [null, "unknown"],
  ] as const)("that is %s to somebody else than a Global Administrator stops nothing", (syncReading, result) => {
    const change = { grants, syncReading };
    expect(finding("ROLE-READ-SYNCHRONIZATION", change)).toMatchObject({ result, severity: "warning" });
    const findings = judgeOperator(healthyOperator({ ...change, azureRoles: known([], source) }));
    const against = findings.filter(({ id }) => id.endsWith("READ-SYNCHRONIZATION"));
    for (const one of ["verify-sync", "cleanup-health --server"] as const)
      expect(verdictOf(one, against, false)).toBe("pass");
  });

  test("that is refused: first what spares the role, then who grants it", () => {
    const { remedy } = finding("ROLE-READ-SYNCHRONIZATION", { grants, syncReading: "refused" }) ?? { remedy: "" };
    expect(remedy).toMatch(
      /^For cleanup-health --server, cleanup-accounts --step disable: Say which server is active: --active-server NAME\. A Priv/,
    );
  });

  test("whose scope is missing stops what needs it; that, too, can be spared", () => {
    const found = finding("PERM-READ-SYNCHRONIZATION", without("OnPremDirectorySynchronization.Read.All"));
    expect(found).toMatchObject({ result: "fail", severity: "error" });
    expect(found?.remedy).toMatch(
      /^For cleanup-health --server, cleanup-accounts --step disable: Say .*--active-server NAME/,
    );
  });

  test("that is answered to an application, against the documents", () => {
    const change = { grants: app([]), syncReading: "answered" as const };
    expect(finding("PERM-READ-SYNCHRONIZATION", change)).toMatchObject({ result: "pass" });
  });
});

describe("what must be read besides the token", () => {
  test.each([
    ["nothing, for a Global Administrator", person, { any: false, roles: false }],
    ["the roles, where none in the token will do", withRoles(), { any: true, roles: true }],
    ["a new token, where a permission is missing", { ...person, permissions: [] }, { any: true, roles: false }],
    ["nothing, for what is only worth knowing", without("Application.ReadWrite.All").grants, undefined],
  ])("%s", (_what, grants, expected) => {
    const found = lookedFor(operationsAsked(["setup-svc-account"]), true, grants);
    expect(found).toEqual(expected ?? { any: false, roles: false });
  });
});
