// Temporary Access Passes: issued under the tenant's policy, told once, kept as a hash.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signIn } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const ADA = "ada.brandt@contoso.com";
const DANA = "dana.fischer@contoso.com";
const CHIDI = "chidi.eze@contoso.com";
const ADMIN = "admin@contoso.onmicrosoft.com";
const GUEST = "ext_fabrikam.com#EXT#@contoso.onmicrosoft.com";
const AUTHENTICATION_ADMINISTRATOR = "c4e39bd9-1100-46d3-8c65-fb160da0071f";
const CONFIGURATION = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
const TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration";
const VERSIONS = ["v1.0", "beta"] as const;

let sandbox: TestSandbox;
let app: string;
let admin: string;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantPermissions(tenant, ["UserAuthenticationMethod.ReadWrite.All", "Policy.ReadWrite.AuthenticationMethod"]);
    tenant.conditionalAccessPolicies = [];
    const [dana] = tenant.users.filter((user) => user.userPrincipalName === DANA);
    if (dana === undefined) throw new Error("no Dana");
    const id = "5c9f0a52-7a7e-4a36-9d3b-4f9f1f0e7a01";
    tenant.users.push({ ...dana, id, userPrincipalName: GUEST, userType: "Guest", onPremisesSyncEnabled: null });
    tenant.roleAssignments.push({
      id: "made-for-chidi",
      roleDefinitionId: AUTHENTICATION_ADMINISTRATOR,
      principalId: tenant.users.find((user) => user.userPrincipalName === CHIDI)?.id ?? "",
      directoryScopeId: "/",
    });
  });
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
});
afterAll(() => sandbox.close());
beforeEach(() => configure({ state: "enabled", isUsableOnce: false }));

async function configure(json: object): Promise<void> {
  const options = { method: "PATCH", json: { "@odata.type": TYPE, ...json } } as const;
  expect((await sandbox.graph(app, `/v1.0/${CONFIGURATION}`, options)).status).toBe(204);
}

const passes = (user: string, version = "v1.0") =>
  `/${version}/users/${encodeURIComponent(user)}/authentication/temporaryAccessPassMethods`;
const issue = (user: string, json: object = {}, token = app, version = "v1.0") =>
  sandbox.graph(token, passes(user, version), { method: "POST", json });
const tokenOf = async (hint: string) =>
  textAt((await signIn(sandbox, { hint, scope: GRAPH_SCOPE })).body, "access_token");
const advance = (duration: string) =>
  sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", duration] } });

describe("a pass", () => {
  test.each(VERSIONS)("is issued with the policy's defaults, told once and deleted (%s)", async (version) => {
    const made = await issue(DANA, {}, app, version);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      lifetimeInMinutes: 60,
      isUsableOnce: false,
      isUsable: true,
      methodUsabilityReason: "EnabledByPolicy",
    });
    const secret = textAt(made.body, "temporaryAccessPass");
    expect(secret).toHaveLength(8);
    const one = `${passes(DANA, version)}/${textAt(made.body, "id")}`;
    expect((await sandbox.graph(app, one)).body).toMatchObject({ temporaryAccessPass: null, isUsable: true });
    expect(listAt((await sandbox.graph(app, passes(DANA, version))).body, "value")).toHaveLength(1);
    const methods = await sandbox.graph(app, `/${version}/users/${DANA}/authentication/methods`);
    expect(listAt(methods.body, "value").map((each) => at(each, "@odata.type"))).toContain(
      "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
    );
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(app, one, { method: "DELETE" })).status).toBe(404);
    expect((await sandbox.graph(app, one)).status).toBe(404);
    for (const file of ["requests.jsonl", "state.json"]) {
      expect(await readFile(path.join(sandbox.dir, file), "utf8")).not.toContain(secret);
    }
  });

  test("takes the place of the one before", async () => {
    const first = textAt((await issue(DANA)).body, "id");
    const second = textAt((await issue(DANA, { lifetimeInMinutes: 480, isUsableOnce: true })).body, "id");
    const { body } = await sandbox.graph(app, passes(DANA));
    expect(listAt(body, "value")).toMatchObject([{ id: second, lifetimeInMinutes: 480, isUsableOnce: true }]);
    expect(first).not.toBe(second);
  });

  test("begins when it was told to, and ends", async () => {
    const { headers } = await sandbox.graph(app, passes(ADA));
    const startDateTime = new Date(Date.parse(headers["date"] ?? "") + 3_600_000).toISOString();
    const made = await issue(ADA, { startDateTime, lifetimeInMinutes: 60 });
    expect(made.body).toMatchObject({ isUsable: false, methodUsabilityReason: "NotYetValid", startDateTime });
    const state = async () => at((await sandbox.graph(app, passes(ADA))).body, "value", 0, "methodUsabilityReason");
    await advance("61m");
    expect(await state()).toBe("EnabledByPolicy");
    await configure({ state: "disabled" });
    expect(await state()).toBe("DisabledByPolicy");
    await advance("60m");
    expect(await state()).toBe("Expired");
  });

  test.each([
    ["too short for the policy", { lifetimeInMinutes: 59 }, "between 60 and 480"],
    ["too long for the policy", { lifetimeInMinutes: 481 }, "between 60 and 480"],
    ["too long for any policy", { lifetimeInMinutes: 43_201 }, "between 10 and 43200"],
    ["a text for a number", { lifetimeInMinutes: "60" }, "LifetimeInMinutes"],
    ["a start that is none", { startDateTime: "tomorrow" }, "startDateTime"],
    ["the pass itself", { temporaryAccessPass: "\u202E".repeat(500_000) }, "Invalid value"],
  ])("is refused: %s", async (_, json, message) => {
    const answer = await issue(DANA, json);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "badRequest"]);
    expect(textAt(answer.body, "error", "message")).toContain(message);
  });

  test("is not for external guests, nor where the policy says no", async () => {
    const refusal = async (answer: ReturnType<typeof issue>) => at((await answer).body, "error", "message");
    expect(await refusal(issue(GUEST))).toContain("external guest user");
    await configure({ isUsableOnce: true });
    expect(await refusal(issue(DANA, { isUsableOnce: false }))).toContain("multi-use");
    expect((await issue(DANA)).body).toMatchObject({ isUsableOnce: true });
    await configure({ excludeTargets: [{ id: textAt(await userOf(DANA), "id"), targetType: "user" }] });
    expect(await refusal(issue(DANA))).toContain("scope");
    await configure({ excludeTargets: [], state: "disabled" });
    expect(await refusal(issue(DANA))).toContain("not enabled");
    expect((await issue("nobody@contoso.com")).status).toBe(404);
  });
});

describe("whose methods a user reaches", () => {
  test("an Authentication Administrator not those of role holders, an ordinary user only the own ones", async () => {
    const [chidi, dana] = await Promise.all([tokenOf(CHIDI), tokenOf(DANA)]);
    expect((await issue(DANA, {}, chidi)).status).toBe(201);
    expect((await issue(ADMIN, {}, chidi)).status).toBe(403);
    expect((await issue(CHIDI, {}, admin)).status).toBe(201);
    expect((await issue(ADA, {}, dana)).status).toBe(403);
    expect((await sandbox.graph(dana, passes(ADA))).status).toBe(403);
    const own = await sandbox.graph(dana, passes(DANA));
    expect(own.status).toBe(200);
    const mine = `${passes(DANA)}/${textAt(own.body, "value", 0, "id")}`;
    expect((await sandbox.graph(dana, mine, { method: "DELETE" })).status).toBe(204);
  });
});

async function userOf(name: string): Promise<unknown> {
  return (await sandbox.graph(app, `/v1.0/users/${name}`)).body;
}
