// Who holds an Azure role at Connect Health's scope, as Azure Resource Manager lists it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const HEALTH = "/providers/Microsoft.ADHybridHealthService";
const LIST = `${HEALTH}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
const SERVICE = "AadSyncService-contoso.onmicrosoft.com";
const GONE = "99999999-9999-4999-8999-999999999999";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

let sandbox: TestSandbox;
let admin: string;
let someone = "";
let group = "";

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    someone = tenant.users.find((one) => one.userPrincipalName.startsWith("breakglass"))?.id ?? "";
    const [first] = tenant.groups;
    if (first === undefined) throw new Error("The tenant has no group.");
    group = first.id;
    first.securityEnabled = true;
    first.memberIds = [someone];
    tenant.health.access.push(
      { principalId: group, role: "Contributor", service: null },
      { principalId: someone, role: "Reader", service: SERVICE },
      { principalId: GONE, role: "Owner", service: null },
    );
  });
  admin = await sandbox.userToken(ARM_SCOPE);
});
afterAll(() => sandbox.close());

async function listed(filter: string) {
  const { status, body } = await sandbox.arm(admin, `${LIST}&$filter=${encodeURIComponent(filter)}`);
  expect(status).toBe(200);
  return listAt(body, "value").map((one) => ({
    principal: textAt(one, "properties", "principalId"),
    role: textAt(one, "properties", "roleDefinitionId").split("/").at(-1),
    scope: textAt(one, "properties", "scope"),
  }));
}

test("each assignment has id, name, type, role, principal and scope", async () => {
  const { status, body } = await sandbox.arm(admin, LIST);
  expect(status).toBe(200);
  const one = listAt(body, "value").find((other) => at(other, "properties", "principalId") === group);
  const name = textAt(one, "name");
  expect(one).toEqual({
    id: `${HEALTH}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: "Microsoft.Authorization/roleAssignments",
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${CONTRIBUTOR}`,
      principalId: group,
      principalType: "Group",
      scope: HEALTH,
      condition: null,
      conditionVersion: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  });
  const types = listAt(body, "value").map((other) => textAt(other, "properties", "principalType"));
  expect(new Set(types)).toEqual(new Set(["Group", "User", "ServicePrincipal", "Unknown"]));
  const names = listAt(body, "value").map((other) => textAt(other, "name"));
  expect(new Set(names).size).toBe(names.length);
  expect((await sandbox.arm(admin, LIST)).body).toEqual(body);
});

test("assignedTo counts groups, principalId does not, atScope leaves out what is below", async () => {
  const throughGroup = { principal: group, role: CONTRIBUTOR, scope: HEALTH };
  const own = { principal: someone, role: READER, scope: `${HEALTH}/services/${SERVICE}` };
  expect(await listed(`assignedTo('${someone}')`)).toEqual([throughGroup, own]);
  expect(await listed(`principalId eq '${someone.toUpperCase()}'`)).toEqual([own]);
  expect(await listed(`atScope() and assignedTo('${someone}')`)).toEqual([throughGroup]);
  expect(await listed(`principalId eq '${someone}' and atScope()`)).toEqual([]);
  expect((await listed("atScope()")).every((one) => one.scope === HEALTH)).toBe(true);
  expect(await listed("")).toHaveLength((await listed("atScope()")).length + 1);
});

test.each([
  ["roleDefinitionId eq 'x'"],
  ["assignedTo('me')"],
  ["atScope() or atScope()"],
  [`assignedTo('${GONE}') and principalId eq '${GONE}'`],
  ["'".repeat(2000)],
])("a filter that is none: %.40s", async (filter) => {
  const { status, body } = await sandbox.arm(admin, `${LIST}&$filter=${encodeURIComponent(filter)}`);
  expect([status, at(body, "error", "code")]).toEqual([400, "UnsupportedQuery"]);
  expect(JSON.stringify(body).length).toBeLessThan(600);
});

test("an Azure role at the scope suffices to read them, none does not", async () => {
  expect((await sandbox.arm(await sandbox.appToken(ARM_SCOPE), LIST)).status).toBe(200);
  const { status, body } = await sandbox.arm(await sandbox.appToken(ARM_SCOPE, 1), LIST);
  expect([status, at(body, "error", "code")]).toEqual([403, "AuthorizationFailed"]);
  expect(textAt(body, "error", "message")).toContain("'Microsoft.Authorization/roleAssignments/read'");
  const version = await sandbox.arm(admin, LIST.replace("2022-04-01", "2014-01-01"));
  expect(at(version.body, "error", "code")).toBe("InvalidApiVersionParameter");
});
