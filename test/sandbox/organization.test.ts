// The tenant itself: organization, domains, licences, in both versions.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantOnly } from "./granted.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

let sandbox: TestSandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startTestSandbox({ dir: await preparedFolder(), scenario: "contoso-v1" });
  token = await sandbox.userToken();
});
afterAll(() => sandbox.close());

const get = (where: string) => sandbox.graph(token, where);

describe.each(["v1.0", "beta"])("%s", (version) => {
  test("the organization, listed and by its id", async () => {
    const listed = await get(`/${version}/organization`);
    expect(listAt(listed.body, "value")).toHaveLength(1);
    const id = sandbox.info.tenantId;
    const one = await get(`/${version}/organization/${id}`);
    expect(one.body).toMatchObject({ id, displayName: "Contoso", onPremisesSyncEnabled: true });
    expect((await get(`/${version}/organization/${crypto.randomUUID()}`)).status).toBe(404);
  });

  test("the last password sync is told in beta only", async () => {
    const { status, body } = await get(`/${version}/organization?$select=id,onPremisesLastPasswordSyncDateTime`);
    if (version === "v1.0") expect([status, at(body, "error", "code")]).toEqual([400, "BadRequest"]);
    else expect(listAt(body, "value")[0]).toHaveProperty("onPremisesLastPasswordSyncDateTime", "2023-09-30T21:44:02Z");
  });

  test("domains: the initial one and the default one", async () => {
    const domains = listAt((await get(`/${version}/domains`)).body, "value");
    expect(domains.map((one) => [at(one, "id"), at(one, "isInitial"), at(one, "isDefault")])).toEqual([
      ["contoso.onmicrosoft.com", true, false],
      ["contoso.com", false, true],
    ]);
    const selected = listAt((await get(`/${version}/domains?$select=id`)).body, "value");
    expect(selected).toEqual([{ id: "contoso.onmicrosoft.com" }, { id: "contoso.com" }]);
  });

  test("licences", async () => {
    const [sku] = listAt((await get(`/${version}/subscribedSkus`)).body, "value");
    expect(sku).toMatchObject({ skuPartNumber: "AAD_PREMIUM", capabilityStatus: "Enabled" });
  });
});

test.each(["User.Read", "User.Read.All"])(
  "with %s the organization's name is told, and nothing else",
  async (scope) => {
    const limited = await startWithTenant((tenant) => {
      grantOnly(tenant, 0, [scope]);
    });
    const answer = await limited.graph(await limited.userToken(), "/v1.0/organization");
    const application = await limited.graph(await limited.appToken(), "/v1.0/organization");
    await limited.close();
    const [one] = listAt(answer.body, "value");
    expect(one).toMatchObject({ displayName: "Contoso", createdDateTime: null, onPremisesSyncEnabled: null });
    expect(at(one, "assignedPlans")).toEqual([]);
    expect(listAt(one, "verifiedDomains")).toHaveLength(2);
    expect(application.status).toBe(scope === "User.Read" ? 403 : 200);
  },
);
