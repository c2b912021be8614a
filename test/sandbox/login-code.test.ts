// The authorization code flow with PKCE, and what refuses it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorizeQuery, claimsOf, codeForm, LOGIN, open, pkcePair, REDIRECT, tokenRequest } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, type TestSandbox, textAt } from "./sandbox-client.js";

const CONFIDENTIAL = "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0c001";
const WEB = "https://portal.contoso.com/signin-oidc?tenant=contoso";

let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      const [application] = tenant.applications;
      const [principal] = tenant.servicePrincipals;
      if (application === undefined || principal === undefined) throw new Error("no application");
      tenant.applications.push({
        ...application,
        id: "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0c000",
        appId: CONFIDENTIAL,
        isPublicClient: false,
        publicClientRedirectUris: [],
        webRedirectUris: [WEB],
      });
      tenant.applications.push({
        ...application,
        id: "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0c002",
        appId: "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0c003",
        publicClientRedirectUris: [],
      });
    },
    { wallClock: () => now },
  );
});
afterAll(() => sandbox.close());

function authorize(change: Readonly<Record<string, string>> = {}, challenge = pkcePair().challenge) {
  return open(sandbox, `${sandbox.info.tenantId}/oauth2/v2.0/authorize`, authorizeQuery(sandbox, challenge, change));
}

async function newCode(change: Readonly<Record<string, string>> = {}) {
  const { verifier, challenge } = pkcePair();
  const { location } = await authorize(change, challenge);
  return { verifier, code: location?.searchParams.get("code") ?? "" };
}

describe("an authorization request", () => {
  test("is approved at once, on any port of the loopback address", async () => {
    const { status, location } = await authorize();
    expect(status).toBe(302);
    expect(location?.origin).toBe(REDIRECT);
    expect(location?.searchParams.get("state")).toBe("a state & more");
    expect(location?.searchParams.get("code")).toMatch(/^1\./u);
  });

  test("answers in the fragment or by a form that posts itself", async () => {
    const fragment = await authorize({ response_mode: "fragment" });
    expect(new URLSearchParams(fragment.location?.hash.slice(1)).get("code")).toMatch(/^1\./u);
    expect(fragment.location?.search).toBe("");
    const form = await authorize({ response_mode: "form_post", state: `"><script>alert(1)</script>` });
    expect(form.status).toBe(200);
    expect(form.page).toContain(`action="${REDIRECT}"`);
    expect(form.page).toMatch(/name="code" value="1\./u);
    expect(form.page).not.toContain("<script>alert");
  });

  test.each([
    ["an unknown client", { client_id: "11111111-1111-4111-8111-111111111111" }, 700016],
    ["no client", { client_id: "" }, 900144],
    ["another redirect URI", { redirect_uri: "https://attacker.example/" }, 50011],
    ["another path of the loopback address", { redirect_uri: "http://localhost:1/elsewhere" }, 50011],
    ["a redirect URI that is none", { redirect_uri: "javascript:alert(1)" }, 50011],
    ["an application without redirect URI", { client_id: "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0c003" }, 500113],
    ["an unknown response mode", { response_mode: "carrier_pigeon" }, 70007],
  ])("with %s is refused on a page", async (_, change, number) => {
    const answer = await authorize(change);
    expect([answer.status, answer.location]).toEqual([400, undefined]);
    expect(answer.page).toContain(`AADSTS${number}: `);
  });

  test("for an unknown tenant is refused on a page", async () => {
    const answer = await open(sandbox, "nowhere.example/oauth2/v2.0/authorize", {});
    expect(answer.status).toBe(400);
    expect(answer.page).toContain("AADSTS90002");
  });

  test.each([
    ["an implicit grant", { response_type: "token" }, "unsupported_response_type", 700051],
    ["a hybrid flow", { response_type: "code id_token" }, "unsupported_response_type", 700054],
    ["no scope", { scope: "" }, "invalid_request", 900144],
    ["an unknown prompt", { prompt: "please" }, "invalid_request", 90023],
    ["no code challenge", { code_challenge: "", code_challenge_method: "" }, "invalid_request", 9002325],
    ["a plain code challenge", { code_challenge_method: "plain" }, "invalid_request", 50149],
    ["a short code challenge", { code_challenge: "short" }, "invalid_request", 501491],
    ["an unknown user", { login_hint: "nobody@contoso.com" }, "login_required", 50034],
    ["a scope without consent", { scope: "Mail.Send" }, "consent_required", 65001],
    ["an unknown resource", { scope: "https://example.com/x" }, "invalid_resource", 500011],
    ["claims that are no JSON", { claims: "{" }, "invalid_request", 9002313],
  ])("with %s goes back with the error", async (_, change, error, number) => {
    const { status, location } = await authorize(change);
    expect(status).toBe(302);
    expect(location?.searchParams.get("error")).toBe(error);
    expect(location?.searchParams.get("error_description")).toMatch(new RegExp(`^AADSTS${number}: `, "u"));
    expect(location?.searchParams.get("state")).toBe("a state & more");
    expect(location?.searchParams.get("code")).toBeNull();
  });

  test("signs in whom login_hint names, also at common", async () => {
    const second = "breakglass@contoso.onmicrosoft.com";
    for (const tenant of [sandbox.info.tenantId, "common"]) {
      const { verifier, challenge } = pkcePair();
      const query = authorizeQuery(sandbox, challenge, { login_hint: second.toUpperCase(), prompt: "select_account" });
      const { location } = await open(sandbox, `${tenant}/oauth2/v2.0/authorize`, query);
      const form = codeForm(sandbox, location?.searchParams.get("code") ?? "", verifier);
      const answer = await tokenRequest(sandbox, form, tenant);
      expect(claimsOf(textAt(answer.body, "access_token"))).toMatchObject({ upn: second });
    }
  });
});

describe("an authorization code", () => {
  test("is redeemed once, with the nonce of its request", async () => {
    const { code, verifier } = await newCode({ client_info: "1" });
    const answer = await tokenRequest(sandbox, codeForm(sandbox, code, verifier));
    expect(answer.status).toBe(200);
    expect(textAt(answer.body, "scope")).toContain("https://graph.microsoft.com/User.Read");
    expect(claimsOf(textAt(answer.body, "id_token"))).toMatchObject({
      nonce: "a nonce",
      preferred_username: sandbox.info.users[0]?.userPrincipalName,
    });
    expect(claimsOf(textAt(answer.body, "access_token"))).toMatchObject({ amr: ["pwd", "mfa"], appidacr: "0" });
    expect((await sandbox.graph(textAt(answer.body, "access_token"), "/v1.0/me")).status).toBe(200);
    const again = await tokenRequest(sandbox, codeForm(sandbox, code, verifier));
    expect([again.status, at(again.body, "error_codes", 0)]).toEqual([400, 54005]);
  });

  test.each([
    ["another redirect URI", { redirect_uri: "http://localhost:1" }, 500112],
    ["another verifier", { code_verifier: "x".repeat(43) }, 50148],
    ["an unknown code", { code: "made up" }, 70000],
    ["no code", { code: "" }, 900144],
  ])("with %s is refused", async (_, change, number) => {
    const { code, verifier } = await newCode();
    const answer = await tokenRequest(sandbox, { ...codeForm(sandbox, code, verifier), ...change });
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([400, number]);
  });

  test("of another client, without its verifier, or after ten minutes is refused", async () => {
    const first = await newCode();
    const other = await tokenRequest(sandbox, codeForm(sandbox, first.code, first.verifier, 1));
    expect(at(other.body, "error_codes", 0)).toBe(70000);
    const second = await newCode();
    const { code_verifier: _, ...bare } = codeForm(sandbox, second.code, second.verifier);
    expect(at((await tokenRequest(sandbox, bare)).body, "error_codes", 0)).toBe(50148);
    const third = await newCode();
    now += 601_000;
    const late = await tokenRequest(sandbox, codeForm(sandbox, third.code, third.verifier));
    expect(at(late.body, "error_codes", 0)).toBe(70008);
  });

  test("of a confidential client needs the client's proof, and no PKCE", async () => {
    const change = { client_id: CONFIDENTIAL, redirect_uri: WEB, code_challenge: "", code_challenge_method: "" };
    const { location } = await authorize({ ...change, scope: "openid" });
    expect(location?.searchParams.get("tenant")).toBe("contoso");
    const form = {
      grant_type: "authorization_code",
      client_id: CONFIDENTIAL,
      code: location?.searchParams.get("code") ?? "",
      redirect_uri: WEB,
    };
    expect(at((await tokenRequest(sandbox, form)).body, "error_codes", 0)).toBe(7000218);
  });
});

describe("the end of a session", () => {
  test("returns only to a registered address", async () => {
    const path = `${sandbox.info.tenantId}/oauth2/v2.0/logout`;
    const known = await open(sandbox, path, { post_logout_redirect_uri: REDIRECT, state: "s" });
    expect([known.status, known.location?.href]).toEqual([302, `${REDIRECT}/?state=s`]);
    const unknown = await open(sandbox, path, { post_logout_redirect_uri: "https://attacker.example/" });
    expect([unknown.status, unknown.location]).toEqual([200, undefined]);
    expect((await open(sandbox, path, {})).page).toContain("signed out");
  });

  test("is published with the other endpoints", async () => {
    const { body } = await sandbox.send(`${LOGIN}/${sandbox.info.tenantId}/v2.0/.well-known/openid-configuration`);
    const base = `${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0`;
    expect(body).toMatchObject({
      authorization_endpoint: `${base}/authorize`,
      end_session_endpoint: `${base}/logout`,
    });
  });
});
