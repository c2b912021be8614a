// Which directory roles a token names, and that a role held through a group serves as one's own does.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import { accessClaims, claimsOf, signIn } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const DEFAULT_USER = "b79fbf4d-3ef9-4689-8143-76b194e85509";
const DEFAULT_APPLICATION = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";
const MEMBER = "m.member@contoso.onmicrosoft.com";
const HEALTH = "/providers/Microsoft.ADHybridHealthService/services?api-version=2014-01-01";

let sandbox: TestSandbox;
let memberId = "";
let otherId = "";

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    const [first] = tenant.users;
    const group = tenant.groups[0];
    const principal = tenant.servicePrincipals.find((one) => one.appId === tenant.applications[0]?.appId);
    if (first === undefined || group === undefined || principal === undefined) throw new Error("The tenant is empty.");
    otherId = first.id;
    memberId = "33333333-3333-4333-8333-333333333333";
    tenant.users.push({ ...first, id: memberId, userPrincipalName: MEMBER, mail: null });
    tenant.groups.push({ ...group, id: "44444444-4444-4444-8444-444444444444", memberIds: [memberId] });
    tenant.groups.push({
      ...group,
      id: "55555555-5555-4555-8555-555555555555",
      displayName: "Role holders",
      securityEnabled: true,
      isAssignableToRole: true,
      memberIds: [memberId],
    });
    const assigned = (roleDefinitionId: string, principalId: string, directoryScopeId = "/") =>
      tenant.roleAssignments.push({
        id: `${roleDefinitionId.slice(0, 8)}-${principalId.slice(0, 8)}`,
        roleDefinitionId,
        principalId,
        directoryScopeId,
      });
    assigned(ROLE.globalAdministrator, "55555555-5555-4555-8555-555555555555");
    assigned(ROLE.userAdministrator, "44444444-4444-4444-8444-444444444444");
    assigned(ROLE.helpdeskAdministrator, memberId, "/administrativeUnits/66666666-6666-4666-8666-666666666666");
    assigned(ROLE.directoryReaders, principal.id);
    grantPermissions(tenant, ["User.Read", "RoleManagement.Read.Directory"]);
    const reader = tenant.servicePrincipals.find((one) => one.appId === tenant.applications[1]?.appId);
    const consent = tenant.permissionGrants.find((one) => one.clientId === reader?.id);
    if (consent === undefined) throw new Error("Nothing is consented to the second client.");
    consent.scope = "User.Read";
  });
});
afterAll(() => sandbox.close());

test("a user's: the tenant-wide ones, through role-assignable groups too, and the directory's default", async () => {
  const answer = await signIn(sandbox, { hint: MEMBER });
  expect(accessClaims(answer)["wids"]).toEqual([ROLE.globalAdministrator, DEFAULT_USER]);
});

test("an application's: those of its service principal, and the directory's default", async () => {
  expect(claimsOf(await sandbox.appToken())["wids"]).toEqual([ROLE.directoryReaders, DEFAULT_APPLICATION]);
  expect(claimsOf(await sandbox.appToken(undefined, 1))["wids"]).toEqual([DEFAULT_APPLICATION]);
});

test("a role held through a group opens what the role opens, in Graph and in Connect Health", async () => {
  const token = textAt((await signIn(sandbox, { hint: MEMBER })).body, "access_token");
  const path = `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${otherId}'&$expand=roleDefinition`;
  const { status, body } = await sandbox.graph(token, path.replaceAll(" ", "%20"));
  expect(status).toBe(200);
  expect(listAt(body, "value").map((one) => at(one, "roleDefinition"))).toContainEqual(
    expect.objectContaining({ templateId: ROLE.globalAdministrator, isBuiltIn: true }),
  );
  const arm = textAt((await signIn(sandbox, { hint: MEMBER, scope: `${ARM_SCOPE} openid` })).body, "access_token");
  expect((await sandbox.arm(arm, HEALTH)).status).toBe(200);
});

test("with User.Read one sees of whose roles and groups one is, not which, and nobody else's", async () => {
  const own = await sandbox.userToken(undefined, 1);
  const first = textAt(claimsOf(own), "oid");
  const { status, body } = await sandbox.graph(own, `/v1.0/users/${first}/transitiveMemberOf`);
  expect(status).toBe(200);
  const role = listAt(body, "value").find((one) => at(one, "@odata.type") === "#microsoft.graph.directoryRole");
  expect(role).toEqual({
    "@odata.type": "#microsoft.graph.directoryRole",
    id: textAt(role, "id"),
    deletedDateTime: null,
    description: null,
    displayName: null,
    roleTemplateId: null,
  });
  for (const path of [`/v1.0/users/${memberId}/transitiveMemberOf`, "/v1.0/users/nobody@contoso.com/memberOf"]) {
    expect((await sandbox.graph(own, path)).status).toBe(403);
  }
});
