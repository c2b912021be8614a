// Per-user MFA, registered methods, the policy of methods, and authentication strengths.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const ADA = "ada.brandt@contoso.com";
const DANA = "dana.fischer@contoso.com";
const VERSIONS = ["v1.0", "beta"] as const;
const POLICY = "policies/authenticationMethodsPolicy";
const TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";

let sandbox: TestSandbox;
let app: string;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantPermissions(tenant, ["UserAuthenticationMethod.Read.All", "Policy.ReadWrite.AuthenticationMethod"]);
    for (const policy of tenant.conditionalAccessPolicies) policy.state = "disabled";
    for (const user of tenant.users) {
      user.registeredMethods = user.userPrincipalName === ADA ? ["microsoftAuthenticator", "phone", "fido2"] : [];
      user.perUserMfaState = "disabled";
    }
  });
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

describe("per-user MFA", () => {
  const url = (user: string, version = "beta") => `/${version}/users/${user}/authentication/requirements`;
  const set = (user: string, json: object) => sandbox.graph(app, url(user), { method: "PATCH", json });
  const state = async (user: string) => at((await sandbox.graph(app, url(user))).body, "perUserMfaState");

  test("enabled becomes enforced where a method is registered", async () => {
    expect(await state(ADA)).toBe("disabled");
    for (const [user, wanted, expected] of [
      [ADA, "enabled", "enforced"],
      [DANA, "enabled", "enabled"],
      [DANA, "enforced", "enforced"],
      [DANA, "disabled", "disabled"],
    ] as const) {
      const answer = await set(user, { perUserMfaState: wanted });
      expect([answer.status, answer.body]).toEqual([204, undefined]);
      expect([user, wanted, await state(user)]).toEqual([user, wanted, expected]);
    }
  });

  test.each([[{}], [{ perUserMfaState: "on" }], [{ perUserMfaState: null }], [{ perUserMfaState: "x".repeat(1e6) }]])(
    "takes nothing else",
    async (json) => {
      expect((await set(DANA, json)).status).toBe(400);
    },
  );

  test("is not in v1.0, and needs a user", async () => {
    expect((await sandbox.graph(app, url(ADA, "v1.0"))).status).toBe(501);
    expect((await set("nobody@contoso.com", { perUserMfaState: "enabled" })).status).toBe(404);
    expect((await sandbox.graph(app, url("nobody@contoso.com"))).status).toBe(404);
  });

  test("of a user without the role is refused", async () => {
    const token = textAt((await signIn(sandbox, { hint: DANA, scope: GRAPH_SCOPE })).body, "access_token");
    const answer = await sandbox.graph(token, url(DANA), { method: "PATCH", json: { perUserMfaState: "disabled" } });
    expect(answer.status).toBe(403);
  });
});

test.each(VERSIONS)("registered methods are listed, the password always (%s)", async (version) => {
  const methods = async (user: string) => {
    const answer = await sandbox.graph(app, `/${version}/users/${user}/authentication/methods`);
    return listAt(answer.body, "value").map((one) =>
      textAt(one, "@odata.type").replace(/^#microsoft\.graph\.(.*)AuthenticationMethod$/u, "$1"),
    );
  };
  expect(await methods(DANA)).toEqual(["password"]);
  expect(await methods(ADA)).toEqual(["password", "microsoftAuthenticator", "phone", "fido2"]);
});

describe("the policy of methods", () => {
  test.each(VERSIONS)("shows every method, and takes the settings of Temporary Access Passes (%s)", async (version) => {
    const policy = await sandbox.graph(app, `/${version}/${POLICY}`);
    expect(listAt(policy.body, "authenticationMethodConfigurations").map((one) => at(one, "id"))).toEqual(
      expect.arrayContaining(["Fido2", "Sms", "TemporaryAccessPass"]),
    );
    const one = `/${version}/${POLICY}/authenticationMethodConfigurations/temporaryAccessPass`;
    const state = version === "beta" ? "disabled" : "enabled";
    const patched = await sandbox.graph(app, one, {
      method: "PATCH",
      json: { "@odata.type": TYPE, state, maximumLifetimeInMinutes: 1440 },
    });
    expect(patched.status).toBe(204);
    expect((await sandbox.graph(app, one)).body).toMatchObject({ state, maximumLifetimeInMinutes: 1440 });
    expect(
      (await sandbox.graph(app, `/${version}/${POLICY}/authenticationMethodConfigurations/Fido2`)).body,
    ).toMatchObject({ state: "enabled" });
  });

  test.each([
    ["no type", { state: "enabled" }, 400],
    ["a default above the maximum", { "@odata.type": TYPE, defaultLifetimeInMinutes: 2000 }, 400],
    ["beyond thirty days", { "@odata.type": TYPE, maximumLifetimeInMinutes: 43_201 }, 400],
    ["passes of three letters", { "@odata.type": TYPE, defaultLength: 3 }, 400],
  ])("refuses %s", async (_, json, status) => {
    const one = `/v1.0/${POLICY}/authenticationMethodConfigurations/temporaryAccessPass`;
    const before = (await sandbox.graph(app, one)).body;
    expect((await sandbox.graph(app, one, { method: "PATCH", json })).status).toBe(status);
    expect((await sandbox.graph(app, one)).body).toEqual(before);
  });

  test("other methods cannot be changed here, and unknown ones are not found", async () => {
    const base = `/v1.0/${POLICY}/authenticationMethodConfigurations`;
    expect((await sandbox.graph(app, `${base}/Fido2`, { method: "PATCH", json: { state: "disabled" } })).status).toBe(
      501,
    );
    expect((await sandbox.graph(app, `${base}/carrierPigeon`)).status).toBe(404);
  });
});

describe("authentication strengths", () => {
  const sets = [
    "policies/authenticationStrengthPolicies",
    "identity/conditionalAccess/authenticationStrength/policies",
  ];
  test.each(VERSIONS.flatMap((version) => sets.map((set) => `/${version}/${set}`)))("%s", async (url) => {
    const all = listAt((await sandbox.graph(app, url)).body, "value");
    expect(all.slice(0, 3).map((one) => textAt(one, "id").at(-1))).toEqual(["2", "3", "4"]);
    expect(at(all[2], "allowedCombinations")).toEqual([
      "windowsHelloForBusiness",
      "fido2",
      "x509CertificateMultiFactor",
    ]);
    const json = { displayName: "Keys only", allowedCombinations: ["fido2"] };
    const made = await sandbox.graph(app, url, { method: "POST", json });
    expect([made.status, at(made.body, "policyType")]).toEqual([201, "custom"]);
    const one = `${url}/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, one)).body).toMatchObject(json);
    const custom = `${url}?$filter=${encodeURIComponent("policyType eq 'custom'")}`;
    expect(listAt((await sandbox.graph(app, custom)).body, "value")).toHaveLength(1);
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, one)).status).toBe(404);
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(404);
    const builtIn = `${url}/00000000-0000-0000-0000-000000000004`;
    expect((await sandbox.graph(app, builtIn, { method: "DELETE" })).status).toBe(400);
  });

  test.each([
    [{ displayName: "Weak", allowedCombinations: ["password"] }],
    [{ displayName: "Nothing", allowedCombinations: [] }],
    [{ displayName: "x".repeat(31), allowedCombinations: ["fido2"] }],
    [{ allowedCombinations: ["fido2"] }],
  ])("that are none: %j", async (json) => {
    expect((await sandbox.graph(app, `/v1.0/${sets[0] ?? ""}`, { method: "POST", json })).status).toBe(400);
  });

  test("that a policy uses stay", async () => {
    const url = `/v1.0/${sets[0] ?? ""}`;
    const made = await sandbox.graph(app, url, {
      method: "POST",
      json: { displayName: "Used", allowedCombinations: ["fido2"] },
    });
    const id = textAt(made.body, "id");
    const policies = "/v1.0/identity/conditionalAccess/policies";
    const policy = {
      displayName: "Keys for administrators",
      state: "disabled",
      conditions: {
        clientAppTypes: ["all"],
        applications: { includeApplications: ["All"] },
        users: { includeUsers: ["All"] },
      },
      grantControls: { operator: "OR", builtInControls: [], authenticationStrength: { id } },
    };
    const created = await sandbox.graph(app, policies, { method: "POST", json: policy });
    expect(created.status).toBe(201);
    expect((await sandbox.graph(app, `${url}/${id}`, { method: "DELETE" })).status).toBe(400);
  });
});
