// Claims challenges: continuous access evaluation at Graph, authentication contexts, second factors and policies.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessClaims, authorizeQuery, open, pkcePair, signIn, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, type TestSandbox, textAt } from "./sandbox-client.js";

const ADMIN = "admin@contoso.onmicrosoft.com";
const BREAK_GLASS = "breakglass@contoso.onmicrosoft.com";
const HOUR_S = 3600;
const CP1 = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
const acrs = (value: string) => JSON.stringify({ access_token: { acrs: { essential: true, value } } });

let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      grantPermissions(tenant, [
        "User-PasswordProfile.ReadWrite.All",
        "Directory.AccessAsUser.All",
        "Application.ReadWrite.All",
      ]);
      tenant.conditionalAccessPolicies.push({
        id: "7d0c7f0e-5a58-4d0e-bb60-5d2f6a4d9c01",
        displayName: "Nobody comes to Azure by a code flow",
        state: "disabled",
        conditions: {
          users: { includeUsers: ["All"] },
          applications: { includeApplications: ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] },
          clientAppTypes: ["all"],
        },
        grantControls: { operator: "OR", builtInControls: ["block"] },
      });
    },
    { wallClock: () => now },
  );
});
afterAll(() => sandbox.close());

function lifeOf(answer: { readonly body: unknown }): number {
  return Number(at(answer.body, "expires_in"));
}

async function patch(who: string, json: unknown) {
  const answer = await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${who}`, { method: "PATCH", json });
  expect(answer.status).toBe(204);
}

describe("a client that can handle challenges", () => {
  test("gets tokens for a day, others for an hour", async () => {
    const long = await signIn(sandbox, { claims: CP1 });
    expect(lifeOf(long)).toBeGreaterThanOrEqual(24 * HOUR_S);
    expect(lifeOf(long)).toBeLessThanOrEqual(28 * HOUR_S);
    expect(accessClaims(long)).toMatchObject({ xms_cc: ["cp1"] });
    const short = await signIn(sandbox);
    expect(lifeOf(short)).toBeLessThan(1.5 * HOUR_S);
    expect(accessClaims(short)).not.toHaveProperty("xms_cc");
  });

  test("is told at once that the account was disabled; any other goes on until its token ends", async () => {
    const hint = BREAK_GLASS;
    const evaluated = textAt((await signIn(sandbox, { hint, claims: CP1 })).body, "access_token");
    const plain = textAt((await signIn(sandbox, { hint })).body, "access_token");
    expect((await sandbox.graph(evaluated, "/v1.0/me")).status).toBe(200);
    await patch(hint, { accountEnabled: false });
    const refused = await sandbox.graph(evaluated, "/v1.0/me");
    expect([refused.status, at(refused.body, "error", "code")]).toEqual([401, "InvalidAuthenticationToken"]);
    const header = refused.headers["www-authenticate"] ?? "";
    expect(header).toMatch(
      /^Bearer realm="", authorization_uri="https:\/\/login\.microsoftonline\.com\/common\/oauth2\/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="/u,
    );
    const claims: unknown = JSON.parse(
      Buffer.from(/claims="([^"]+)"/u.exec(header)?.[1] ?? "", "base64").toString("utf8"),
    );
    expect(claims).toEqual({ access_token: { nbf: { essential: true, value: String(Math.floor(now / 1000)) } } });
    expect((await sandbox.graph(plain, "/v1.0/me")).status).toBe(200);
    await patch(hint, { accountEnabled: true });
    expect((await sandbox.graph(evaluated, "/v1.0/me")).status).toBe(200);
  });

  test("signs the person in again after a new password", async () => {
    const first = await signIn(sandbox, { claims: CP1 });
    const token = textAt(first.body, "access_token");
    now += 1000;
    const profile = { password: "Another-Passw0rd-of-two-words", forceChangePasswordNextSignIn: false };
    await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${ADMIN}`, {
      method: "PATCH",
      json: { passwordProfile: profile },
    });
    const refused = await sandbox.graph(token, "/v1.0/me");
    expect(textAt(refused.body, "error", "message")).toContain("TokenIssuedBeforeRevocationTimestamp");
    const claims = Buffer.from(
      /claims="([^"]+)"/u.exec(refused.headers["www-authenticate"] ?? "")?.[1] ?? "",
      "base64",
    ).toString();
    const silently = await tokenRequest(sandbox, {
      grant_type: "refresh_token",
      client_id: sandbox.info.clients[0]?.clientId ?? "",
      refresh_token: textAt(first.body, "refresh_token"),
      scope: "https://graph.microsoft.com/.default",
      claims,
    });
    expect(at(silently.body, "error_codes", 0)).toBe(50173);
    const again = await signIn(sandbox, { claims });
    expect((await sandbox.graph(textAt(again.body, "access_token"), "/v1.0/me")).status).toBe(200);
  });

  test("may be an application: its token lives a day and ends when the application is disabled", async () => {
    const { clientId, clientSecret } = sandbox.info.clients[1] ?? { clientId: "", clientSecret: "" };
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: "https://graph.microsoft.com/.default",
    };
    const answer = await tokenRequest(sandbox, { ...form, claims: CP1 });
    expect(lifeOf(answer)).toBeGreaterThanOrEqual(24 * HOUR_S);
    expect(answer.body).not.toHaveProperty("scope");
    expect(accessClaims(answer)).toMatchObject({ xms_cc: ["cp1"], appidacr: "1" });
    const token = textAt(answer.body, "access_token");
    expect((await sandbox.graph(token, "/v1.0/organization")).status).toBe(200);
    const disabled = await sandbox.graph(
      await sandbox.userToken(),
      `/v1.0/servicePrincipals/${String(at(accessClaims(answer), "oid"))}`,
      {
        method: "PATCH",
        json: { accountEnabled: false },
      },
    );
    expect(disabled.status).toBe(204);
    expect((await sandbox.graph(token, "/v1.0/organization")).headers["www-authenticate"]).toContain(
      "insufficient_claims",
    );
    expect(at((await tokenRequest(sandbox, form)).body, "error_codes", 0)).toBe(7000112);
  });
});

describe("a second factor", () => {
  test("stands in the token of whoever has one", async () => {
    expect(accessClaims(await signIn(sandbox))).toMatchObject({ amr: ["pwd", "mfa"] });
    expect(accessClaims(await signIn(sandbox, { hint: BREAK_GLASS }))).toMatchObject({ amr: ["pwd"] });
  });

  test("that a policy demands is refused to whoever has none", async () => {
    const person = "anna.weber@contoso.com";
    const { challenge } = pkcePair();
    const { location } = await open(
      sandbox,
      `${sandbox.info.tenantId}/oauth2/v2.0/authorize`,
      authorizeQuery(sandbox, challenge, { login_hint: await anyPerson(person) }),
    );
    expect(location?.searchParams.get("error")).toBe("interaction_required");
    expect(location?.searchParams.get("error_description")).toMatch(/^AADSTS50079: /u);
    expect(location?.searchParams.get("claims")).toContain("capolids");
  });

  test.each(["p1", "c1"])("satisfies the authentication context %s", async (context) => {
    const claims = acrs(context);
    expect(accessClaims(await signIn(sandbox, { claims }))).toMatchObject({ acrs: [context] });
    expect(accessClaims(await signIn(sandbox))).not.toHaveProperty("acrs");
    const { location } = await open(
      sandbox,
      `${sandbox.info.tenantId}/oauth2/v2.0/authorize`,
      authorizeQuery(sandbox, pkcePair().challenge, { login_hint: BREAK_GLASS, claims }),
    );
    expect(location?.searchParams.get("error_description")).toMatch(/^AADSTS50079: /u);
  });

  test("is asked for when a session without it is to satisfy a context", async () => {
    const session = await signIn(sandbox, { hint: BREAK_GLASS });
    const answer = await tokenRequest(sandbox, {
      grant_type: "refresh_token",
      client_id: sandbox.info.clients[0]?.clientId ?? "",
      refresh_token: textAt(session.body, "refresh_token"),
      claims: acrs("p1"),
    });
    expect(answer.body).toMatchObject({ error: "interaction_required", error_codes: [50079] });
  });
});

test("a policy that blocks the resource blocks the session's next token for it, and no other", async () => {
  const session = await signIn(sandbox);
  const id = "7d0c7f0e-5a58-4d0e-bb60-5d2f6a4d9c01";
  const url = `/v1.0/identity/conditionalAccess/policies/${id}`;
  const enabled = await sandbox.graph(await sandbox.userToken(), url, { method: "PATCH", json: { state: "enabled" } });
  expect(enabled.status).toBe(204);
  const refresh = (scope: string) =>
    tokenRequest(sandbox, {
      grant_type: "refresh_token",
      client_id: sandbox.info.clients[0]?.clientId ?? "",
      refresh_token: textAt(session.body, "refresh_token"),
      scope,
    });
  expect((await refresh("https://management.azure.com/.default")).body).toMatchObject({
    error: "invalid_grant",
    suberror: "message_only",
    error_codes: [53003],
  });
  expect((await refresh("https://graph.microsoft.com/.default")).status).toBe(200);
});

test.each([
  ["no JSON", "{"],
  ["a list", "[]"],
  ["other types", JSON.stringify({ access_token: { xms_cc: { values: "cp1" } } })],
  ["a thousand contexts", JSON.stringify({ access_token: { acrs: { values: Array(1000).fill("c1") } } })],
])("claims that are %s are refused", async (_, claims) => {
  const { clientId, clientSecret } = sandbox.info.clients[0] ?? { clientId: "", clientSecret: "" };
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, claims };
  const answer = await tokenRequest(sandbox, { ...form, scope: "https://graph.microsoft.com/.default" });
  expect([answer.status, at(answer.body, "error")]).toEqual([400, "invalid_request"]);
});

/** Somebody who is synchronised: a policy asks all users for a second factor, and few have one. */
async function anyPerson(preferred: string): Promise<string> {
  const { body } = await sandbox.graph(await sandbox.appToken(), "/v1.0/users?$top=50");
  const names = (at(body, "value") as readonly unknown[]).map((one) => textAt(one, "userPrincipalName"));
  return names.find((one) => one === preferred) ?? names.find((one) => one.endsWith("@contoso.com")) ?? "";
}
