// What requests of the directory cost, and whose budget they are charged to.
import { afterAll, beforeAll, expect, test } from "vitest";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const EMPLOYEES = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";

let sandbox: TestSandbox;
let app: string;
let now = Date.parse("2026-11-22T08:00:00Z");

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => withAllPermissions(tenant), { wallClock: () => now });
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

const costOf = async (path: string, json?: unknown) => {
  const options = json === undefined ? {} : ({ method: "POST", json } as const);
  const { status, headers } = await sandbox.graph(app, path, options);
  return [status, headers["x-ms-resource-unit"]];
};

test.each([
  ["users", "2"],
  ["users?$select=id", "1"],
  ["users/ada.brandt@contoso.com", "1"],
  ["users/ada.brandt@contoso.com/memberOf", "2"],
  ["users/ada.brandt@contoso.com/transitiveMemberOf", "2"],
  ["users/ada.brandt@contoso.com/licenseDetails", "2"],
  ["applications", "2"],
  ["oauth2PermissionGrants", "2"],
  ["subscribedSkus", "3"],
  ["subscribedSkus?$select=skuId", "2"],
  [`groups/${EMPLOYEES}/members`, "3"],
  [`groups/${EMPLOYEES}/members?$select=id&$top=5`, "1"],
  [`groups/${EMPLOYEES}/transitiveMembers`, "5"],
  ["directoryRoles", "1"],
  ["directoryRoles?$expand=members", "2"],
  ["organization", "1"],
])("%s costs %s", async (path, cost) => {
  for (const version of ["v1.0", "beta"]) expect(await costOf(`/${version}/${path}`)).toEqual([200, cost]);
});

test("objects by their ids cost 5, and with $select 2", async () => {
  const path = "/v1.0/directoryObjects/getByIds";
  expect(await costOf(path, { ids: [EMPLOYEES] })).toEqual([200, "5"]);
  expect(await costOf(`${path}?$select=id`, { ids: [EMPLOYEES] })).toEqual([200, "2"]);
});

test("an application's role assignments cost 2, those to it 1", async () => {
  const { body } = await sandbox.graph(app, "/v1.0/servicePrincipals?$top=1");
  const path = `/v1.0/servicePrincipals/${textAt(body, "value", 0, "id")}`;
  expect(await costOf(`${path}/appRoleAssignments`)).toEqual([200, "2"]);
  expect(await costOf(`${path}/appRoleAssignedTo`)).toEqual([200, "1"]);
});

test("signInActivity is shown ten times a minute", async () => {
  const path = "/v1.0/users?$select=id,signInActivity";
  for (let count = 0; count < 10; count += 1) expect((await sandbox.graph(app, path)).status).toBe(200);
  const refused = await sandbox.graph(app, path);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "60"]);
  const byActivity = encodeURIComponent("signInActivity/lastSignInDateTime ge 2026-01-01T00:00:00Z");
  expect((await sandbox.graph(app, `/v1.0/users?$filter=${byActivity}`)).status).toBe(429);
  const others = await sandbox.graph(app, "/v1.0/users?$select=id");
  expect([others.status, listAt(others.body, "value").length > 0]).toEqual([200, true]);
  now += 60_000;
  const again = await sandbox.graph(app, path);
  expect([again.status, at(again.body, "error")]).toEqual([200, undefined]);
});
