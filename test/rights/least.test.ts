import { describe, expect, test } from "vitest";
import { OPERATIONS, type OperationName, operationNamed } from "../../src/knowledge/operations.js";
import type { Need } from "../../src/knowledge/permissions.js";
import {
  alternativesFor,
  isDisputed,
  leastFor,
  leastSet,
  type OperatorKind,
  rolesFor,
  suffices,
} from "../../src/rights/least.js";

const ALL = Object.keys(OPERATIONS) as OperationName[];
const CASES = ALL.flatMap((name) => (["person", "application"] as const).map((kind) => ({ name, kind })));

describe("the least set", () => {
  test("of the account: what gives roles reads them, too; memberships are not read with what writes users", () => {
    expect(leastSet(["setup-svc-account"], "person")).toEqual({
      permissions: [
        "Organization.Read.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "RoleManagement.ReadWrite.Directory",
        "Policy.Read.All",
      ],
      roles: ["userAdministrator", "privilegedRoleAdministrator", "securityReader"],
      besides: [],
      azureRole: null,
      usesAzure: false,
      licences: [],
      undocumented: [],
    });
  });

  test("one disputed reading does not demand Global Administrator for all the rest", () => {
    const { roles, besides, azureRole, usesAzure } = leastSet(["verify-sync", "cleanup-health"], "person");
    expect({ roles, besides, azureRole, usesAzure }).toEqual({
      roles: ["directoryReaders", "securityReader"],
      besides: [
        { role: "globalAdministrator", need: "read-synchronization" },
        { role: "hybridIdentityAdministrator", need: "read-agents" },
      ],
      azureRole: "Reader",
      usesAzure: true,
    });
    expect(leastSet(["verify-sync"], "application").besides).toEqual([]);
  });

  test("an application gets the Azure role instead, and is told what is documented for people only", () => {
    expect(leastSet(["cleanup-health --server"], "application")).toMatchObject({
      roles: [],
      azureRole: "Contributor",
      undocumented: ["read-synchronization"],
    });
    expect(leastSet(["cleanup-health"], "application").azureRole).toBe("Reader");
    expect(leastSet(["cleanup-health", "cleanup-health --server"], "application").azureRole).toBe("Contributor");
  });

  test("a role on the service principal where role holders are touched", () => {
    expect(leastSet(["cleanup-accounts --step delete"], "application").roles).toEqual([
      "privilegedAuthenticationAdministrator",
    ]);
    expect(leastSet(["cleanup-accounts --step delete"], "person").permissions).toContain("Directory.AccessAsUser.All");
    expect(leastSet(["cleanup-accounts --step delete"], "application").permissions).not.toContain(
      "Directory.AccessAsUser.All",
    );
  });

  test("the licence for policies", () => {
    expect(leastSet(["mfa-exclusion add"], "person").licences).toEqual(["P1"]);
  });

  test("what is held already is not asked for again, and serves for what is there with it", () => {
    const needs: readonly Need[] = ["read-users", "create-users", "read-policies"];
    expect(leastFor(needs, "person", ["User.ReadWrite.All"]).permissions).toEqual(["Policy.Read.All"]);
    expect(leastFor(["change-policies"], "person", ["Policy.Read.All"]).permissions).toEqual([
      "Policy.ReadWrite.ConditionalAccess",
    ]);
  });

  test("does not depend on how often or in which order operations are named", () => {
    const once = leastSet(["mfa-exclusion add", "verify-sync"], "application");
    const twice = leastSet(["verify-sync", "mfa-exclusion add", "verify-sync"], "application");
    expect(new Set(twice.permissions)).toEqual(new Set(once.permissions));
    expect(twice.azureRole).toBe(once.azureRole);
  });

  test.each(CASES)("of $name for a $kind: enough for every need, and each member is needed", ({ name, kind }) => {
    const { needs } = operationNamed(name);
    const { permissions, roles } = leastSet([name], kind);
    expect(isEnough(needs, kind, permissions, roles)).toBe(true);
    for (const one of permissions) expect(isEnough(needs, kind, without(permissions, one), roles), one).toBe(false);
    for (const one of roles) expect(isEnough(needs, kind, permissions, without(roles, one)), one).toBe(false);
  });
});

function isEnough(
  needs: readonly Need[],
  kind: OperatorKind,
  permissions: readonly string[],
  roles: readonly string[],
) {
  return needs.every((need) => {
    const accepted = rolesFor(need, kind);
    const hasRole = accepted.length === 0 || isDisputed(need) || accepted.some((role) => roles.includes(role));
    return hasRole && suffices(alternativesFor(need, kind) ?? [], permissions);
  });
}

function without<T>(list: readonly T[], one: T): readonly T[] {
  return list.filter((other) => other !== one);
}
