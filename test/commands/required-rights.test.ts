// The look before the first write: what it goes by, what it asks, and what it says.
import { describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import type { TokenGrants } from "../../src/cloud/token-claims.js";
import { type RequiredRights, requireRights } from "../../src/commands/required-rights.js";
import type { Session } from "../../src/commands/session.js";
import { ROLES, type RoleKey } from "../../src/knowledge/directory.js";
import type { OperationName } from "../../src/knowledge/operations.js";
import { HEALTH_SCOPE } from "../../src/knowledge/permissions/health.js";
import { leastSet } from "../../src/rights/least.js";
import { DeadlineError, PermissionError, SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, forbidden, json } from "../tenant/canned-service.js";

const ME = "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a51";
const ROLE_ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

function person(permissions: readonly string[], ...roles: readonly RoleKey[]): TokenGrants {
  return { kind: "person", permissions, roleIds: roles.map((role) => ROLES[role].id), tenantId: "t", clientId: "c" };
}
const application = (permissions: readonly string[]): TokenGrants => ({ ...person(permissions), kind: "application" });

interface Given {
  readonly grants: TokenGrants;
  /** What a newer token says; the same without it. */
  readonly newer?: TokenGrants | Error;
  readonly graph?: Readonly<Record<string, Canned>>;
  /** The list of Azure roles. */
  readonly arm?: Canned;
  /** Connect Health itself; it answers where this is left out. */
  readonly health?: Canned;
  readonly id?: string;
}

async function look(operation: OperationName, given: Given, more: Partial<RequiredRights> = {}) {
  const tokens: string[] = [];
  const graph = cannedService(({ address }) => given.graph?.[address.split("?")[0] ?? ""] ?? forbidden);
  const arm = cannedService(
    ({ address }) =>
      address.includes("/roleAssignments") ? (given.arm ?? forbidden) : (given.health ?? json({ value: [] })),
    CLOUDS.public.arm,
  );
  const session = {
    operator: { id: given.id ?? ME, name: "me", authKind: "browser" },
    graph: graph.client,
    arm: arm.client,
    grants: async ({ fresh = false } = {}) => {
      tokens.push(fresh ? "newer" : "at hand");
      if (fresh && given.newer instanceof Error) throw given.newer;
      return fresh && given.newer !== undefined && !(given.newer instanceof Error) ? given.newer : given.grants;
    },
  } as Partial<Session> as Session;
  const outcome = await requireRights(session, operation, { dryRun: false, ...more }).catch((error: unknown) => error);
  return { outcome, tokens, asked: [...graph.sent, ...arm.sent].map(({ address }) => address) };
}

const SETUP = leastSet(["setup-svc-account"], "person");

describe("the look at an operator's rights", () => {
  test("asks nobody anything where the token has all", async () => {
    const found = await look("setup-svc-account", { grants: person(SETUP.permissions, ...SETUP.roles) });
    expect(found).toEqual({ outcome: [], tokens: ["at hand"], asked: [] });
  });

  test("names all that is missing at once, each with who grants it", async () => {
    const { outcome, asked } = await look("setup-svc-account", { grants: person(["Organization.Read.All"]) });
    expect(outcome).toBeInstanceOf(PermissionError);
    const { message, remedy, code } = outcome as PermissionError;
    expect(code).toBe("rights-missing");
    for (const right of [...SETUP.permissions.slice(1), ...SETUP.roles.map((role) => ROLES[role].name)])
      expect(message).toContain(right);
    expect(message).not.toContain("Organization.Read.All");
    expect(message).toContain("Nothing was changed.");
    expect(remedy).toContain("aadc-cloud register-app --for setup-svc-account --grant");
    expect(remedy).toContain("Roles & admins");
    expect(asked[0]).toContain(`principalId eq '${ME}'`);
  });

  test("a right that was given meanwhile is in a newer token", async () => {
    const { outcome, tokens, asked } = await look("setup-svc-account", {
      grants: person([]),
      newer: person(SETUP.permissions, ...SETUP.roles),
    });
    expect({ outcome, tokens, asked }).toEqual({ outcome: [], tokens: ["at hand", "newer"], asked: [] });
  });

  test("where no newer token can be had, the earlier one counts", async () => {
    const newer = new SignInError("The Azure CLI gives what it has.", { code: "azure-cli", remedy: "" });
    expect((await look("setup-svc-account", { grants: person([]), newer })).outcome).toBeInstanceOf(PermissionError);
  });

  test("the deadline is not taken for a missing right", async () => {
    const newer = new DeadlineError("Too late.", { code: "deadline", remedy: "" });
    expect((await look("setup-svc-account", { grants: person([]), newer })).outcome).toBe(newer);
  });

  test("a role of the tenant's own may do: a warning, and the service decides", async () => {
    const own = { roleDefinitionId: "f00", roleDefinition: { displayName: "Migration crew", isBuiltIn: false } };
    const { outcome } = await look("setup-svc-account", {
      grants: person(SETUP.permissions),
      graph: { [ROLE_ASSIGNMENTS]: json({ value: [own] }) },
    });
    expect(outcome).toEqual(expect.arrayContaining([expect.stringContaining('"Migration crew"')]));
  });

  test("whoever is eligible for the role is told to activate it", async () => {
    const own = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')";
    const eligible = { roleDefinitionId: ROLES.userAdministrator.id, directoryScopeId: "/" };
    const { outcome } = await look("setup-svc-account", {
      grants: person(SETUP.permissions, "privilegedRoleAdministrator", "securityReader"),
      graph: { [own]: json({ value: [eligible] }), [ROLE_ASSIGNMENTS]: json({ value: [] }) },
    });
    expect((outcome as PermissionError).remedy).toContain("Privileged Identity Management");
  });

  test("a token that does not tell, of nobody that could be asked about, is left to the service", async () => {
    const grants: TokenGrants = { kind: null, permissions: null, roleIds: null, tenantId: null, clientId: null };
    const { outcome, asked } = await look("setup-svc-account", { grants, id: "" });
    expect(outcome).toEqual([expect.stringContaining("The token cannot be read")]);
    expect(asked).toEqual([]);
  });

  test("in a dry run what writing would lack is a warning, and nothing is said of reading", async () => {
    const { outcome } = await look("setup-svc-account", { grants: person([]) }, { dryRun: true });
    expect(outcome).toHaveLength(1);
    const [warning] = outcome as readonly string[];
    expect(warning).toContain("User.ReadWrite.All and RoleManagement.ReadWrite.Directory");
    expect(warning).toContain("User Administrator and Privileged Role Administrator");
    expect(warning).not.toContain("Policy.Read.All");
  });
});

describe("Connect Health", () => {
  const remove = "cleanup-health --server";
  const { permissions } = leastSet([remove], "application");
  const waived = ["read-synchronization"] as const;
  const assignments = (...roleIds: readonly string[]) =>
    json({
      value: roleIds.map((id) => ({
        properties: {
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${id}`,
          scope: HEALTH_SCOPE,
        },
      })),
    });

  test("a Global Administrator's token is enough, nobody is asked", async () => {
    const least = leastSet([remove], "person");
    const { outcome, asked } = await look(remove, { grants: person(least.permissions, "globalAdministrator") });
    expect({ outcome, asked }).toEqual({ outcome: [], asked: [] });
  });

  test("an application's Azure roles are read", async () => {
    const given = { grants: application(permissions), arm: assignments(CONTRIBUTOR) };
    const { outcome, asked } = await look(remove, given, { waived });
    expect(outcome).toEqual([]);
    expect(asked[0]).toContain(`$filter=assignedTo('${ME}')`);
  });

  test("Reader is told what is missing, and who gives it", async () => {
    const reader = assignments("acdd72a7-3385-48ef-bd42-f606fba81ae7");
    const { outcome } = await look(remove, { grants: application(permissions), arm: reader }, { waived });
    expect((outcome as PermissionError).message).toContain(`the Azure role Contributor on ${HEALTH_SCOPE}`);
    expect((outcome as PermissionError).remedy).toContain("Role based access control (IAM)");
  });

  test.each([
    { what: "refused", arm: forbidden },
    { what: "not there", arm: { status: 404, body: { error: { code: "NotFound", message: "" } } } },
    { what: "not understood", arm: json({ value: [{ properties: null }] }) },
    { what: "a page", arm: json("<html>") },
    { what: "empty", arm: assignments() },
  ])("a list that is $what proves nothing: a warning, the deletion decides", async ({ arm }) => {
    const { outcome } = await look(remove, { grants: application(permissions), arm }, { waived });
    expect(outcome).toEqual([expect.stringContaining("Azure role")]);
  });

  test("whoever may not even read cannot remove", async () => {
    const given = { grants: application(permissions), arm: assignments(), health: forbidden };
    const { outcome } = await look(remove, given, { waived });
    expect((outcome as PermissionError).message).toContain("the Azure role Contributor");
    const down = { ...given, health: { status: 503 } };
    expect((await look(remove, down, { waived })).outcome).toHaveLength(1);
  });

  test("nobody is refused for a role on which documents disagree: the reading shows", async () => {
    const { permissions: scopes } = leastSet([remove], "person");
    const given = { grants: person(scopes, "directoryReaders"), arm: assignments(CONTRIBUTOR) };
    expect((await look(remove, given)).outcome).toEqual([]);
    expect((await look(remove, given, { waived })).outcome).toEqual([]);
  });

  test("the scope of the synchronisation object is missed, unless the operator says what it would; that is told first", async () => {
    const scopes = leastSet([remove], "person").permissions.filter((one) => !one.startsWith("OnPrem"));
    const given = { grants: person(scopes, "directoryReaders"), arm: assignments(CONTRIBUTOR) };
    const error = (await look(remove, given)).outcome as PermissionError;
    expect(error.message).toContain("lacks the scope OnPremDirectorySynchronization.Read.All.");
    expect(error.remedy).toMatch(/^Say which server is active: --active-server NAME\. Scope: /);
    expect((await look(remove, given, { waived })).outcome).toEqual([]);
  });
});

test("an unknown fault is thrown on", async () => {
  const session = { grants: () => Promise.reject(new TypeError("broken")) } as Partial<Session> as Session;
  await caught(TypeError, requireRights(session, "setup-svc-account", { dryRun: false }));
});
