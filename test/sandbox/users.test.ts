// Users: listing with filters, one by its key, what they are members of and licensed for, and what may be written.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordSignIn } from "../../src/sandbox/store/sign-in-trail.js";
import { grantOnly } from "./granted.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["v1.0", "beta"] as const;
const EVENTUAL = { headers: { consistencylevel: "eventual" } };
const CONFLICT = {
  category: "PropertyConflict",
  occurredDateTime: "2026-11-01T08:00:00Z",
  propertyCausingError: "ProxyAddress",
  value: "smtp:ada@contoso.com",
};

const SIGN_INS = [
  ["2026-11-01T08:00:00Z", "interactiveUser", 0],
  ["2026-11-02T08:00:00Z", "nonInteractiveUser", 0],
  ["2026-11-03T08:00:00Z", "interactiveUser", 50126],
] as const;

let sandbox: TestSandbox;
let app: string;
let basic: string;
let admin: string;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantOnly(tenant, 0, [
      "User.ReadWrite.All",
      "Directory.Read.All",
      "AuditLog.Read.All",
      "LicenseAssignment.Read.All",
      "User-OnPremisesSyncBehavior.ReadWrite.All",
      "User.Read.All",
    ]);
    grantOnly(tenant, 1, ["User.ReadBasic.All"]);
    const [sku] = tenant.subscribedSkus;
    const ada = tenant.users.find((one) => one.userPrincipalName === "ada.brandt@contoso.com");
    if (ada === undefined || sku === undefined) throw new Error("The scenario has no Ada, or no licence.");
    ada.assignedLicenses = [{ skuId: sku.skuId, disabledPlans: [sku.servicePlans[0]?.servicePlanId ?? ""] }];
    ada.onPremisesProvisioningErrors = [CONFLICT];
    ada.serviceProvisioningErrors = [
      {
        createdDateTime: "2026-11-01T08:00:00Z",
        isResolved: false,
        serviceInstance: "exchange/x",
        errorDetail: "<x/>",
      },
    ];
    for (const [at, eventType, errorCode] of SIGN_INS) {
      const { id, userPrincipalName, displayName } = ada;
      recordSignIn(tenant, {
        at: Date.parse(at),
        eventType,
        who: { kind: "user", id, userPrincipalName, displayName },
        client: { appId: "c", displayName: "c" },
        resource: { appId: "r", displayName: "r" },
        ipAddress: "198.51.100.7",
        errorCode,
      });
    }
    ada.onPremisesObjectIdentifier = "0e5a27c1-0d52-4bd9-8b5f-ff5a7d3b1c11";
  });
  [app, basic, admin] = await Promise.all([sandbox.appToken(), sandbox.appToken(undefined, 1), sandbox.userToken()]);
});
afterAll(() => sandbox.close());

async function names(filter: string, options = {}) {
  const query = `$filter=${encodeURIComponent(filter)}&$select=userPrincipalName&$count=true`;
  const { status, body } = await sandbox.graph(app, `/v1.0/users?${query}`, options);
  if (status !== 200) return `${status} ${textAt(body, "error", "code")}`;
  return listAt(body, "value").map((one) => textAt(one, "userPrincipalName").split("@")[0]);
}

describe("filters", () => {
  test.each([
    ["userPrincipalName eq 'ADA.brandt@contoso.com'", ["ada.brandt"]],
    ["startswith(displayName,'Ada')", ["ada.brandt"]],
    ["mail eq 'ada.brandt@contoso.com' and accountEnabled eq true", ["ada.brandt"]],
    ["accountEnabled eq false", []],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", ["ada.brandt"]],
    ["onPremisesProvisioningErrors/any(o:o/propertyCausingError eq 'UserPrincipalName')", []],
    ["serviceProvisioningErrors/any(e:e/isResolved eq false)", ["ada.brandt"]],
    ["onPremisesLastSyncDateTime ge 2023-01-01T00:00:00Z and startswith(givenName,'Ch')", ["chidi.eze"]],
    ["userType eq 'Guest'", []],
    ["proxyAddresses/any(p:p eq 'SMTP:ada.brandt@contoso.com')", ["ada.brandt"]],
  ])("%s", async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  test.each([
    ["endswith(userPrincipalName,'@contoso.onmicrosoft.com') and startswith(userPrincipalName,'admin')", ["admin"]],
    ["onPremisesSyncEnabled eq null and startswith(userPrincipalName,'admin')", ["admin"]],
    ["onPremisesSyncEnabled ne true and startswith(userPrincipalName,'admin')", ["admin"]],
    ["assignedLicenses/$count ne 0", ["ada.brandt"]],
  ])("%s needs the header", async (filter, expected) => {
    expect(await names(filter, EVENTUAL)).toEqual(expected);
    expect(await names(filter)).toBe("400 Request_UnsupportedQuery");
  });

  test("what is not documented, or not emulated, is told apart", async () => {
    expect(await names("lastPasswordChangeDateTime ge 2023-01-01T00:00:00Z")).toBe("400 Request_UnsupportedQuery");
    expect(await names("onPremisesProvisioningErrors/any()")).toBe("400 Request_UnsupportedQuery");
    expect(await names("city eq 'Berlin'")).toBe("501 NotImplemented");
    expect(await names("displayName eq")).toBe("400 BadRequest");
  });
});

test.each(VERSIONS)("what comes only on $select comes on $select (%s)", async (version) => {
  const wanted =
    "onPremisesProvisioningErrors,serviceProvisioningErrors,assignedLicenses,signInSessionsValidFromDateTime";
  const plain = await sandbox.graph(app, `/${version}/users/ada.brandt@contoso.com`);
  for (const name of wanted.split(",")) expect(plain.body).not.toHaveProperty(name);
  const { body } = await sandbox.graph(app, `/${version}/users/ada.brandt@contoso.com?$select=${wanted}`);
  expect(body).toMatchObject({
    onPremisesProvisioningErrors: [CONFLICT],
    serviceProvisioningErrors: [{ "@odata.type": "#microsoft.graph.serviceProvisioningXmlError", isResolved: false }],
  });
  expect(listAt((await sandbox.graph(app, `/${version}/users?$select=id`)).body, "value")).toHaveLength(9);
});

test.each(VERSIONS)("memberships and licences (%s)", async (version) => {
  const chidi = `/${version}/users/chidi.eze@contoso.com`;
  const direct = await sandbox.graph(app, `${chidi}/memberOf`);
  expect(listAt(direct.body, "value").map((one) => at(one, "displayName"))).toEqual(["Engineering and IT"]);
  const all = await sandbox.graph(app, `${chidi}/transitiveMemberOf?$count=true`, EVENTUAL);
  expect([listAt(all.body, "value").length, at(all.body, "@odata.count")]).toEqual([2, 2]);
  const details = await sandbox.graph(app, `/${version}/users/ada.brandt@contoso.com/licenseDetails`);
  expect(listAt(details.body, "value")).toMatchObject([{ skuPartNumber: expect.any(String) as string }]);
  expect(at(details.body, "value", 0, "servicePlans", 0, "provisioningStatus")).toBe("Disabled");
  expect((await sandbox.graph(app, `/${version}/users/nobody@contoso.com/memberOf`)).status).toBe(404);
});

test.each(VERSIONS)("/me is for users (%s)", async (version) => {
  expect((await sandbox.graph(admin, `/${version}/me`)).body).toMatchObject({ displayName: "Contoso Administrator" });
  expect((await sandbox.graph(app, `/${version}/me`)).status).toBe(400);
});

test("User.ReadBasic.All shows a basic profile", async () => {
  const url = "/v1.0/users/ada.brandt@contoso.com?$select=id,displayName,onPremisesProvisioningErrors,accountEnabled";
  const { body } = await sandbox.graph(basic, url);
  expect(Object.keys(body as object).sort()).toEqual(["@odata.context", "displayName", "id"]);
});

test("signInActivity: out of the sign-in log, with AuditLog.Read.All", async () => {
  const url = "/v1.0/users?$select=userPrincipalName,signInActivity&$top=999";
  const { status, body } = await sandbox.graph(app, url);
  expect(status).toBe(200);
  const found = listAt(body, "value").find((one) => textAt(one, "userPrincipalName").startsWith("ada."));
  expect(at(found, "signInActivity")).toMatchObject({
    lastSignInDateTime: "2026-11-03T08:00:00Z",
    lastNonInteractiveSignInDateTime: "2026-11-02T08:00:00Z",
    lastSuccessfulSignInDateTime: "2026-11-02T08:00:00Z",
  });
  expect(await names("signInActivity/lastSignInDateTime ge 2026-11-03T00:00:00Z")).toContain("ada.brandt");
  const one = await sandbox.graph(basic, url);
  expect([one.status, at(one.body, "error", "code")]).toEqual([403, "Authorization_RequestDenied"]);
});

describe("writing", () => {
  const account = (alias: string, more: object = {}) => ({
    accountEnabled: true,
    displayName: "Service account",
    mailNickname: alias,
    userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
    passwordProfile: { password: "Correct-Horse-7", forceChangePasswordNextSignIn: false },
    ...more,
  });

  test.each(VERSIONS)("a user's life (%s)", async (version) => {
    const made = await sandbox.graph(app, `/${version}/users`, {
      method: "POST",
      json: account(`svc-${version.charAt(0)}`),
    });
    expect(made.status).toBe(201);
    const url = `/${version}/users/${textAt(made.body, "id")}`;
    const json = { usageLocation: "DE", onPremisesImmutableId: "abc=", accountEnabled: false, businessPhones: ["1"] };
    expect((await sandbox.graph(app, url, { method: "PATCH", json })).status).toBe(204);
    const changed = await sandbox.graph(app, `${url}?$select=usageLocation,onPremisesImmutableId,accountEnabled`);
    expect(changed.body).toMatchObject({ usageLocation: "DE", onPremisesImmutableId: "abc=", accountEnabled: false });
    const revoked = await sandbox.graph(app, `${url}/revokeSignInSessions`, { method: "POST" });
    expect([revoked.status, at(revoked.body, "value")]).toEqual([200, true]);
    const since = await sandbox.graph(app, `${url}?$select=signInSessionsValidFromDateTime`);
    expect(typeof at(since.body, "signInSessionsValidFromDateTime")).toBe("string");
    expect((await sandbox.graph(app, url, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, url)).status).toBe(404);
    expect((await sandbox.graph(app, url, { method: "DELETE" })).status).toBe(404);
  });

  test("onPremisesObjectIdentifier: beta only, null only", async () => {
    const user = "users/ada.brandt@contoso.com";
    const json = { onPremisesObjectIdentifier: null };
    expect((await sandbox.graph(app, `/v1.0/${user}`, { method: "PATCH", json })).status).toBe(400);
    const text = { onPremisesObjectIdentifier: "x" };
    expect((await sandbox.graph(app, `/beta/${user}`, { method: "PATCH", json: text })).status).toBe(400);
    const select = `?$select=onPremisesObjectIdentifier`;
    expect(at((await sandbox.graph(app, `/beta/${user}${select}`)).body, "onPremisesObjectIdentifier")).not.toBeNull();
    expect((await sandbox.graph(app, `/beta/${user}`, { method: "PATCH", json })).status).toBe(204);
    expect(at((await sandbox.graph(app, `/beta/${user}${select}`)).body, "onPremisesObjectIdentifier")).toBeNull();
    expect((await sandbox.graph(app, `/v1.0/${user}${select}`)).status).toBe(400);
  });

  test("what the local directory masters stays", async () => {
    for (const json of [
      { onPremisesImmutableId: null },
      { mobilePhone: "1" },
      { userPrincipalName: "x@contoso.com" },
    ]) {
      const answer = await sandbox.graph(app, "/v1.0/users/bruno.costa@contoso.com", { method: "PATCH", json });
      expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "Request_BadRequest"]);
    }
  });

  test.each([
    ["an unknown property", { foo: 1 }, 400],
    ["one that is not emulated", { city: "Berlin" }, 501],
    ["a wrong type", { accountEnabled: "yes" }, 400],
    ["a megabyte", { displayName: "x".repeat(1_000_000) }, 400],
    ["a place of many letters", { usageLocation: "Germany" }, 400],
    ["a name of nobody's domain", { userPrincipalName: "a@fabrikam.com" }, 400],
    ["a name with a turn of direction", { userPrincipalName: "a\u202eb@contoso.com" }, 400],
    ["a name that is taken", { userPrincipalName: "ADA.brandt@contoso.com" }, 400],
    ["a weak password", { passwordProfile: { password: "weak" } }, 400],
    ["a list", [1], 400],
  ])("%s is refused", async (_, json, status) => {
    const made = await sandbox.graph(app, "/v1.0/users", {
      method: "POST",
      json: account(`t${Math.random()}`.slice(0, 12)),
    });
    const url = `/v1.0/users/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, url, { method: "PATCH", json })).status).toBe(status);
  });
});

test("without P1, a listing with signInActivity is refused as a whole", async () => {
  const free = await startWithTenant((tenant) => {
    tenant.subscribedSkus = [];
    grantOnly(tenant, 0, ["User.Read.All", "AuditLog.Read.All"]);
  });
  try {
    const answer = await free.graph(await free.appToken(), "/v1.0/users?$select=id,signInActivity");
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    ]);
  } finally {
    await free.close();
  }
});

test.each([
  "%00",
  "%E2%80%AEadmin@contoso.com",
  "'",
  "..%2f..",
  "a".repeat(8000),
  "__proto__",
  "00000000-0000-0000-0000-000000000000",
  "%E0%A4%A",
  "users('x')",
])("a key that is none, %s", async (key) => {
  for (const path of [`/v1.0/users/${key}`, `/v1.0/users/${key}/memberOf`, `/beta/users/${key}/licenseDetails`]) {
    expect([400, 404]).toContain((await sandbox.graph(app, path)).status);
  }
  const patched = await sandbox.graph(app, `/v1.0/users/${key}`, { method: "PATCH", json: { displayName: "x" } });
  expect([400, 404]).toContain(patched.status);
});
