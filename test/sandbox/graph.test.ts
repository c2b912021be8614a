import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let now = Date.now();
let app: string;
let reader: string;
let admin: string;

beforeAll(async () => {
  sandbox = await startTestSandbox({ wallClock: () => now });
  [app, reader, admin] = await Promise.all([sandbox.appToken(), sandbox.appToken(undefined, 1), sandbox.userToken()]);
});
beforeEach(() => {
  now += 1000;
});
afterAll(() => sandbox.close());

const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";
const POLICIES = "/v1.0/identity/conditionalAccess/policies";

const newUser = (alias: string, more: object = {}) => ({
  accountEnabled: true,
  displayName: "Service account",
  mailNickname: alias,
  userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
  passwordProfile: { password: "Correct-Horse-7", forceChangePasswordNextSignIn: false },
  ...more,
});

describe("reading", () => {
  test("organization: the password sync's time in beta only", async () => {
    const { body, headers } = await sandbox.graph(app, "/v1.0/organization", {
      headers: { "client-request-id": "c-1" },
    });
    expect(at(body, "value", 0)).toMatchObject({
      displayName: "Contoso",
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: "2023-09-30T21:42:17Z",
    });
    expect(at(body, "value", 0)).not.toHaveProperty("onPremisesLastPasswordSyncDateTime");
    expect(headers).toMatchObject({
      "client-request-id": "c-1",
      "request-id": expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
    });
    const select = "/organization?$select=onPremisesLastPasswordSyncDateTime";
    expect((await sandbox.graph(app, `/v1.0${select}`)).status).toBe(400);
    expect(at((await sandbox.graph(app, `/beta${select}`)).body, "value", 0)).toEqual({
      onPremisesLastPasswordSyncDateTime: "2023-09-30T21:44:02Z",
    });
  });

  test.each(["v1.0", "beta"])("one domain by its name, and what is selected of it: %s", async (version) => {
    const whole = await sandbox.graph(app, `/${version}/domains/contoso.com`);
    expect([whole.status, whole.body]).toMatchObject([200, { id: "contoso.com", isDefault: true, isVerified: true }]);
    expect((await sandbox.graph(app, `/${version}/domains/contoso.com?$select=authenticationType`)).body).toEqual({
      "@odata.context": `https://graph.microsoft.com/${version}/$metadata#domains(authenticationType)/$entity`,
      authenticationType: "Managed",
    });
    const none = await sandbox.graph(app, `/${version}/domains/nowhere.example`);
    expect([none.status, at(none.body, "error", "code")]).toEqual([404, "Request_ResourceNotFound"]);
  });

  test.each(["v1.0", "beta"])("what is selected of the licences: %s", async (version) => {
    const { body } = await sandbox.graph(app, `/${version}/subscribedSkus?$select=skuId,servicePlans`);
    expect(Object.keys(at(body, "value", 0) as object).sort()).toEqual(["servicePlans", "skuId"]);
    const whole = await sandbox.graph(app, `/${version}/subscribedSkus`);
    expect(at(whole.body, "value", 0)).toMatchObject({
      accountId: sandbox.info.tenantId,
      id: expect.stringContaining("_") as string,
    });
    expect((await sandbox.graph(app, `/${version}/subscribedSkus?$select=un-known`)).status).toBe(400);
  });

  test("onPremisesSynchronization: who exports in beta only, delegated only", async () => {
    const path = "/directory/onPremisesSynchronization";
    const v1 = await sandbox.graph(admin, `/v1.0${path}`);
    expect(Object.keys(at(v1.body, "value", 0, "configuration") as object)).toEqual(["accidentalDeletionPrevention"]);
    expect(Object.keys(at(v1.body, "value", 0, "features") as object)).toHaveLength(20);
    const beta = await sandbox.graph(admin, `/beta${path}/${sandbox.info.tenantId}`);
    expect(at(beta.body, "configuration")).toMatchObject({
      synchronizationClientVersion: "1.6.16.0",
      currentExportData: { clientMachineName: "AADC-OLD" },
    });
    expect((await sandbox.graph(app, `/v1.0${path}`)).status).toBe(403);
  });

  test("users: defaults, $select, by name, filters, pages", async () => {
    const one = await sandbox.graph(app, "/v1.0/users/ADA.brandt@contoso.com");
    expect(one.body).toMatchObject({ displayName: "Ada Brandt" });
    expect(one.body).not.toHaveProperty("accountEnabled");
    const selected = await sandbox.graph(
      app,
      "/v1.0/users/ada.brandt@contoso.com?$select=accountEnabled,onPremisesSyncEnabled",
    );
    expect(selected.body).toMatchObject({ accountEnabled: true, onPremisesSyncEnabled: true });
    const filter = encodeURIComponent("startswith(userPrincipalName,'Sync_')");
    expect(listAt((await sandbox.graph(app, `/v1.0/users?$filter=${filter}`)).body, "value")).toHaveLength(2);
    const refused = await sandbox.graph(app, "/v1.0/users?$filter=endswith(mail,'x')");
    expect([refused.status, at(refused.body, "error", "code")]).toEqual([400, "Request_UnsupportedQuery"]);
    const names: string[] = [];
    let next: string | undefined = "https://graph.microsoft.com/v1.0/users?$top=4&$select=userPrincipalName";
    let pages = 0;
    while (next !== undefined) {
      const page = await sandbox.send(next, { headers: { authorization: `Bearer ${app}` } });
      for (const user of listAt(page.body, "value")) names.push(textAt(user, "userPrincipalName"));
      const link = at(page.body, "@odata.nextLink");
      next = typeof link === "string" ? link : undefined;
      pages += 1;
    }
    expect([names.length, new Set(names).size, pages]).toEqual([9, 9, 3]);
  });

  test("memberships through groups, and directory roles", async () => {
    const engineer = await sandbox.graph(app, "/v1.0/users/chidi.eze@contoso.com/transitiveMemberOf");
    expect(
      listAt(engineer.body, "value")
        .map((one) => at(one, "displayName"))
        .sort(),
    ).toEqual(["All employees", "Engineering and IT"]);
    const administrator = await sandbox.graph(app, "/v1.0/users/admin@contoso.onmicrosoft.com/transitiveMemberOf");
    expect(listAt(administrator.body, "value")).toMatchObject([
      { "@odata.type": "#microsoft.graph.directoryRole", roleTemplateId: GLOBAL_ADMINISTRATOR },
    ]);
  });

  test("directory roles that are activated, with members", async () => {
    const { body } = await sandbox.graph(
      app,
      `/v1.0/directoryRoles?$filter=roleTemplateId eq '${SYNC_ACCOUNTS}'&$expand=members`,
    );
    expect(listAt(body, "value", 0, "members")).toHaveLength(2);
    const members = await sandbox.graph(app, `/v1.0/directoryRoles(roleTemplateId='${SYNC_ACCOUNTS}')/members`);
    expect(listAt(members.body, "value")).toHaveLength(2);
    const never = await sandbox.graph(
      app,
      `/v1.0/directoryRoles(roleTemplateId='a92aed5d-d78a-4d16-b381-09adb37eb3b0')/members`,
    );
    expect([never.status, at(never.body, "error", "code")]).toEqual([404, "Request_ResourceNotFound"]);
  });

  test("the synchronisation service's principal, to which nothing is assigned", async () => {
    const path = "/v1.0/servicePrincipals(appId='6bf85cfa-ac8a-4be5-b5de-425a0d0dc016')";
    expect((await sandbox.graph(app, path)).body).toMatchObject({
      displayName: "Microsoft Entra AD Synchronization Service",
    });
    expect(listAt((await sandbox.graph(app, `${path}/appRoleAssignedTo`)).body, "value")).toEqual([]);
  });
});

describe("permissions", () => {
  test("an app role that is missing", async () => {
    const answer = await sandbox.graph(reader, "/v1.0/subscribedSkus");
    expect(answer.status).toBe(200);
    const refused = await sandbox.graph(reader, POLICIES);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      error: {
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges to complete the operation.",
        innerError: { "request-id": expect.any(String) as string },
      },
    });
  });

  test("a role that is taken away no longer serves, though the token still names it", async () => {
    const mine = `principalId eq '${textAt((await sandbox.graph(admin, "/v1.0/me")).body, "id")}' and roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`;
    const found = await sandbox.graph(app, `${ASSIGNMENTS}?$filter=${encodeURIComponent(mine)}`);
    const assignment = at(found.body, "value", 0);
    expect((await sandbox.graph(admin, "/beta/directory/onPremisesSynchronization")).status).toBe(200);
    expect((await sandbox.graph(app, `${ASSIGNMENTS}/${textAt(assignment, "id")}`, { method: "DELETE" })).status).toBe(
      204,
    );
    expect((await sandbox.graph(admin, "/beta/directory/onPremisesSynchronization")).status).toBe(403);
    const json = {
      roleDefinitionId: GLOBAL_ADMINISTRATOR,
      principalId: at(assignment, "principalId"),
      directoryScopeId: "/",
    };
    expect((await sandbox.graph(app, ASSIGNMENTS, { method: "POST", json })).status).toBe(201);
  });

  test("no token, no answer", async () => {
    expect((await sandbox.send("https://graph.microsoft.com/v1.0/users")).status).toBe(401);
  });
});

describe("users", () => {
  test("are created, changed and deleted", async () => {
    const created = await sandbox.graph(app, "/v1.0/users", { method: "POST", json: newUser("svc-adconnect") });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty("accountEnabled");
    expect(JSON.stringify(created.body)).not.toMatch(/password/iu);
    const url = `/v1.0/users/${textAt(created.body, "id")}`;
    expect((await sandbox.graph(app, url, { method: "PATCH", json: { accountEnabled: false } })).status).toBe(204);
    expect((await sandbox.graph(app, `${url}?$select=accountEnabled`)).body).toMatchObject({ accountEnabled: false });
    expect((await sandbox.graph(app, url, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, url)).status).toBe(404);
  });

  test("with a name that is taken are refused, and the other is named", async () => {
    const other = await sandbox.graph(app, "/v1.0/users/admin@contoso.onmicrosoft.com");
    const answer = await sandbox.graph(app, "/v1.0/users", { method: "POST", json: newUser("Admin") });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: {
        code: "Request_BadRequest",
        details: [
          { code: "ObjectConflict", target: "userPrincipalName" },
          { code: "ConflictingObjects", target: `User_${textAt(other.body, "id")}` },
        ],
      },
    });
  });

  test.each([
    ["a weak password", { passwordProfile: { password: "alllowercase" } }, "password complexity"],
    ["a domain of somebody else", { userPrincipalName: "svc@fabrikam.com" }, "verified domain"],
    ["no display name", { displayName: undefined }, "displayName"],
  ])("with %s are refused", async (_, change, message) => {
    const answer = await sandbox.graph(app, "/v1.0/users", { method: "POST", json: newUser("svc-x", change) });
    expect(answer.status).toBe(400);
    expect(textAt(answer.body, "error", "message")).toContain(message);
  });

  test("that are synchronised keep what the local directory masters", async () => {
    const answer = await sandbox.graph(app, "/v1.0/users/ada.brandt@contoso.com", {
      method: "PATCH",
      json: { displayName: "X" },
    });
    expect(answer.status).toBe(400);
  });
});

describe("role assignments", () => {
  test("are made once, listed and removed", async () => {
    const user = textAt((await sandbox.graph(app, "/v1.0/users/dana.fischer@contoso.com")).body, "id");
    const json = {
      "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
      roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
      principalId: user,
      directoryScopeId: "/",
    };
    const made = await sandbox.graph(app, ASSIGNMENTS, { method: "POST", json });
    expect(made.status).toBe(201);
    const again = await sandbox.graph(app, ASSIGNMENTS, { method: "POST", json });
    expect([again.status, at(again.body, "error", "code")]).toEqual([400, "Request_BadRequest"]);
    expect(textAt(again.body, "error", "message")).toContain("A conflicting object");
    const filter = `(roleDefinitionId eq '${SYNC_ACCOUNTS}' or roleDefinitionId eq '${HYBRID_IDENTITY_ADMINISTRATOR}') and principalId eq '${user}'`;
    const listed = await sandbox.graph(app, `${ASSIGNMENTS}?$expand=principal&$filter=${encodeURIComponent(filter)}`);
    expect(listAt(listed.body, "value")).toMatchObject([
      { principal: { "@odata.type": "#microsoft.graph.user", displayName: "Dana Fischer" } },
    ]);
    const url = `${ASSIGNMENTS}/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, url, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, url, { method: "DELETE" })).status).toBe(404);
  });

  test("for nobody are refused", async () => {
    const json = {
      roleDefinitionId: SYNC_ACCOUNTS,
      principalId: "00000000-0000-4000-8000-000000000000",
      directoryScopeId: "/",
    };
    expect((await sandbox.graph(app, ASSIGNMENTS, { method: "POST", json })).status).toBe(404);
  });
});

describe("Conditional Access", () => {
  async function firstPolicy() {
    const { body } = await sandbox.graph(app, POLICIES);
    now += 1000;
    return at(body, "value", 0);
  }
  async function patch(json: unknown) {
    const answer = await sandbox.graph(app, `${POLICIES}/${textAt(before, "id")}`, { method: "PATCH", json });
    now += 1000;
    return answer;
  }
  let before: unknown;
  beforeEach(async () => {
    before = await firstPolicy();
  });

  test("one request per second for the whole tenant, without Retry-After", async () => {
    expect((await sandbox.graph(app, POLICIES)).status).toBe(200);
    now += 900;
    const throttled = await sandbox.graph(admin, POLICIES);
    expect(throttled.status).toBe(429);
    expect(throttled.headers).not.toHaveProperty("retry-after");
    now += 1000;
    expect((await sandbox.graph(admin, POLICIES)).status).toBe(200);
  });

  test("arrays are replaced, objects merged, everything else stays", async () => {
    const answer = await patch({ conditions: { users: { excludeRoles: [SYNC_ACCOUNTS] } } });
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    const after = await firstPolicy();
    const users = at(before, "conditions", "users") as object;
    const conditions = at(before, "conditions") as object;
    expect(after).toEqual({
      ...(before as object),
      conditions: { ...conditions, users: { ...users, excludeRoles: [SYNC_ACCOUNTS] } },
      modifiedDateTime: at(after, "modifiedDateTime"),
    });
    expect(at(after, "modifiedDateTime")).not.toBe(at(before, "modifiedDateTime"));
    await patch({ conditions: { users: { excludeRoles: [] } }, description: "x" });
    await patch({ description: null });
    expect(await firstPolicy()).toMatchObject({ description: null, conditions: { users: { excludeRoles: [] } } });
  });

  test.each([
    ["an unknown property", { conditions: { users: { excludeRole: [] } } }],
    ["an unknown state", { state: "on" }],
    ["a text for a list", { conditions: { users: { excludeRoles: SYNC_ACCOUNTS } } }],
    ["null for a list", { conditions: { users: { excludeRoles: null } } }],
    ["a name inherited from Object", { constructor: {} }],
  ])("%s is error 1007, and nothing has changed", async (_, json) => {
    const answer = await patch(json);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "BadRequest"]);
    expect(textAt(answer.body, "error", "message")).toMatch(/^1007: /u);
    expect(await firstPolicy()).toEqual(before);
  });
});

test("what is not implemented says so", async () => {
  for (const path of ["/v1.0/me/messages", "/v1.0/users?$search=x", "/v1.0/users?$select=aboutMe"]) {
    const answer = await sandbox.graph(app, path);
    expect([path, answer.status, at(answer.body, "error", "code")]).toEqual([path, 501, "NotImplemented"]);
  }
});

test.each([
  "/v1.0/users/$count",
  "/v1.0/users/delta",
  "/v1.0/groups/delta",
  "/v1.0/directoryRoles/delta",
  "/v1.0/directory/deletedItems/microsoft.graph.device",
  "/v1.0/identity/conditionalAccess/policies/$count",
])("%s is no object that was not found, but not implemented", async (where) => {
  const { status, body } = await sandbox.graph(await sandbox.userToken(), where);
  expect([status, at(body, "error", "code")]).toEqual([501, "NotImplemented"]);
});

test("a refusal, too, says what it cost and who answered", async () => {
  const { status, headers } = await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${crypto.randomUUID()}`);
  expect([status, headers["x-ms-resource-unit"]]).toEqual([404, "1"]);
  expect(headers["x-ms-ags-diagnostic"]).toContain("ServerInfo");
});
