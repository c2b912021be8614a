// Groups: listings and filters, writing, members, and who may.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["/v1.0", "/beta"] as const;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const EMPLOYEES = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";
const ENGINEERS = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9802";
const SYNCED = "7f0e5f0a-5d1c-4f43-9a52-5a3a0c6f1b11";
const MAIL_LIST = "7f0e5f0a-5d1c-4f43-9a52-5a3a0c6f1b12";
const ADVANCED = { consistencylevel: "eventual" };

let sandbox: TestSandbox;
let app: string;
let admin: string;
let adminId: string;

const reference = (id: string) => ({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
const get = (path: string, headers = {}) => sandbox.graph(app, path, { headers });
const post = (path: string, json: unknown, token = app) => sandbox.graph(token, path, { method: "POST", json });
const patch = (path: string, json: unknown, token = app) => sandbox.graph(token, path, { method: "PATCH", json });
const remove = (path: string, token = app) => sandbox.graph(token, path, { method: "DELETE" });
const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];
const filtered = (filter: string, more = "") => `/v1.0/groups?$filter=${encodeURIComponent(filter)}${more}`;
const newGroup = (name: string, more: object = {}) => ({
  displayName: name,
  mailEnabled: false,
  mailNickname: name.replaceAll(" ", ""),
  securityEnabled: true,
  ...more,
});
const created = async (name: string, more: object = {}, token = app) =>
  textAt((await post("/v1.0/groups", newGroup(name, more), token)).body, "id");
const idsOf = (body: unknown) => listAt(body, "value").map((one) => textAt(one, "id"));

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    withAllPermissions(tenant);
    const [group] = tenant.groups;
    if (group === undefined) throw new Error("no group");
    const occurredDateTime = "2024-03-01T10:00:00Z";
    tenant.groups.push(
      {
        ...group,
        id: SYNCED,
        displayName: "Synchronised",
        memberIds: [],
        onPremisesSyncEnabled: true,
        onPremisesProvisioningErrors: [
          {
            category: "PropertyConflict",
            occurredDateTime,
            propertyCausingError: "ProxyAddress",
            value: "smtp:a@contoso.com",
          },
        ],
        serviceProvisioningErrors: [
          { createdDateTime: occurredDateTime, isResolved: false, serviceInstance: "exchange/x", errorDetail: "<x/>" },
        ],
      },
      { ...group, id: MAIL_LIST, displayName: "List", memberIds: [], mailEnabled: true, securityEnabled: false },
    );
  });
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  adminId = textAt((await sandbox.graph(admin, "/v1.0/me")).body, "id");
});
afterAll(() => sandbox.close());

describe("reading", () => {
  test.each([
    ["displayName eq 'all EMPLOYEES'", [EMPLOYEES]],
    ["startswith(displayName,'Engineering')", [ENGINEERS]],
    ["onPremisesSyncEnabled eq true", [SYNCED]],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", [SYNCED]],
    ["onPremisesProvisioningErrors/any(o:o/propertyCausingError eq 'UserPrincipalName')", []],
    ["serviceProvisioningErrors/any(e:e/serviceInstance eq 'exchange/x')", [SYNCED]],
    ["mailEnabled eq true", [MAIL_LIST]],
    ["securityEnabled eq false", [MAIL_LIST]],
    ["isAssignableToRole eq true", []],
  ])("%s", async (filter, ids) => {
    expect(idsOf((await get(filtered(filter))).body)).toEqual(ids);
  });

  test("what is not documented is refused, and what needs an advanced query says so", async () => {
    expect(codeOf(await get(filtered("endswith(displayName,'x')")))).toEqual([400, "Request_UnsupportedQuery"]);
    expect(codeOf(await get(filtered("not(mailEnabled eq true)")))).toEqual([400, "Request_UnsupportedQuery"]);
    const advanced = await get(filtered("not(mailEnabled eq true)", "&$count=true"), ADVANCED);
    expect([advanced.status, at(advanced.body, "@odata.count")]).toEqual([200, 3]);
  });

  test("one group, with all that is returned by default and what is selected", async () => {
    const { body } = await get(`/v1.0/groups/${SYNCED}`);
    expect(body).toMatchObject({
      displayName: "Synchronised",
      securityIdentifier: expect.stringMatching(/^S-1-12-1-\d+-\d+-\d+-\d+$/u) as string,
      serviceProvisioningErrors: [
        { "@odata.type": "#microsoft.graph.serviceProvisioningXmlError", errorDetail: "<x/>" },
      ],
    });
    for (const hidden of ["memberIds", "ownerIds", "extensions"]) expect(body).not.toHaveProperty(hidden);
    expect((await get(`/beta/groups/${SYNCED}?$select=displayName`)).body).toEqual({
      "@odata.context": "https://graph.microsoft.com/beta/$metadata#groups(displayName)/$entity",
      displayName: "Synchronised",
    });
    expect(codeOf(await get(`/v1.0/groups/${NOBODY}`))).toEqual([404, "Request_ResourceNotFound"]);
    expect((await get("/beta/groups?$top=1")).body).toHaveProperty("@odata.nextLink");
  });

  test.each(VERSIONS)("members, owners, transitive members and members of one kind: %s", async (version) => {
    const members = await get(`${version}/groups/${EMPLOYEES}/members?$select=id,displayName`);
    expect(listAt(members.body, "value")).toContainEqual({
      "@odata.type": "#microsoft.graph.group",
      id: ENGINEERS,
      displayName: "Engineering and IT",
    });
    expect(listAt(members.body, "value")).toHaveLength(3);
    const users = await get(`${version}/groups/${EMPLOYEES}/members/microsoft.graph.user?$top=1`);
    expect(listAt(users.body, "value")).toHaveLength(1);
    expect(users.body).toHaveProperty("@odata.nextLink");
    expect(at(users.body, "value", 0)).not.toHaveProperty("@odata.type");
    const transitive = await get(`${version}/groups/${EMPLOYEES}/transitiveMembers?$count=true`, ADVANCED);
    expect([listAt(transitive.body, "value").length, at(transitive.body, "@odata.count")]).toEqual([6, 6]);
    expect(listAt((await get(`${version}/groups/${EMPLOYEES}/owners`)).body, "value")).toEqual([]);
    expect(codeOf(await get(`${version}/groups/${EMPLOYEES}/members?$select=nothing`))).toEqual([400, "BadRequest"]);
  });
});

describe("writing", () => {
  test.each(VERSIONS)("creates, changes and deletes: %s", async (version) => {
    const answer = await post(`${version}/groups`, newGroup(`Team ${version.slice(1)}`, { description: "d" }));
    expect(answer.status).toBe(201);
    const path = `${version}/groups/${textAt(answer.body, "id")}`;
    expect((await patch(path, { displayName: "Renamed", description: null })).status).toBe(204);
    expect((await get(path)).body).toMatchObject({ displayName: "Renamed", description: null });
    expect((await remove(path)).status).toBe(204);
    expect((await get(path)).status).toBe(404);
  });

  test.each([
    ["no name", { displayName: undefined }],
    ["an empty name", { displayName: "" }],
    ["a name of 257 characters", { displayName: "x".repeat(257) }],
    ["a megabyte of name", { displayName: "x".repeat(1_000_000) }],
    ["a number for a name", { displayName: 7 }],
    ["a nickname with a space", { mailNickname: "a b" }],
    ["mail without being a Microsoft 365 group", { mailEnabled: true }],
    ["neither mail nor security", { securityEnabled: false }],
    ["a Microsoft 365 group without mail", { groupTypes: ["Unified"] }],
    ["an unknown property", { nonsense: true }],
    ["__proto__", JSON.parse('{"__proto__": {"x": 1}}') as object],
    ["an inherited name", { constructor: {} }],
    ["21 members", { "members@odata.bind": Array.from({ length: 21 }, () => reference(NOBODY)["@odata.id"]) }],
    ["a member that is no reference", { "members@odata.bind": ["x"] }],
  ])("%s is refused", async (_, change) => {
    expect((await post("/v1.0/groups", newGroup("Wrong", change))).status).toBe(400);
  });

  test("names in any writing stand as they are", async () => {
    const name = "قسم 'الهندسة' \u202e <b>";
    const id = await created(name, { mailNickname: "rtl" });
    expect((await get(`/v1.0/groups/${id}`)).body).toMatchObject({ displayName: name });
  });

  test("what is not emulated is answered 501", async () => {
    const dynamic = newGroup("Dynamic", { groupTypes: ["DynamicMembership"] });
    expect((await post("/v1.0/groups", dynamic)).status).toBe(501);
    expect((await post("/v1.0/groups", newGroup("Rule", { membershipRule: "x" }))).status).toBe(501);
  });

  test("a Microsoft 365 group has an address, public unless said otherwise", async () => {
    const unified = { mailEnabled: true, securityEnabled: false, groupTypes: ["Unified"] };
    const { status, body } = await post("/v1.0/groups", newGroup("Unified", unified));
    expect([status, at(body, "mail"), at(body, "visibility")]).toEqual([201, "Unified@contoso.com", "Public"]);
    expect((await post("/v1.0/groups", newGroup("Unified", unified))).status).toBe(400);
  });

  test("a group of the forest is changed there", async () => {
    expect((await patch(`/v1.0/groups/${SYNCED}`, { displayName: "x" })).status).toBe(400);
    expect((await post(`/v1.0/groups/${SYNCED}/members/$ref`, reference(adminId))).status).toBe(400);
  });

  test("a distribution group is deleted for good, another can be restored", async () => {
    expect((await remove(`/v1.0/groups/${MAIL_LIST}`)).status).toBe(204);
    const id = await created("Short lived");
    expect((await remove(`/v1.0/groups/${id}`)).status).toBe(204);
    await sandbox.running.stop();
    const restarted = await startTestSandbox({ dir: sandbox.dir });
    const token = await restarted.appToken();
    for (const gone of [id, MAIL_LIST]) expect((await restarted.graph(token, `/v1.0/groups/${gone}`)).status).toBe(404);
    await restarted.running.stop();
    await restarted.agent.destroy();
    const deleted = (await readSandboxState(sandbox.dir))?.state.tenants[0]?.deletedGroups.map((one) => one.group.id);
    expect(deleted).toContain(id);
    expect(deleted).not.toContain(MAIL_LIST);
    sandbox = await startTestSandbox({ dir: sandbox.dir });
    [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  });
});

describe("members and owners", () => {
  test.each(VERSIONS)("are added and removed by reference: %s", async (version) => {
    const id = await created(`References ${version.slice(1)}`);
    for (const list of ["members", "owners"]) {
      const path = `${version}/groups/${id}/${list}`;
      expect((await post(`${path}/$ref`, reference(adminId))).status).toBe(204);
      const twice = await post(`${path}/$ref`, reference(adminId));
      expect([twice.status, at(twice.body, "error", "message")]).toEqual([
        400,
        `One or more added object references already exist for the following modified properties: '${list}'.`,
      ]);
      expect(idsOf((await get(path)).body)).toEqual([adminId]);
      expect((await remove(`${path}/${adminId.toUpperCase()}/$ref`)).status).toBe(204);
      expect((await remove(`${path}/${adminId}/$ref`)).status).toBe(404);
      expect(idsOf((await get(path)).body)).toEqual([]);
    }
  });

  test.each([
    ["nobody", reference(NOBODY), 404],
    ["another host", { "@odata.id": `https://example.com/v1.0/users/${NOBODY}` }, 400],
    ["no link", { "@odata.id": 7 }, 400],
    ["no id", { "@odata.id": "https://graph.microsoft.com/v1.0/users/x" }, 400],
    ["nothing", {}, 400],
    ["a list", [], 400],
  ])("a reference to %s is refused", async (_, json, status) => {
    expect((await post(`/v1.0/groups/${EMPLOYEES}/members/$ref`, json)).status).toBe(status);
  });

  test("members and owners can be named when the group is made", async () => {
    const bound = (id: string) => [reference(id)["@odata.id"]];
    const id = await created("Bound", { "members@odata.bind": bound(ENGINEERS), "owners@odata.bind": bound(adminId) });
    expect(idsOf((await get(`/v1.0/groups/${id}/members`)).body)).toEqual([ENGINEERS]);
    expect(idsOf((await get(`/v1.0/groups/${id}/owners`)).body)).toEqual([adminId]);
    expect((await patch(`/v1.0/groups/${id}`, { "members@odata.bind": bound(adminId) })).status).toBe(204);
    expect(idsOf((await get(`/v1.0/groups/${id}/members`)).body).sort()).toEqual([ENGINEERS, adminId].sort());
  });

  test("circles of groups are gone through once", async () => {
    const [one, other] = [await created("Circle one"), await created("Circle two")];
    await post(`/v1.0/groups/${one}/members/$ref`, reference(other));
    await post(`/v1.0/groups/${other}/members/$ref`, reference(one));
    expect(idsOf((await get(`/v1.0/groups/${one}/transitiveMembers`)).body)).toEqual([other]);
  });
});

describe("groups that roles can be assigned to", () => {
  const assignable = { isAssignableToRole: true };

  test("are private for ever, and take no groups in", async () => {
    const id = await created("Roles", assignable);
    expect((await get(`/v1.0/groups/${id}`)).body).toMatchObject({ isAssignableToRole: true, visibility: "Private" });
    expect((await patch(`/v1.0/groups/${id}`, { isAssignableToRole: false })).status).toBe(400);
    expect((await post(`/v1.0/groups/${id}/members/$ref`, reference(ENGINEERS))).status).toBe(400);
    expect((await post(`/v1.0/groups/${EMPLOYEES}/members/$ref`, reference(id))).status).toBe(400);
    expect((await post(`/v1.0/groups/${id}/members/$ref`, reference(adminId))).status).toBe(204);
  });

  test("need the permission for roles, and of users the role", async () => {
    const limited = await startWithTenant((tenant) => {
      withAllPermissions(tenant, ["RoleManagement.ReadWrite.Directory"]);
    });
    const token = await limited.appToken();
    const json = newGroup("Roles", assignable);
    expect((await limited.graph(token, "/v1.0/groups", { method: "POST", json })).status).toBe(403);
    expect((await limited.graph(token, "/v1.0/groups", { method: "POST", json: newGroup("Plain") })).status).toBe(201);
    await limited.close();
    const id = await created("Roles of users", assignable);
    await asRoleHolder(ROLE.groupsAdministrator, async () => {
      expect((await post("/v1.0/groups", json, admin)).status).toBe(403);
      expect((await post(`/v1.0/groups/${id}/members/$ref`, reference(adminId), admin)).status).toBe(403);
      expect((await patch(`/v1.0/groups/${EMPLOYEES}`, { description: "x" }, admin)).status).toBe(204);
    });
    await asRoleHolder(ROLE.privilegedRoleAdministrator, async () => {
      expect((await post(`/v1.0/groups/${id}/members/$ref`, reference(adminId), admin)).status).toBe(204);
      expect((await patch(`/v1.0/groups/${EMPLOYEES}`, { description: "y" }, admin)).status).toBe(403);
    });
  });

  test("a user without a role makes groups of their own", async () => {
    await asRoleHolder(ROLE.reportsReader, async () => {
      const id = await created("Own", {}, admin);
      expect((await patch(`/v1.0/groups/${id}`, { description: "mine" }, admin)).status).toBe(204);
      expect(idsOf((await get(`/v1.0/groups/${id}/owners`)).body)).toEqual([adminId]);
    });
  });

  test("need Microsoft Entra ID P1", async () => {
    const free = await startWithTenant((tenant) => {
      withAllPermissions(tenant);
      tenant.subscribedSkus = [];
    });
    const json = newGroup("Roles", assignable);
    expect((await free.graph(await free.appToken(), "/v1.0/groups", { method: "POST", json })).status).toBe(403);
    await free.close();
  });
});

test("a new group is seen late where replication lags", async () => {
  const lagging = await startWithTenant(withAllPermissions, { lags: { group: { reads: 2 } } });
  const token = await lagging.appToken();
  const made = await lagging.graph(token, "/v1.0/groups", { method: "POST", json: newGroup("Late") });
  const path = `/v1.0/groups/${textAt(made.body, "id")}`;
  const statuses = [];
  for (let read = 0; read < 3; read += 1) statuses.push((await lagging.graph(token, path)).status);
  expect(statuses).toEqual([404, 404, 200]);
  await lagging.close();
});

/** The administrator holds this role instead of Global Administrator while `work` runs. */
async function asRoleHolder(roleDefinitionId: string, work: () => Promise<void>): Promise<void> {
  const path = "/v1.0/roleManagement/directory/roleAssignments";
  const filter = encodeURIComponent(`principalId eq '${adminId}'`);
  const held = listAt((await get(`${path}?$filter=${filter}`)).body, "value");
  const json = { roleDefinitionId, principalId: adminId, directoryScopeId: "/" };
  const given = textAt((await post(path, json)).body, "id");
  for (const one of held) await remove(`${path}/${textAt(one, "id")}`);
  try {
    await work();
  } finally {
    await post(path, { ...json, roleDefinitionId: ROLE.globalAdministrator });
    await remove(`${path}/${given}`);
  }
}
