// Consent: app roles from both sides, delegated grants, what tokens say of them, and who may give them.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import { FIRST_PARTY } from "../../src/sandbox/laws/first-party.js";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["/v1.0", "/beta"] as const;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const NO_ROLE = "00000000-0000-0000-0000-000000000000";
const USER_READ_ALL = "df021288-bdef-4463-88db-98f22de89214";
const AD_SYNCHRONIZATION = "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9";
const EMPLOYEES = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";

let sandbox: TestSandbox;
let app: string;
let admin: string;
let adminId: string;
let graphId: string;
let syncId: string;
/** A fresh client for each test. */
let client: { readonly appId: string; readonly applicationId: string; readonly id: string };

const get = (where: string) => sandbox.graph(app, where);
const post = (where: string, json: unknown, token = app) => sandbox.graph(token, where, { method: "POST", json });
const patch = (where: string, json: unknown, token = app) => sandbox.graph(token, where, { method: "PATCH", json });
const remove = (where: string, token = app) => sandbox.graph(token, where, { method: "DELETE" });
const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];
const filtered = (where: string, filter: string) => `${where}?$filter=${encodeURIComponent(filter)}`;
const principalId = async (appId: string) =>
  textAt((await get(`/v1.0/servicePrincipals(appId='${appId}')`)).body, "id");

beforeAll(async () => {
  sandbox = await startWithTenant(withAllPermissions);
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  adminId = textAt((await sandbox.graph(admin, "/v1.0/me")).body, "id");
  [graphId, syncId] = await Promise.all([
    principalId(FIRST_PARTY.microsoftGraph),
    principalId(FIRST_PARTY.synchronizationService),
  ]);
});
beforeEach(async () => {
  const { body } = await post("/v1.0/applications", { displayName: "Client", isFallbackPublicClient: true });
  const appId = textAt(body, "appId");
  const made = await post("/v1.0/servicePrincipals", { appId });
  client = { appId, applicationId: textAt(body, "id"), id: textAt(made.body, "id") };
});
afterAll(() => sandbox.close());

describe("app roles", () => {
  const assign = (appRoleId: string, resourceId: string, more: object = {}, token = app) =>
    post(
      `/v1.0/servicePrincipals/${client.id}/appRoleAssignments`,
      { principalId: client.id, resourceId, appRoleId, ...more },
      token,
    );

  test.each(VERSIONS)("are given and taken from the side of who holds them: %s", async (version) => {
    const where = `${version}/servicePrincipals/${client.id}/appRoleAssignments`;
    const json = { principalId: client.id, resourceId: graphId, appRoleId: USER_READ_ALL };
    const given = await post(where, json);
    expect(given.status).toBe(201);
    expect(given.body).toMatchObject({
      ...json,
      principalType: "ServicePrincipal",
      resourceDisplayName: "Microsoft Graph",
    });
    expect(given.body).toHaveProperty(version === "/beta" ? "creationTimestamp" : "createdDateTime");
    const twice = await post(where, json);
    expect([twice.status, at(twice.body, "error", "message")]).toEqual([
      400,
      "Permission being assigned already exists on the object",
    ]);
    expect(await rolesInToken()).toEqual(["User.Read.All"]);
    const listed = await get(filtered(where, `resourceId eq '${graphId}'`));
    expect(listAt(listed.body, "value")).toHaveLength(1);
    expect((await remove(`${where}/${textAt(given.body, "id")}`)).status).toBe(204);
    expect((await remove(`${where}/${textAt(given.body, "id")}`)).status).toBe(404);
    expect(await rolesInToken()).toBeUndefined();
  });

  test.each([
    ["/v1.0", "id"],
    ["/beta", "id"],
    ["/v1.0", "appId"],
    ["/beta", "appId"],
  ] as const)("are given and taken from the side of the resource: %s by %s", async (version, by) => {
    const key = by === "id" ? `/${syncId}` : `(appId='${FIRST_PARTY.synchronizationService}')`;
    const where = `${version}/servicePrincipals${key}/appRoleAssignedTo`;
    const json = { principalId: client.id, resourceId: syncId, appRoleId: AD_SYNCHRONIZATION };
    const given = await post(where, json);
    expect(given.status).toBe(201);
    expect(listAt((await get(where)).body, "value").map((one) => at(one, "principalId"))).toEqual([client.id]);
    expect((await remove(`${where}/${textAt(given.body, "id")}`)).status).toBe(204);
    expect(listAt((await get(where)).body, "value")).toEqual([]);
  });

  test("people and groups are assigned to a resource without a role", async () => {
    const where = `/v1.0/servicePrincipals/${client.id}/appRoleAssignedTo`;
    for (const [id, type] of [
      [adminId, "User"],
      [EMPLOYEES, "Group"],
    ]) {
      const given = await post(where, { principalId: id, resourceId: client.id, appRoleId: NO_ROLE });
      expect([given.status, at(given.body, "principalType")]).toEqual([201, type]);
    }
  });

  test("what is held by a deleted principal is out of sight", async () => {
    await assign(AD_SYNCHRONIZATION, syncId);
    const where = `/v1.0/servicePrincipals/${syncId}/appRoleAssignedTo`;
    expect(listAt((await get(where)).body, "value")).toHaveLength(1);
    await remove(`/v1.0/servicePrincipals/${client.id}`);
    expect(listAt((await get(where)).body, "value")).toEqual([]);
  });

  test("what does not fit is refused", async () => {
    expect(codeOf(await assign(USER_READ_ALL, syncId))).toEqual([400, "Request_BadRequest"]);
    expect(codeOf(await assign(NO_ROLE, graphId))).toEqual([400, "Request_BadRequest"]);
    expect(codeOf(await assign(USER_READ_ALL, NOBODY))).toEqual([404, "Request_ResourceNotFound"]);
    expect(codeOf(await assign(USER_READ_ALL, graphId, { principalId: graphId }))).toEqual([400, "Request_BadRequest"]);
    expect((await assign("x", graphId)).status).toBe(400);
    expect((await assign(USER_READ_ALL, graphId, { nonsense: 1 })).status).toBe(400);
    expect((await post(`/v1.0/servicePrincipals/${NOBODY}/appRoleAssignments`, {})).status).toBe(400);
  });

  test("an Application Administrator gives those of other resources, not those of Microsoft Graph", async () => {
    await asRoleHolder(ROLE.applicationAdministrator, async () => {
      expect((await assign(AD_SYNCHRONIZATION, syncId, {}, admin)).status).toBe(201);
      expect((await assign(USER_READ_ALL, graphId, {}, admin)).status).toBe(403);
    });
    await asRoleHolder(ROLE.privilegedRoleAdministrator, async () => {
      expect((await assign(USER_READ_ALL, graphId, {}, admin)).status).toBe(201);
    });
    await asRoleHolder(ROLE.userAdministrator, async () => {
      const other = { principalId: client.id };
      expect((await assign(AD_SYNCHRONIZATION, syncId, other, admin)).status).toBe(403);
    });
  });
});

describe("delegated grants", () => {
  const grants = "/v1.0/oauth2PermissionGrants";
  const forAll = (more: object = {}) => ({
    clientId: client.id,
    consentType: "AllPrincipals",
    resourceId: graphId,
    scope: "User.Read",
    ...more,
  });

  test.each(VERSIONS)("are given, read, changed and taken: %s", async (version) => {
    const where = `${version}/oauth2PermissionGrants`;
    const given = await post(where, forAll());
    expect([given.status, at(given.body, "principalId")]).toEqual([201, null]);
    const one = `${where}/${textAt(given.body, "id")}`;
    expect((await get(one)).body).toMatchObject(forAll());
    expect(await scopesInToken()).toBe("User.Read");
    expect((await patch(one, { scope: " User.Read  Group.Read.All " })).status).toBe(204);
    expect(await scopesInToken()).toBe("Group.Read.All User.Read");
    for (const filter of [
      `clientId eq '${client.id}'`,
      `clientId eq '${client.id}' and consentType eq 'AllPrincipals'`,
      `clientId eq '${client.id}' and resourceId eq '${graphId}'`,
    ]) {
      expect(listAt((await get(filtered(where, filter))).body, "value")).toHaveLength(1);
    }
    expect(codeOf(await get(filtered(where, "startswith(scope,'User')")))).toEqual([400, "Request_UnsupportedQuery"]);
    expect((await remove(one)).status).toBe(204);
    expect((await get(one)).status).toBe(404);
    expect(await scopesInToken()).toBeUndefined();
  });

  test("each client, resource and person has one", async () => {
    expect((await post(grants, forAll())).status).toBe(201);
    expect(codeOf(await post(grants, forAll()))).toEqual([409, "Request_MultipleObjectsWithSameKeyValue"]);
    const own = forAll({ consentType: "Principal", principalId: adminId });
    expect((await post(grants, own)).status).toBe(201);
    expect((await post(grants, own)).status).toBe(409);
    const found = await get(filtered(grants, `principalId eq '${adminId}'`));
    expect(listAt(found.body, "value")).toHaveLength(1);
  });

  test.each([
    ["no client", { clientId: undefined }, 400],
    ["a client that is none", { clientId: NOBODY }, 404],
    ["an unknown kind", { consentType: "Everybody" }, 400],
    ["a person beside everybody", { principalId: NOBODY }, 400],
    ["nobody", { consentType: "Principal" }, 400],
    ["a person that is none", { consentType: "Principal", principalId: NOBODY }, 404],
    ["a scope too long", { scope: "x".repeat(3851) }, 400],
    ["an unknown property", { nonsense: 1 }, 400],
  ])("%s is refused", async (_, change, status) => {
    expect((await post(grants, forAll(change))).status).toBe(status);
  });

  test("an Application Administrator gives them, a User Administrator does not", async () => {
    await asRoleHolder(ROLE.cloudApplicationAdministrator, async () => {
      expect((await post(grants, forAll(), admin)).status).toBe(201);
    });
    await asRoleHolder(ROLE.userAdministrator, async () => {
      const [grant] = listAt((await get(filtered(grants, `clientId eq '${client.id}'`))).body, "value");
      const one = `${grants}/${textAt(grant, "id")}`;
      expect((await patch(one, { scope: "" }, admin)).status).toBe(403);
      expect((await remove(one, admin)).status).toBe(403);
    });
  });
});

/** What an access token of the client itself says it may do. */
async function rolesInToken(): Promise<unknown> {
  const secret = textAt((await post(`/v1.0/applications/${client.applicationId}/addPassword`, {})).body, "secretText");
  return (await claims({ grant_type: "client_credentials", client_secret: secret, scope: GRAPH_SCOPE }))?.["roles"];
}

/** What an access token of the first user at the client says; `undefined` where there is no consent. */
async function scopesInToken(): Promise<unknown> {
  const code = await send("devicecode", { scope: GRAPH_SCOPE });
  const grant = "urn:ietf:params:oauth:grant-type:device_code";
  return (await claims({ grant_type: grant, device_code: textAt(code.body, "device_code") }))?.["scp"] || undefined;
}

async function claims(form: Readonly<Record<string, string>>) {
  const { body } = await send("token", form);
  const token = at(body, "access_token");
  if (typeof token !== "string") return undefined;
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}

function send(what: string, form: Readonly<Record<string, string>>) {
  const url = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/${what}`;
  return sandbox.send(url, { method: "POST", form: { client_id: client.appId, ...form } });
}

/** The administrator holds this role instead of Global Administrator while `work` runs. */
async function asRoleHolder(roleDefinitionId: string, work: () => Promise<void>): Promise<void> {
  const where = "/v1.0/roleManagement/directory/roleAssignments";
  const held = listAt((await get(filtered(where, `principalId eq '${adminId}'`))).body, "value");
  const json = { roleDefinitionId, principalId: adminId, directoryScopeId: "/" };
  const given = textAt((await post(where, json)).body, "id");
  for (const one of held) await remove(`${where}/${textAt(one, "id")}`);
  try {
    await work();
  } finally {
    await post(where, { ...json, roleDefinitionId: ROLE.globalAdministrator });
    await remove(`${where}/${given}`);
  }
}
