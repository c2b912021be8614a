// Azure roles given and taken: at Connect Health, at the subscription, at groups and at resources.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantPermissions } from "../prepared-tenant.js";
import { at, listAt, textAt } from "../sandbox-client.js";
import { ASSIGNMENTS, type AzureSandbox, assign, ROLE, startAzure } from "./azure-tenant.js";

const HEALTH = "/providers/Microsoft.ADHybridHealthService";
const NAME = "0b1f6471-1bf0-4dda-aec3-111122223333";
const SECOND = "0b1f6471-1bf0-4dda-aec3-444455556666";
const GONE = "99999999-9999-4999-8999-999999999999";

let sandbox: AzureSandbox;
let userId = "";

beforeAll(async () => {
  sandbox = await startAzure((tenant) => {
    userId = tenant.users[0]?.id ?? "";
    const owner = tenant.azure.roleAssignments.at(-1)?.principalId ?? "";
    tenant.health.access = [{ principalId: owner, role: "Owner", service: null }];
    const [subscription] = tenant.azure.subscriptions;
    const scope = `/subscriptions/${subscription?.id ?? ""}/resourceGroups/rg`;
    assign(tenant, scope, ROLE.contributor, tenant.servicePrincipals[1]?.id ?? "");
    const ids = ["sites/app", "sites/app/config/web", "sites/app/slots/test/config/web"];
    tenant.azure.resources = ids.map((id) => ({
      body: { id: `${scope}/providers/Microsoft.Web/${id}`, name: id, type: "Microsoft.Web/sites" },
      createdDateTime: "2026-01-12T09:00:00Z",
      changedDateTime: "2026-01-12T09:00:00Z",
    }));
  });
  await sandbox.group("rg");
});
afterAll(() => sandbox.close());

const pathOf = (scope: string, name = "") =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments${name === "" ? "" : `/${name}`}?${ASSIGNMENTS}`;
const assignment = (principalId: string, roleId: string, more: object = {}) => ({
  properties: {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    principalId,
    ...more,
  },
});
const codeOf = ({ status, body }: { readonly status: number; readonly body: unknown }) => [
  status,
  at(body, "error", "code"),
];

const SCOPES: readonly (readonly [string, () => string])[] = [
  ["Connect Health", () => HEALTH],
  ["the subscription", () => sandbox.subscription],
  ["a resource group", () => `${sandbox.subscription}/resourceGroups/rg`],
  ["a resource", () => `${sandbox.subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/app`],
  ["a part of one", () => `${sandbox.subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/app/config/web`],
  [
    "a part of a part",
    () => `${sandbox.subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/app/slots/test/config/web`,
  ],
];

describe.each(SCOPES)("at %s", (_, scopeOf) => {
  test("a role is given, found, listed and taken away", async () => {
    const scope = scopeOf();
    const json = assignment(sandbox.otherId, ROLE.reader, { principalType: "ServicePrincipal" });
    const made = await sandbox.asOwner(pathOf(scope, NAME), { method: "PUT", json });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${NAME}`,
      name: NAME,
      type: "Microsoft.Authorization/roleAssignments",
      properties: { principalId: sandbox.otherId, principalType: "ServicePrincipal", scope },
    });
    expect(textAt(made.body, "properties", "roleDefinitionId")).toMatch(
      new RegExp(`/roleDefinitions/${ROLE.reader}$`, "u"),
    );
    const again = await sandbox.asOwner(pathOf(scope, NAME), { method: "PUT", json });
    expect(again).toMatchObject({ status: 200, body: made.body });
    expect((await sandbox.asOwner(pathOf(scope, NAME))).body).toEqual(made.body);
    const filter = encodeURIComponent(`atScope() and principalId eq '${sandbox.otherId}'`);
    const list = await sandbox.asOwner(`${pathOf(scope)}&$filter=${filter}`);
    expect(listAt(list.body, "value")).toContainEqual(made.body);

    const same = await sandbox.asOwner(pathOf(scope, SECOND), { method: "PUT", json });
    expect(codeOf(same)).toEqual([409, "RoleAssignmentExists"]);
    expect(textAt(same.body, "error", "message")).toContain(NAME.replaceAll("-", ""));
    const other = { method: "PUT", json: assignment(sandbox.otherId, ROLE.contributor) } as const;
    expect(codeOf(await sandbox.asOwner(pathOf(scope, NAME), other))).toEqual([
      400,
      "RoleAssignmentUpdateNotPermitted",
    ]);

    const removed = await sandbox.asOwner(pathOf(scope, NAME), { method: "DELETE" });
    expect(removed).toMatchObject({ status: 200, body: made.body });
    expect((await sandbox.asOwner(pathOf(scope, NAME), { method: "DELETE" })).status).toBe(204);
    expect(codeOf(await sandbox.asOwner(pathOf(scope, NAME)))).toEqual([404, "RoleAssignmentNotFound"]);
  });

  test.each([
    ["a name that is no GUID", "mine", () => assignment(sandbox.otherId, ROLE.reader), 400, "InvalidRoleAssignmentId"],
    ["nobody", NAME, () => assignment(GONE, ROLE.reader), 400, "PrincipalNotFound"],
    [
      "nobody of a type",
      NAME,
      () => assignment(GONE, ROLE.reader, { principalType: "User" }),
      400,
      "PrincipalNotFound",
    ],
    ["a role that is none", NAME, () => assignment(sandbox.otherId, "owner"), 404, "RoleDefinitionDoesNotExist"],
    ["no principal", NAME, () => ({ properties: {} }), 400, "BadRequestFormat"],
    ["no properties", NAME, () => ({}), 400, "BadRequestFormat"],
    [
      "a person as a service principal",
      NAME,
      () => assignment(userId, ROLE.reader, { principalType: "ServicePrincipal" }),
      400,
      "UnmatchedPrincipalType",
    ],
  ])("%s is refused", async (_what, name, json, status, code) => {
    const answer = await sandbox.asOwner(pathOf(scopeOf(), name), { method: "PUT", json: json() });
    expect(codeOf(answer)).toEqual([status, code]);
  });

  test("whoever may not is refused: nothing is said of what is there", async () => {
    const json = assignment(sandbox.otherId, ROLE.owner);
    expect(codeOf(await sandbox.asOther(pathOf(scopeOf(), NAME), { method: "PUT", json }))).toEqual([
      403,
      "AuthorizationFailed",
    ]);
    expect((await sandbox.asOther(pathOf(scopeOf(), NAME), { method: "DELETE" })).status).toBe(403);
  });
});

test("a role of Connect Health opens it, and taken away closes it", async () => {
  const services = `${HEALTH}/services?api-version=2014-01-01`;
  expect((await sandbox.asOther(services)).status).toBe(403);
  const json = assignment(sandbox.otherId, ROLE.healthServiceAdmin, { principalType: "ServicePrincipal" });
  expect((await sandbox.asOwner(pathOf(HEALTH, SECOND), { method: "PUT", json })).status).toBe(201);
  expect((await sandbox.asOther(services)).status).toBe(200);
  // Who holds this role may give others.
  const more = { method: "PUT", json: assignment(userId, ROLE.reader) } as const;
  expect((await sandbox.asOther(pathOf(HEALTH, NAME), more)).status).toBe(201);
  await sandbox.asOwner(pathOf(HEALTH, SECOND), { method: "DELETE" });
  expect((await sandbox.asOther(services)).status).toBe(403);
  const unknown = assignment(sandbox.otherId, ROLE.blobDataOwner);
  expect(codeOf(await sandbox.asOwner(pathOf(HEALTH, SECOND), { method: "PUT", json: unknown }))[1]).toBe(
    "RoleDefinitionDoesNotExist",
  );
});

test("a list shows what is at the scope, above and below it; atScope() not what is below", async () => {
  const group = `${sandbox.subscription}/resourceGroups/rg`;
  const scopes = async (query: string) => {
    const { body } = await sandbox.asOwner(`${pathOf(group)}${query}`);
    return listAt(body, "value").map((one) => textAt(one, "properties", "scope"));
  };
  const site = `${group}/providers/Microsoft.Web/sites/app`;
  const json = assignment(sandbox.otherId, ROLE.reader);
  await sandbox.asOwner(pathOf(site, SECOND), { method: "PUT", json });
  expect(await scopes("")).toEqual(expect.arrayContaining([sandbox.subscription, group, site]));
  expect(await scopes("&$filter=atScope()")).toEqual(expect.not.arrayContaining([site]));
});

test("resources are found by their ids, as deep as they are nested", async () => {
  for (const id of ["sites/app", "sites/app/config/web", "sites/app/slots/test/config/web"]) {
    const where = `${sandbox.subscription}/resourceGroups/rg/providers/Microsoft.Web/${id}`;
    const { status, body } = await sandbox.asOwner(`${where}?api-version=2024-04-01`);
    expect([status, at(body, "id")]).toEqual([200, where]);
  }
});

test("what is not there has no roles", async () => {
  const site = `${sandbox.subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/none`;
  expect(codeOf(await sandbox.asOwner(pathOf(site)))).toEqual([404, "ResourceNotFound"]);
  const group = `${sandbox.subscription}/resourceGroups/none`;
  expect(codeOf(await sandbox.asOwner(pathOf(group)))).toEqual([404, "ResourceGroupNotFound"]);
});

test("a principal that the directory's replicas do not know yet is taken for what the request says it is", async () => {
  const slow = await startAzure(
    (tenant) => {
      const owner = tenant.azure.roleAssignments.at(-1)?.principalId ?? "";
      tenant.health.access.push({ principalId: owner, role: "Owner", service: null });
      grantPermissions(tenant, ["Application.ReadWrite.All"]);
    },
    { lags: { application: { afterMs: 60_000 } } },
  );
  const token = await slow.appToken();
  const appId = "e406a681-f3d4-42a8-90b6-c2b029497af1"; // Azure Storage: known to the tenant from then on.
  const principal = await slow.graph(token, "/v1.0/servicePrincipals", { method: "POST", json: { appId } });
  const id = textAt(principal.body, "id");
  const put = (more: object) =>
    slow.asOwner(pathOf(HEALTH, NAME), { method: "PUT", json: assignment(id, ROLE.reader, more) });
  expect(codeOf(await put({}))).toEqual([400, "PrincipalNotFound"]);
  expect((await put({ principalType: "ServicePrincipal" })).status).toBe(201);
  await slow.asOwner(pathOf(HEALTH, NAME), { method: "DELETE" });
  await slow.advance("2m");
  expect((await put({})).status).toBe(201);
  await slow.close();
});
