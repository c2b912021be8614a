// Role definitions, role assignments and directoryRoles.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const HYBRID = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const REPORTS_READER = "4a5d8f65-41da-4de4-8968-e035b65339cf";
const SECURITY_READER = "5d6b6bb7-de71-4623-b4af-96380a352509";
const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const NOBODY = "00000000-0000-4000-8000-000000000000";
const MANAGEMENT = "/v1.0/roleManagement/directory";
const ASSIGNMENTS = `${MANAGEMENT}/roleAssignments`;
const VERSIONS = ["v1.0", "beta"] as const;

let sandbox: TestSandbox;
let app: string;
let dana: string;
const roleGroup = "7f0e5f0a-5d1c-4f43-9a52-5a3a0c6f1b01";
const plainGroup = "7f0e5f0a-5d1c-4f43-9a52-5a3a0c6f1b02";

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    for (const [id, isAssignableToRole] of [
      [roleGroup, true],
      [plainGroup, null],
    ] as const) {
      tenant.groups.push({
        id,
        displayName: id,
        description: null,
        mail: null,
        mailNickname: id.slice(-4),
        mailEnabled: false,
        securityEnabled: true,
        isAssignableToRole,
        groupTypes: [],
        createdDateTime: "2024-01-01T00:00:00Z",
        memberIds: [],
        ownerIds: [],
        proxyAddresses: [],
        onPremisesSyncEnabled: null,
        onPremisesLastSyncDateTime: null,
        onPremisesProvisioningErrors: [],
        serviceProvisioningErrors: [],
        extensions: [],
      });
    }
  });
  app = await sandbox.appToken();
  dana = textAt((await sandbox.graph(app, "/v1.0/users/dana.fischer@contoso.com")).body, "id");
});
afterAll(() => sandbox.close());

const filtered = (path: string, filter: string, more = "") => `${path}?$filter=${encodeURIComponent(filter)}${more}`;
const assign = (change: object = {}, path = ASSIGNMENTS) =>
  sandbox.graph(app, path, {
    method: "POST",
    json: { roleDefinitionId: HYBRID, principalId: dana, directoryScopeId: "/", ...change },
  });

describe("role definitions", () => {
  test("are listed and found, in both versions; which are privileged is told in beta alone", async () => {
    for (const version of VERSIONS) {
      const base = `/${version}/roleManagement/directory/roleDefinitions`;
      const all = listAt((await sandbox.graph(app, base)).body, "value");
      expect(all.length).toBeGreaterThan(40);
      expect(all.some((one) => at(one, "isPrivileged") !== undefined)).toBe(version === "beta");
      const one = await sandbox.graph(app, `${base}/${HYBRID}?$select=displayName`);
      expect(one.body).toMatchObject({ displayName: "Hybrid Identity Administrator" });
      for (const name of ["id", "description"]) expect(one.body).not.toHaveProperty(name);
    }
  });

  test.each([
    [`templateId eq '${HYBRID}'`, 1],
    ["displayName eq 'Global Administrator'", 1],
    ["displayName eq 'Global Administrator' or displayName eq 'Global Reader'", 2],
    ["startswith(displayName,'Privileged ')", 2],
    ["displayName eq 'Sovereign'", 0],
  ])("filter %s", async (filter, count) => {
    const found = await sandbox.graph(app, filtered(`${MANAGEMENT}/roleDefinitions`, filter));
    expect(listAt(found.body, "value")).toHaveLength(count);
  });

  test("isPrivileged cannot be asked for in v1.0", async () => {
    const definitions = "roleManagement/directory/roleDefinitions";
    expect((await sandbox.graph(app, filtered(`/v1.0/${definitions}`, "isPrivileged eq true"))).status).toBe(400);
    expect((await sandbox.graph(app, filtered(`/beta/${definitions}`, "isPrivileged eq true"))).status).toBe(200);
  });
});

describe("role assignments", () => {
  test.each(VERSIONS)("are made, found, expanded and removed (%s)", async (version) => {
    const path = `/${version}/roleManagement/directory/roleAssignments`;
    const made = await assign({}, path);
    expect([made.status, at(made.body, "principalId")]).toEqual([201, dana]);
    const mine = `principalId eq '${dana}' and roleDefinitionId eq '${HYBRID}'`;
    for (const [expand, name] of [
      ["principal", "Dana Fischer"],
      ["roleDefinition", "Hybrid Identity Administrator"],
    ] as const) {
      const listed = await sandbox.graph(app, filtered(path, mine, `&$expand=${expand}`));
      expect(at(listed.body, "value", 0, expand, "displayName")).toBe(name);
    }
    const one = `${path}/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, `${one}?$expand=roleDefinition`)).body).toMatchObject({ roleDefinition: {} });
    expect((await sandbox.graph(app, `${one}?$expand=principal,roleDefinition`)).status).toBe(400);
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(404);
    expect(listAt((await sandbox.graph(app, filtered(path, mine))).body, "value")).toEqual([]);
  });

  test("come in pages", async () => {
    const first = await sandbox.graph(app, `${ASSIGNMENTS}?$top=3`);
    expect(listAt(first.body, "value")).toHaveLength(3);
    const next = new URL(textAt(first.body, "@odata.nextLink"));
    expect(listAt((await sandbox.graph(app, next.pathname + next.search)).body, "value").length).toBeGreaterThan(0);
  });

  test("a group needs isAssignableToRole", async () => {
    expect((await assign({ principalId: plainGroup })).status).toBe(400);
    expect((await assign({ principalId: roleGroup })).status).toBe(201);
  });

  test.each([
    ["nobody", { principalId: NOBODY }, 404, "Request_ResourceNotFound"],
    ["the synchronisation's own role", { roleDefinitionId: SYNC_ACCOUNTS }, 400, "Request_BadRequest"],
    ["an unknown role", { roleDefinitionId: NOBODY }, 400, "Request_BadRequest"],
    ["an administrative unit", { directoryScopeId: `/administrativeUnits/${NOBODY}` }, 501, "NotImplemented"],
    ["no scope", { directoryScopeId: undefined }, 400, "Request_BadRequest"],
    ["a number for the principal", { principalId: 7 }, 400, "Request_BadRequest"],
    ["a property of nobody", { resourceScope: "/" }, 400, "Request_BadRequest"],
    ["a very long role", { roleDefinitionId: "\u202E'x".repeat(100_000) }, 400, "Request_BadRequest"],
    ["a very long principal", { principalId: "'".repeat(1_000_000) }, 404, "Request_ResourceNotFound"],
  ])("are refused for %s", async (_, change, status, code) => {
    const answer = await assign(change);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([status, code]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(1000);
  });

  test("twice are a conflict", async () => {
    expect((await assign({ roleDefinitionId: SECURITY_READER })).status).toBe(201);
    const again = await assign({ roleDefinitionId: SECURITY_READER });
    expect([again.status, at(again.body, "error", "message")]).toEqual([
      400,
      "A conflicting object with one or more of the specified property values is present in the directory.",
    ]);
  });

  test("the last Global Administrator stays", async () => {
    const filter = filtered(ASSIGNMENTS, `roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`);
    const ids = listAt((await sandbox.graph(app, filter)).body, "value").map((one) => textAt(one, "id"));
    const statuses: number[] = [];
    for (const id of ids) {
      statuses.push((await sandbox.graph(app, `${ASSIGNMENTS}/${id}`, { method: "DELETE" })).status);
    }
    expect(statuses).toEqual([...ids.slice(1).map(() => 204), 400]);
  });
});

describe("directoryRoles", () => {
  test.each(VERSIONS)("are activated once, take members and lose them (%s)", async (version) => {
    const base = `/${version}/directoryRoles`;
    const template = version === "beta" ? REPORTS_READER : "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    const byTemplate = `${base}(roleTemplateId='${template}')`;
    expect((await sandbox.graph(app, byTemplate)).status).toBe(404);
    expect((await sandbox.graph(app, `${byTemplate}/members`)).status).toBe(404);
    const json = { roleTemplateId: template };
    const made = await sandbox.graph(app, base, { method: "POST", json });
    expect([made.status, at(made.body, "roleTemplateId")]).toEqual([201, template]);
    expect((await sandbox.graph(app, base, { method: "POST", json })).status).toBe(400);
    const one = `${base}/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, one)).body).toEqual(
      expect.objectContaining({ roleTemplateId: template, deletedDateTime: null }) as unknown,
    );
    const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${dana}` };
    const add = { method: "POST", json: reference } as const;
    expect((await sandbox.graph(app, `${one}/members/$ref`, add)).status).toBe(204);
    expect((await sandbox.graph(app, `${one}/members/$ref`, add)).status).toBe(400);
    for (const path of [`${one}/members`, `${byTemplate}/members`]) {
      expect(listAt((await sandbox.graph(app, path)).body, "value")).toMatchObject([{ id: dana }]);
    }
    expect((await sandbox.graph(app, byTemplate)).status).toBe(200);
    const expanded = await sandbox.graph(app, filtered(base, `roleTemplateId eq '${template}'`, "&$expand=members"));
    expect(at(expanded.body, "value", 0, "members", 0, "userPrincipalName")).toBe("dana.fischer@contoso.com");
    const select = (text: string) =>
      sandbox.graph(app, filtered(base, `roleTemplateId eq '${template}'`, `&$expand=${text}`));
    const selected = await select("members($select=id,displayName)");
    expect(at(selected.body, "value", 0, "members")).toEqual([
      { "@odata.type": "#microsoft.graph.user", id: dana, displayName: "Dana Fischer" },
    ]);
    expect((await select("members($select=nothing)")).status).toBe(400);
    expect((await select("members($top=1)")).status).toBe(501);
    expect((await sandbox.graph(app, base)).status).toBe(200);
    const remove = () => sandbox.graph(app, `${one}/members/${dana}/$ref`, { method: "DELETE" });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  });

  test.each([
    ["a link elsewhere", { "@odata.id": "https://graph.microsoft.com/v1.0/nothing" }, 400],
    ["nobody", { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${NOBODY}` }, 404],
    ["no link", {}, 400],
  ])("%s is no member", async (_, json, status) => {
    const roles = await sandbox.graph(app, filtered("/v1.0/directoryRoles", `roleTemplateId eq '${SYNC_ACCOUNTS}'`));
    const path = `/v1.0/directoryRoles/${textAt(roles.body, "value", 0, "id")}/members/$ref`;
    expect((await sandbox.graph(app, path, { method: "POST", json })).status).toBe(status);
  });
});

test("a principal that was created a moment ago may not be known yet", async () => {
  const lagging = await startTestSandbox({ dir: await preparedFolder(), lags: { user: { reads: 2 } } });
  try {
    const token = await lagging.appToken();
    const user = await lagging.graph(token, "/v1.0/users", {
      method: "POST",
      json: {
        accountEnabled: true,
        displayName: "Fresh",
        mailNickname: "fresh",
        userPrincipalName: "fresh@contoso.onmicrosoft.com",
        passwordProfile: { password: "Correct-Horse-7" },
      },
    });
    const json = { roleDefinitionId: HYBRID, principalId: textAt(user.body, "id"), directoryScopeId: "/" };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      statuses.push((await lagging.graph(token, ASSIGNMENTS, { method: "POST", json })).status);
    }
    expect(statuses).toEqual([404, 404, 201]);
  } finally {
    await lagging.close();
  }
});
