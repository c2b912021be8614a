// Sign-in by certificate: the assertion that takes the secret's place, checked with the public key as Entra ID does.
import { constants, createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { createClientCertificate, type ServerIdentity } from "../../support/certificates.js";
import { loginHost } from "../../support/login-host.js";
import { manualClock } from "../../support/manual-clock.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { CLIENT_ID, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { temporaryFile } from "../../support/temporary-folder.js";

recordHosts();

let own: ServerIdentity;

beforeAll(async () => {
  own = await createClientCertificate("aadc-cloud");
});

async function assertionFrom(pem: string): Promise<{ assertion: string; form: URLSearchParams }> {
  const login = loginHost();
  const { credential } = await signIn("certificate", {
    certificateFile: temporaryFile("app.pem", pem),
    clock: manualClock({ epoch: Date.now() }),
  });
  expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("access-1");
  const form = login.forms()[0] ?? new URLSearchParams();
  return { assertion: form.get("client_assertion") ?? "", form };
}

const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8")) as Record<string, unknown>;

test("the token request carries an assertion signed by the key, and no key", async () => {
  const { assertion, form } = await assertionFrom(`${own.key}${own.cert}\n`);
  expect(Object.fromEntries(form)).toMatchObject({
    client_id: CLIENT_ID,
    grant_type: "client_credentials",
    scope: GRAPH_SCOPE,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  });
  expect(form.has("client_secret")).toBe(false);

  const [header, payload, signature] = assertion.split(".");
  const certificate = new X509Certificate(own.cert);
  expect(decode(header)).toMatchObject({
    alg: "PS256",
    "x5t#S256": createHash("sha256").update(certificate.raw).digest("base64url"),
    x5c: [certificate.raw.toString("base64")],
  });
  expect(decode(header)).not.toHaveProperty("x5t");
  const { aud, iss, sub, exp, nbf } = decode(payload);
  expect({ aud, iss, sub }).toEqual({
    aud: "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
    iss: CLIENT_ID,
    sub: CLIENT_ID,
  });
  expect(Number(exp) - Number(nbf)).toBeGreaterThan(0);
  expect(Number(exp) - Number(nbf)).toBeLessThanOrEqual(3_600);
  const signed = verify(
    "sha256",
    Buffer.from(`${header ?? ""}.${payload ?? ""}`),
    {
      key: createPublicKey(own.cert),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    },
    Buffer.from(signature ?? "", "base64url"),
  );
  expect(signed).toBe(true);
});

test("the order of key and certificate in the file does not matter", async () => {
  const { assertion } = await assertionFrom(`${own.cert}\n${own.key}`);
  expect(decode(assertion.split(".")[0])["alg"]).toBe("PS256");
});

test("a PFX file serves as well, and what issued the certificate goes with it", async () => {
  const login = loginHost();
  const { credential } = await signIn("certificate", {
    certificateFile: path.join(import.meta.dirname, "fixtures", "windows-3des.pfx"),
    certificatePassword: "test-password",
    clock: manualClock({ epoch: Date.now() }),
  });
  await credential.getToken(GRAPH_SCOPE);
  const header = decode(login.forms()[0]?.get("client_assertion")?.split(".")[0]);
  const [leaf, issuer, ...more] = (header["x5c"] as readonly string[]).map(
    (der) => new X509Certificate(Buffer.from(der, "base64")),
  );
  expect([leaf?.subject, leaf?.issuer]).toEqual(["CN=test-key-of-aadc-cloud", "CN=test-authority-of-aadc-cloud"]);
  expect([issuer?.subject, more]).toEqual(["CN=test-authority-of-aadc-cloud", []]);
});

test("nothing is sent for a file that cannot serve", async () => {
  const login = loginHost();
  const signingIn = signIn("certificate", {
    certificateFile: temporaryFile("app.cer", own.cert),
    clock: manualClock({ epoch: Date.now() }),
  });
  expect((await caught(SignInError, signingIn)).code).toBe("certificate-without-key");
  expect(login.requests).toEqual([]);
});
