// Sign-in by certificate: the assertion that takes the secret's place, checked with the public key as Entra ID does.
import { constants, createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { SignInError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { createClientCertificate, type ServerIdentity } from "../../support/certificates.js";
import { loginHost } from "../../support/login-host.js";
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
  const { credential } = await signIn("certificate", { certificateFile: temporaryFile("app.pem", pem) });
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

test.each([
  ["holds the certificate alone", () => own.cert],
  ["holds the key alone", () => own.key],
  ["is no PEM file", () => "PFX?"],
])("a file that %s cannot be used: the error names the file and shows nothing of it", async (_what, text) => {
  const file = temporaryFile("app.pem", text());
  const error = await caught(SignInError, signIn("certificate", { certificateFile: file }));
  expect(error).toMatchObject({ code: "certificate-unusable" });
  expect(error.message).toContain(file);
  expect(error.remedy).toContain("private key and its certificate");
  expect(`${error.message}${error.remedy}`).not.toContain(own.key.split("\n")[1]);
});

test("a file that is missing names itself", async () => {
  const error = await caught(SignInError, signIn("certificate", { certificateFile: "/nowhere/app.pem" }));
  expect(error.message).toContain("/nowhere/app.pem");
});

test("without a file it is the typist's error, which names the variable", async () => {
  const error = await caught(UsageError, signIn("certificate"));
  expect(error.code).toBe("certificate-missing");
  expect(error.remedy).toContain("AZURE_CLIENT_CERTIFICATE_PATH");
});
