// The grant `password`: the one way to learn from outside whether a password opens an account.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessClaims, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, type TestSandbox, textAt } from "./sandbox-client.js";

const NAME = "rosa@contoso.onmicrosoft.com";
const PASSWORD = "Long-enough-4-everybody";

let sandbox: TestSandbox;
let app: string;
beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantPermissions(tenant, ["User.ReadWrite.All", "User-PasswordProfile.ReadWrite.All"]);
    for (const policy of tenant.conditionalAccessPolicies) policy.state = "disabled";
  });
  app = await sandbox.appToken();
  const made = await sandbox.graph(app, "/v1.0/users", {
    method: "POST",
    json: {
      accountEnabled: true,
      displayName: "Rosa",
      mailNickname: "rosa",
      userPrincipalName: NAME,
      passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
    },
  });
  expect(made.status).toBe(201);
});
afterAll(() => sandbox.close());

const signIn = (change: Readonly<Record<string, string>> = {}) =>
  tokenRequest(sandbox, {
    grant_type: "password",
    client_id: sandbox.info.clients[0]?.clientId ?? "",
    username: NAME,
    password: PASSWORD,
    scope: GRAPH_SCOPE,
    ...change,
  });
const change = async (json: object) => {
  const answer = await sandbox.graph(app, `/v1.0/users/${NAME}`, { method: "PATCH", json });
  expect(answer.status, JSON.stringify(answer.body)).toBe(204);
};

describe("the password grant", () => {
  test("opens the account, with a password and nothing more", async () => {
    const answer = await signIn();
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(accessClaims(answer)).toMatchObject({ upn: NAME, amr: ["pwd"] });
  });

  test.each([
    ["a wrong password", { password: "wrong" }, 50126],
    ["an unknown name", { username: "nobody@contoso.onmicrosoft.com" }, 50034],
    ["no password", { password: "" }, 900144],
  ])("refuses %s", async (_what, form, number) => {
    const { status, body } = await signIn(form);
    expect([status, at(body, "error_codes", 0)]).toEqual([400, number]);
  });

  test("refuses a disabled account, and one whose password is to be changed first", async () => {
    await change({ accountEnabled: false });
    expect(at((await signIn()).body, "error_codes", 0)).toBe(50057);
    await change({ accountEnabled: true });
    await change({ passwordProfile: { password: `${PASSWORD}!`, forceChangePasswordNextSignIn: true } });
    expect(at((await signIn({ password: `${PASSWORD}!` })).body, "error_codes", 0)).toBe(50055);
    expect(at((await signIn()).body, "error_codes", 0)).toBe(50126);
  });

  test("nobody is there for a second factor", async () => {
    const admin = sandbox.info.users[0];
    const { body } = await signIn({
      username: admin?.userPrincipalName ?? "",
      password: admin?.password ?? "",
      claims: JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } }),
    });
    expect([50076, 50079]).toContain(at(body, "error_codes", 0));
    expect(textAt(body, "error")).toBe("interaction_required");
  });
});
