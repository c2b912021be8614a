// Secrets and certificates that were added to an application through Graph, disabled and foreign applications.
import { createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientCertificatePem } from "../../src/sandbox/certificate.js";
import { hashPassword } from "../../src/sandbox/store/password-hash.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { accessClaims, LOGIN, tokenRequest } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, type TestSandbox } from "./sandbox-client.js";

const DAY_MS = 86_400_000;
const now = Date.now();
const APPLICATION = "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0d001";
const DISABLED = "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0d003";
const UNCONSENTED = "3f8f5a5e-77a6-4a6e-9a55-02f6a0a0d005";

let sandbox: TestSandbox;
let valid: string;
let expired: string;

beforeAll(async () => {
  [valid, expired] = await Promise.all([clientCertificatePem("valid", now), clientCertificatePem("expired", now)]);
  sandbox = await startWithTenant(addApplications, { wallClock: () => now });
});
afterAll(() => sandbox.close());

function addApplications(tenant: TenantState): void {
  const [application] = tenant.applications;
  const [principal] = tenant.servicePrincipals;
  if (application === undefined || principal === undefined) throw new Error("no application");
  const add = (appId: string, more: Partial<TenantState["applications"][number]>, enabled: boolean | undefined) => {
    tenant.applications.push({ ...application, ...more, id: appId.replace(/.$/u, "9"), appId });
    if (enabled === undefined) return;
    const id = appId.replace(/.$/u, "8");
    tenant.servicePrincipals.push({ ...principal, id, appId, accountEnabled: enabled });
  };
  const until = (days: number) => ({
    displayName: null,
    hint: null,
    keyId: randomUUID(),
    startDateTime: new Date(now - 30 * DAY_MS).toISOString(),
    endDateTime: new Date(now + days * DAY_MS).toISOString(),
  });
  const key = (pem: string, days: number) => {
    const { hint: _, ...times } = until(days);
    const raw = certificateOf(pem).raw.toString("base64");
    return { ...times, type: "AsymmetricX509Cert", usage: "Verify", customKeyIdentifier: null, key: raw };
  };
  add(
    APPLICATION,
    {
      passwordCredentials: [
        { ...until(30), secret: hashPassword("a good secret") },
        { ...until(-1), secret: hashPassword("an old secret") },
      ],
      keyCredentials: [key(valid, 30), key(expired, -1), { ...key(valid, 30), key: "bm8gY2VydGlmaWNhdGU=" }],
    },
    true,
  );
  add(DISABLED, { passwordCredentials: [{ ...until(30), secret: hashPassword("a good secret") }] }, false);
  add(UNCONSENTED, { passwordCredentials: [{ ...until(30), secret: hashPassword("a good secret") }] }, undefined);
}

function certificateOf(pem: string): X509Certificate {
  return new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE")));
}

function assertion(pem: string, header: Readonly<Record<string, string>> = {}): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const hash = certificateOf(pem).fingerprint256.replaceAll(":", "");
  const seconds = Math.floor(now / 1000);
  const head = { alg: "RS256", typ: "JWT", "x5t#S256": Buffer.from(hash, "hex").toString("base64url"), ...header };
  const claims = {
    aud: `${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/token`,
    iss: APPLICATION,
    sub: APPLICATION,
    jti: randomUUID(),
    nbf: seconds,
    exp: seconds + 600,
  };
  const content = `${encode(head)}.${encode(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), createPrivateKey(pem)).toString("base64url")}`;
}

function withSecret(client_secret: string, client_id = APPLICATION) {
  return tokenRequest(sandbox, { grant_type: "client_credentials", client_id, client_secret, scope: GRAPH_SCOPE });
}

function withAssertion(client_assertion: string) {
  return tokenRequest(sandbox, {
    grant_type: "client_credentials",
    client_id: APPLICATION,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion,
    scope: GRAPH_SCOPE,
  });
}

describe("a secret", () => {
  test("that was added serves", async () => {
    expect(accessClaims(await withSecret("a good secret"))).toMatchObject({ appid: APPLICATION, appidacr: "1" });
  });

  test.each([
    ["that has expired", "an old secret", APPLICATION, 7000222],
    ["that nobody added", "made up", APPLICATION, 7000215],
    ["of a hundred thousand letters", "x".repeat(100_000), APPLICATION, 7000215],
    ["of a disabled application", "a good secret", DISABLED, 7000112],
    ["of an application without service principal", "a good secret", UNCONSENTED, 7000229],
  ])("%s is refused", async (_, secret, client, number) => {
    const answer = await withSecret(secret, client);
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([number === 7000112 ? 400 : 401, number]);
  });
});

describe("a certificate", () => {
  test("that was added serves", async () => {
    expect(accessClaims(await withAssertion(assertion(valid)))).toMatchObject({ appidacr: "2" });
  });

  test.each([
    ["that has expired", () => assertion(expired), 401, 700027],
    ["with a key that is another's", () => assertion(valid, { "x5t#S256": "AAAA" }), 401, 700027],
    ["with another algorithm", () => assertion(valid, { alg: "none" }), 400, 50027],
    ["without thumbprint", () => assertion(valid, { "x5t#S256": "" }), 401, 700027],
    ["in four parts", () => `${assertion(valid)}.more`, 400, 50027],
  ])("%s is refused", async (_, make, status, number) => {
    const answer = await withAssertion(make());
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([status, number]);
  });
});
