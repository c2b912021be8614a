// Service principals: what Microsoft's own publish, making one's own, owners, deletion.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_PARTY } from "../../src/sandbox/laws/first-party.js";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["/v1.0", "/beta"] as const;
const NOBODY = "00000000-0000-4000-8000-000000000000";

let sandbox: TestSandbox;
let app: string;
let admin: string;
let adminId: string;

const get = (where: string, headers = {}) => sandbox.graph(app, where, { headers });
const post = (where: string, json: unknown, token = app) => sandbox.graph(token, where, { method: "POST", json });
const patch = (where: string, json: unknown, token = app) => sandbox.graph(token, where, { method: "PATCH", json });
const remove = (where: string, token = app) => sandbox.graph(token, where, { method: "DELETE" });
const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];
const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });

async function newApplication(displayName: string) {
  const { body } = await post("/v1.0/applications", { displayName });
  return { id: textAt(body, "id"), appId: textAt(body, "appId") };
}

beforeAll(async () => {
  sandbox = await startWithTenant(withAllPermissions);
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  adminId = textAt((await sandbox.graph(admin, "/v1.0/me")).body, "id");
});
afterAll(() => sandbox.close());

describe("Microsoft's own", () => {
  test("publish roles and scopes, by the name that each version has for them", async () => {
    const where = `servicePrincipals(appId='${FIRST_PARTY.microsoftGraph}')`;
    const { body } = await get(`/v1.0/${where}`);
    const scope = listAt(body, "oauth2PermissionScopes").find((one) => at(one, "value") === "User.Read");
    expect(scope).toMatchObject({ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", isEnabled: true, type: "Admin" });
    const role = listAt(body, "appRoles").find((one) => at(one, "value") === "Mail.Send");
    expect(role).toMatchObject({ id: "b633e1c5-b582-4048-a93e-9f11b44c7e96", allowedMemberTypes: ["Application"] });
    expect(body).not.toHaveProperty("publishedPermissionScopes");
    const beta = (await get(`/beta/${where}`)).body;
    expect(beta).toHaveProperty("publishedPermissionScopes");
    expect(beta).not.toHaveProperty("oauth2PermissionScopes");
  });

  test("can be made where the tenant has none, and not be deleted", async () => {
    const made = await post("/v1.0/servicePrincipals", { appId: FIRST_PARTY.syncFabric });
    expect([made.status, at(made.body, "displayName")]).toEqual([201, "Microsoft.Azure.SyncFabric"]);
    expect(codeOf(await remove(`/v1.0/servicePrincipals/${textAt(made.body, "id")}`))).toEqual([
      403,
      "Authorization_RequestDenied",
    ]);
  });
});

describe("the tenant's own", () => {
  test.each(VERSIONS)("are made, read by both keys, changed and deleted: %s", async (version) => {
    const { appId } = await newApplication("Worker");
    const made = await post(`${version}/servicePrincipals`, { appId: appId.toUpperCase(), tags: ["x"] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      displayName: "Worker",
      appOwnerOrganizationId: sandbox.info.tenantId,
      servicePrincipalNames: [appId],
      tags: ["x"],
    });
    const byId = `${version}/servicePrincipals/${textAt(made.body, "id")}`;
    const byAppId = `${version}/servicePrincipals(appId='${appId}')`;
    expect((await patch(byId, { accountEnabled: false, notes: "n" })).status).toBe(204);
    expect((await patch(byAppId, { tags: [] })).status).toBe(204);
    for (const where of [byId, byAppId, `${byId}?$select=accountEnabled,notes,tags`]) {
      expect((await get(where)).body).toMatchObject({ accountEnabled: false, notes: "n", tags: [] });
    }
    const filter = encodeURIComponent(`appId eq '${appId}' and accountEnabled eq false`);
    const listed = await get(`${version}/servicePrincipals?$filter=${filter}`);
    expect(listAt(listed.body, "value")).toHaveLength(1);
    expect((await remove(byAppId)).status).toBe(204);
    expect((await get(byId)).status).toBe(404);
    const again = await post(`${version}/servicePrincipals`, { appId });
    expect((await remove(`${version}/servicePrincipals/${textAt(again.body, "id")}`)).status).toBe(204);
    const kept = (await readSandboxState(sandbox.dir))?.state.tenants[0]?.deletedServicePrincipals ?? [];
    expect(kept.map((one) => one.servicePrincipal.id)).toContain(textAt(again.body, "id"));
  });

  test("there is one of each application, and none of what is not registered", async () => {
    const { appId } = await newApplication("Only one");
    expect((await post("/v1.0/servicePrincipals", { appId })).status).toBe(201);
    expect(codeOf(await post("/v1.0/servicePrincipals", { appId }))).toEqual([
      409,
      "Request_MultipleObjectsWithSameKeyValue",
    ]);
    expect(codeOf(await post("/v1.0/servicePrincipals", { appId: NOBODY }))).toEqual([400, "Request_BadRequest"]);
  });

  test.each([
    ["no appId", {}],
    ["an appId that is none", { appId: "x" }],
    ["a megabyte", { appId: "x".repeat(1_000_000) }],
    ["a text for a flag", { appId: NOBODY, accountEnabled: "yes" }],
    ["an unknown property", { appId: NOBODY, nonsense: 1 }],
    ["a list", []],
  ])("%s is refused", async (_, json) => {
    expect((await post("/v1.0/servicePrincipals", json)).status).toBe(400);
  });

  test("what is not emulated is answered 501", async () => {
    const { appId } = await newApplication("Elsewhere");
    expect((await post("/v1.0/servicePrincipals", { appId, appRoleAssignmentRequired: true })).status).toBe(501);
  });

  test("one that is deleted with its application holds no role any more", async () => {
    const { id, appId } = await newApplication("Role holder");
    const principal = textAt((await post("/v1.0/servicePrincipals", { appId })).body, "id");
    const assignments = "/v1.0/roleManagement/directory/roleAssignments";
    const json = {
      principalId: principal,
      roleDefinitionId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
      directoryScopeId: "/",
    };
    const assigned = textAt((await post(assignments, json)).body, "id");
    await remove(`/v1.0/applications/${id}`);
    expect((await get(`${assignments}/${assigned}`)).status).toBe(404);
  });

  test("one that is disabled gets no token", async () => {
    const { id, appId } = await newApplication("Switched off");
    const principal = textAt((await post("/v1.0/servicePrincipals", { appId })).body, "id");
    const added = await post(`/v1.0/applications/${id}/addPassword`, {});
    const form = {
      grant_type: "client_credentials",
      client_id: appId,
      client_secret: textAt(added.body, "secretText"),
      scope: GRAPH_SCOPE,
    };
    const url = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/token`;
    expect((await sandbox.send(url, { method: "POST", form })).status).toBe(200);
    await patch(`/v1.0/servicePrincipals/${principal}`, { accountEnabled: false });
    const refused = await sandbox.send(url, { method: "POST", form });
    expect([refused.status < 500, refused.status >= 400, at(refused.body, "error_codes", 0)]).toEqual([
      true,
      true,
      7000112,
    ]);
  });

  test.each(VERSIONS)("owners are added and removed by reference: %s", async (version) => {
    const { appId } = await newApplication("Owned");
    const id = textAt((await post("/v1.0/servicePrincipals", { appId })).body, "id");
    const where = `${version}/servicePrincipals/${id}/owners`;
    expect((await post(`${where}/$ref`, reference(adminId))).status).toBe(204);
    expect((await post(`${where}/$ref`, reference(adminId))).status).toBe(400);
    expect((await post(`${where}/$ref`, reference("6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801"))).status).toBe(400);
    expect(listAt((await get(`${where}?$select=id`)).body, "value")).toHaveLength(2);
    expect((await remove(`${where}/${adminId}/$ref`)).status).toBe(204);
    expect((await remove(`${where}/${adminId}/$ref`)).status).toBe(404);
  });
});

test("an application with OwnedBy writes the principals that it has made, and nothing else", async () => {
  const limited = await startWithTenant((tenant) => {
    withAllPermissions(tenant, ["Application.ReadWrite.All", "Directory.ReadWrite.All"]);
  });
  const token = await limited.appToken();
  const send = (where: string, method: "POST" | "PATCH", json: object) => limited.graph(token, where, { method, json });
  const appId = textAt((await send("/v1.0/applications", "POST", { displayName: "Mine" })).body, "appId");
  const mine = textAt((await send("/v1.0/servicePrincipals", "POST", { appId })).body, "id");
  const all = listAt((await limited.graph(token, "/v1.0/servicePrincipals")).body, "value").map((one) =>
    textAt(one, "id"),
  );
  const other = all.find((id) => id !== mine) ?? "";
  expect((await send(`/v1.0/servicePrincipals/${mine}`, "PATCH", { notes: "x" })).status).toBe(204);
  expect((await send(`/v1.0/servicePrincipals/${other}`, "PATCH", { notes: "x" })).status).toBe(403);
  expect((await send("/v1.0/servicePrincipals", "POST", { appId: FIRST_PARTY.syncFabric })).status).toBe(403);
  await limited.close();
});

test("a new one is seen late where replication lags", async () => {
  const lagging = await startWithTenant(withAllPermissions, { lags: { application: { reads: 1 } } });
  const token = await lagging.appToken();
  const json = { appId: FIRST_PARTY.syncFabric };
  const made = await lagging.graph(token, "/v1.0/servicePrincipals", { method: "POST", json });
  const where = `/v1.0/servicePrincipals/${textAt(made.body, "id")}`;
  expect([(await lagging.graph(token, where)).status, (await lagging.graph(token, where)).status]).toEqual([404, 200]);
  await lagging.close();
});
