import { createPrivateKey, createPublicKey, randomUUID, sign, verify, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at, GRAPH_SCOPE, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startTestSandbox({ wallClock: () => now });
});
afterAll(() => sandbox.close());

const LOGIN = "https://login.microsoftonline.com";

function client(index = 0) {
  const found = sandbox.info.clients[index];
  if (found === undefined) throw new Error("no such client");
  return found;
}

function token(form: Readonly<Record<string, string>>, tenant = sandbox.info.tenantId) {
  return sandbox.send(`${LOGIN}/${tenant}/oauth2/v2.0/token`, { method: "POST", form });
}

function withSecret(more: Readonly<Record<string, string>> = {}) {
  const { clientId, clientSecret } = client();
  return {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: GRAPH_SCOPE,
    ...more,
  };
}

function claimsOf(jwt: string): unknown {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

interface AssertionChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly x5t?: string;
  readonly signedBy?: string;
}

function assertion({ claims = {}, x5t, signedBy = client().certificate }: AssertionChanges = {}): string {
  const pem = client().certificate;
  const certificate = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE")));
  const thumbprint = x5t ?? Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex").toString("base64url");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(now / 1000);
  const body = {
    aud: `${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/token`,
    iss: client().clientId,
    sub: client().clientId,
    jti: randomUUID(),
    nbf: seconds,
    exp: seconds + 600,
    ...claims,
  };
  const content = `${encode({ alg: "RS256", typ: "JWT", "x5t#S256": thumbprint })}.${encode(body)}`;
  return `${content}.${sign("sha256", Buffer.from(content), createPrivateKey(signedBy)).toString("base64url")}`;
}

function withAssertion(client_assertion: string) {
  return {
    grant_type: "client_credentials",
    client_id: client().clientId,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion,
    scope: GRAPH_SCOPE,
  };
}

describe("discovery", () => {
  test.each(["id", "contoso.onmicrosoft.com", "contoso.com", "common", "organizations"])(
    "knows the tenant as %s",
    async (name) => {
      const tenant = name === "id" ? sandbox.info.tenantId : name;
      const answer = await sandbox.send(`${LOGIN}/${tenant}/v2.0/.well-known/openid-configuration`);
      expect(answer.status).toBe(200);
      const own = ["common", "organizations"].includes(name) ? name : sandbox.info.tenantId;
      expect(at(answer.body, "token_endpoint")).toBe(`${LOGIN}/${own}/oauth2/v2.0/token`);
    },
  );

  test("refuses another tenant", async () => {
    const answer = await sandbox.send(`${LOGIN}/fabrikam.com/v2.0/.well-known/openid-configuration`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: "invalid_request", error_codes: [90002] });
  });

  test("publishes the key that signs its tokens", async () => {
    const { body } = await sandbox.send(`${LOGIN}/common/discovery/v2.0/keys`);
    const jwt = await sandbox.appToken();
    const [head = "", claims = "", signature = ""] = jwt.split(".");
    const key = createPublicKey({ key: at(body, "keys", 0), format: "jwk" } as Parameters<typeof createPublicKey>[0]);
    const content = Buffer.from(`${head}.${claims}`);
    expect(verify("sha256", content, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))).toBe(
      true,
    );
    expect(JSON.parse(Buffer.from(head, "base64url").toString())).toMatchObject({ kid: at(body, "keys", 0, "kid") });
  });
});

describe("client credentials", () => {
  test("with the secret give the app roles", async () => {
    const answer = await token(withSecret());
    expect(answer.status).toBe(200);
    const claims = claimsOf(textAt(answer.body, "access_token"));
    expect(claims).toMatchObject({
      aud: "https://graph.microsoft.com",
      tid: sandbox.info.tenantId,
      appid: client().clientId,
      roles: client().appRoles,
    });
    expect(at(claims, "scp")).toBeUndefined();
    expect(Number(at(claims, "exp")) - now / 1000).toBeGreaterThan(3600);
  });

  test.each([
    ["a wrong secret", { client_secret: "no" }, 401, "invalid_client", 7000215],
    ["an unknown client", { client_id: "11111111-1111-4111-8111-111111111111" }, 400, "unauthorized_client", 700016],
    ["an unknown resource", { scope: "https://vault.example/.default" }, 400, "invalid_resource", 500011],
    ["a scope that is not .default", { scope: "https://graph.microsoft.com/User.Read" }, 400, "invalid_scope", 1002012],
    ["an unknown grant", { grant_type: "a_dance" }, 400, "unsupported_grant_type", 70003],
  ])("with %s are refused", async (_, change, status, error, code) => {
    const answer = await token(withSecret(change));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [code] });
    expect(textAt(answer.body, "error_description")).toMatch(
      new RegExp(`^AADSTS${code}: .* Trace ID: .* Correlation ID: .* Timestamp: `, "u"),
    );
  });

  test("for an unknown tenant are refused", async () => {
    const answer = await token(withSecret(), "nowhere.example");
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([400, 90002]);
  });

  test("without any proof are refused", async () => {
    const { client_secret: _, ...form } = withSecret();
    expect(at((await token(form)).body, "error_codes", 0)).toBe(7000218);
  });
});

describe("a signed assertion", () => {
  test("serves for every resource until it expires", async () => {
    const signed = assertion();
    expect((await token(withAssertion(signed))).status).toBe(200);
    const again = await token({ ...withAssertion(signed), scope: "https://management.azure.com/.default" });
    expect(again.status).toBe(200);
  });

  test.each([
    ["signed by another key", () => assertion({ signedBy: client(1).certificate }), 700027],
    ["naming an unknown certificate", () => assertion({ x5t: "AAAA" }), 700027],
    ["of another client", () => assertion({ claims: { iss: "someone", sub: "someone" } }), 700021],
    ["for another audience", () => assertion({ claims: { aud: "https://example.com" } }), 700023],
    ["that has expired", () => assertion({ claims: { nbf: now / 1000 - 7200, exp: now / 1000 - 3600 } }), 700024],
    ["not yet valid", () => assertion({ claims: { nbf: now / 1000 + 3600, exp: now / 1000 + 7200 } }), 700024],
    ["that is none", () => "nonsense", 50027],
  ])("%s is refused", async (_, make, code) => {
    expect(at((await token(withAssertion(make()))).body, "error_codes", 0)).toBe(code);
  });
});

describe("device code and refresh token", () => {
  const scope = "https://graph.microsoft.com/User.Read openid profile offline_access";

  async function deviceCode() {
    const answer = await sandbox.send(`${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`, {
      method: "POST",
      form: { client_id: client().clientId, scope },
    });
    return {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: client().clientId,
      device_code: textAt(answer.body, "device_code"),
    };
  }

  test("sign the first user in, once", async () => {
    const form = await deviceCode();
    const answer = await token(form);
    expect(claimsOf(textAt(answer.body, "access_token"))).toMatchObject({
      upn: sandbox.info.users[0]?.userPrincipalName,
      wids: ["62e90394-69f5-4237-9190-012177145e10", "b79fbf4d-3ef9-4689-8143-76b194e85509"],
    });
    expect(claimsOf(textAt(answer.body, "id_token"))).toMatchObject({ aud: client().clientId, ver: "2.0" });
    expect(textAt(answer.body, "client_info")).not.toBe("");
    expect(at((await token(form)).body, "error_codes", 0)).toBe(70018);
  });

  test("expire", async () => {
    const form = await deviceCode();
    now += 901_000;
    expect((await token(form)).body).toMatchObject({ error: "expired_token" });
  });

  test("redeem for the other resource", async () => {
    const first = await token(await deviceCode());
    const form = {
      grant_type: "refresh_token",
      client_id: client().clientId,
      refresh_token: textAt(first.body, "refresh_token"),
    };
    const answer = await token({ ...form, scope: "https://management.azure.com/.default offline_access" });
    expect(claimsOf(textAt(answer.body, "access_token"))).toMatchObject({
      aud: "https://management.azure.com",
      scp: "user_impersonation",
    });
    expect((await token({ ...form, refresh_token: "made up" })).body).toMatchObject({ error: "invalid_grant" });
    expect((await token({ ...form, client_id: client(1).clientId })).body).toMatchObject({ error: "invalid_grant" });
  });

  test("want consent", async () => {
    const first = await token(await deviceCode());
    const answer = await token({
      grant_type: "refresh_token",
      client_id: client().clientId,
      refresh_token: textAt(first.body, "refresh_token"),
      scope: "https://graph.microsoft.com/Mail.Send",
    });
    expect(at(answer.body, "error_codes", 0)).toBe(65001);
  });

  test("do not outlive the account", async () => {
    const first = await token(await deviceCode());
    // The token of a client without claims challenges lives on: the administrator can take it back.
    const admin = await sandbox.userToken();
    const user = sandbox.info.users[0]?.userPrincipalName ?? "";
    await sandbox.graph(admin, `/v1.0/users/${user}`, { method: "PATCH", json: { accountEnabled: false } });
    const form = {
      grant_type: "refresh_token",
      client_id: client().clientId,
      refresh_token: textAt(first.body, "refresh_token"),
      scope,
    };
    expect(at((await token(form)).body, "error_codes", 0)).toBe(50057);
    await sandbox.graph(admin, `/v1.0/users/${user}`, { method: "PATCH", json: { accountEnabled: true } });
    expect((await token(form)).status).toBe(200);
  });
});

test("an access token expires, and another audience's is refused", async () => {
  const jwt = await sandbox.appToken();
  expect((await sandbox.graph(jwt, "/v1.0/domains")).status).toBe(200);
  const arm = await sandbox.appToken("https://management.azure.com/.default");
  expect((await sandbox.graph(arm, "/v1.0/domains")).status).toBe(401);
  expect((await sandbox.graph(`${jwt.slice(0, -6)}AAAAAA`, "/v1.0/domains")).status).toBe(401);
  now += 76 * 60_000;
  const late = await sandbox.graph(jwt, "/v1.0/domains");
  expect([late.status, at(late.body, "error", "code")]).toEqual([401, "InvalidAuthenticationToken"]);
  expect(listAt((await sandbox.graph(await sandbox.appToken(), "/v1.0/domains")).body, "value")).toHaveLength(2);
});
