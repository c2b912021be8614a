// Organisational contacts, and directory objects by their ids.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["/v1.0", "/beta"] as const;
const NOBODY = "00000000-0000-4000-8000-000000000000";
const EMPLOYEES = "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";
const SUPPLIER = "3c5f8b20-91c7-4e5a-b0d4-2f7c5e1a9801";
const CLOUD_CONTACT = "3c5f8b20-91c7-4e5a-b0d4-2f7c5e1a9802";

let sandbox: TestSandbox;
let app: string;

const get = (path: string) => sandbox.graph(app, path);
const post = (path: string, json: unknown) => sandbox.graph(app, path, { method: "POST", json });
const filtered = (filter: string) => `/v1.0/contacts?$filter=${encodeURIComponent(filter)}`;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    withAllPermissions(tenant);
    const contact = {
      displayName: "Supplier, Ltd",
      givenName: null,
      surname: "O'Neil",
      companyName: "Supplier",
      department: null,
      jobTitle: null,
      mail: "sales@supplier.example",
      mailNickname: "supplier",
      proxyAddresses: ["SMTP:sales@supplier.example"],
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: "2024-03-01T10:00:00Z",
      serviceProvisioningErrors: [],
      onPremisesProvisioningErrors: [],
    };
    tenant.contacts.push(
      {
        ...contact,
        id: SUPPLIER,
        onPremisesProvisioningErrors: [
          {
            category: "PropertyConflict",
            occurredDateTime: "2024-03-01T10:00:00Z",
            propertyCausingError: "ProxyAddress",
            value: "smtp:sales@supplier.example",
          },
        ],
      },
      { ...contact, id: CLOUD_CONTACT, displayName: "Cloud", surname: null, onPremisesSyncEnabled: null },
    );
  });
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

describe("contacts", () => {
  test.each(VERSIONS)("are listed and read: %s", async (version) => {
    const list = await get(`${version}/contacts?$top=1`);
    expect(listAt(list.body, "value")).toHaveLength(1);
    expect(list.body).toHaveProperty("@odata.nextLink");
    expect((await get(`${version}/contacts/${SUPPLIER}`)).body).toMatchObject({
      displayName: "Supplier, Ltd",
      addresses: [],
      phones: [],
    });
    expect((await get(`${version}/contacts/${NOBODY}`)).status).toBe(404);
  });

  test.each([
    ["displayName eq 'cloud'", [CLOUD_CONTACT]],
    ["surname eq 'O''Neil'", [SUPPLIER]],
    ["onPremisesSyncEnabled eq true", [SUPPLIER]],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", [SUPPLIER]],
    ["startswith(mail,'nobody')", []],
  ])("%s", async (filter, ids) => {
    expect(listAt((await get(filtered(filter))).body, "value").map((one) => at(one, "id"))).toEqual(ids);
  });

  test.each([
    ["eq 0", [CLOUD_CONTACT]],
    ["ne 0", [SUPPLIER]],
  ])("onPremisesProvisioningErrors/$count %s is an advanced query", async (condition, ids) => {
    const url = `${filtered(`onPremisesProvisioningErrors/$count ${condition}`)}&$count=true`;
    const { body } = await sandbox.graph(app, url, { headers: { consistencylevel: "eventual" } });
    expect(listAt(body, "value").map((one) => at(one, "id"))).toEqual(ids);
    const plain = await get(url);
    expect([plain.status, at(plain.body, "error", "code")]).toEqual([400, "Request_UnsupportedQuery"]);
  });
});

describe("directory objects", () => {
  test.each(VERSIONS)("of each kind are found by id, with their type: %s", async (version) => {
    const principal = textAt((await get("/v1.0/servicePrincipals?$top=1")).body, "value", 0, "id");
    const application = textAt((await get("/v1.0/applications?$top=1")).body, "value", 0, "id");
    const role = textAt((await get("/v1.0/directoryRoles")).body, "value", 0, "id");
    const user = textAt((await get("/v1.0/users/ada.brandt@contoso.com")).body, "id");
    for (const [id, type] of [
      [user, "user"],
      [EMPLOYEES, "group"],
      [SUPPLIER, "orgContact"],
      [principal, "servicePrincipal"],
      [application, "application"],
      [role, "directoryRole"],
    ] as const) {
      const { status, body } = await get(`${version}/directoryObjects/${id}`);
      expect([status, at(body, "@odata.type"), at(body, "id")]).toEqual([200, `#microsoft.graph.${type}`, id]);
    }
    expect((await get(`${version}/directoryObjects/${NOBODY}`)).status).toBe(404);
  });

  test.each(VERSIONS)("are fetched by their ids, of the kinds asked for: %s", async (version) => {
    const path = `${version}/directoryObjects/getByIds`;
    const all = await post(path, { ids: [EMPLOYEES, SUPPLIER.toUpperCase(), NOBODY, EMPLOYEES] });
    expect(listAt(all.body, "value").map((one) => at(one, "id"))).toEqual([EMPLOYEES, SUPPLIER]);
    const groups = await post(`${path}?$select=displayName`, { ids: [EMPLOYEES, SUPPLIER], types: ["group"] });
    expect(groups.body).toEqual({
      "@odata.context": `https://graph.microsoft.com${version}/$metadata#directoryObjects(displayName)`,
      value: [{ "@odata.type": "#microsoft.graph.group", displayName: "All employees" }],
    });
  });

  test.each([
    ["no ids", {}],
    ["an id that is none", { ids: ["x"] }],
    ["a number", { ids: [7] }],
    ["1001 ids", { ids: Array.from({ length: 1001 }, () => NOBODY) }],
    ["a megabyte", { ids: ["x".repeat(1_000_000)] }],
    ["an unknown type", { ids: [NOBODY], types: ["ship"] }],
    ["types that are no list", { ids: [NOBODY], types: "user" }],
  ])("%s is refused", async (_, json) => {
    const answer = await post("/v1.0/directoryObjects/getByIds", json);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "Request_BadRequest"]);
  });
});
