// Applications sign in from the command line, with everything that is named by the environment alone, as pipelines do.
import { writeFileSync } from "node:fs";
import path from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textAt } from "../sandbox/sandbox-client.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const ISSUER = "https://token.actions.githubusercontent.com";
const SUBJECT = "repo:contoso/migration:environment:production";
const PASSWORD = "canary-of-a-pfx-password";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    tenant: (tenant) => {
      tenant.applications[0]?.federatedIdentityCredentials.push({
        id: "0d6ec0a5-6cf5-4bb4-8cb6-f2b7d1f6f001",
        name: "pipeline",
        issuer: ISSUER,
        subject: SUBJECT,
        audiences: ["api://AzureADTokenExchange"],
        description: null,
      });
    },
  });
});
afterAll(() => stage.close());

const client = (index = 0) => {
  const found = stage.sandbox.info.clients[index];
  if (found === undefined) throw new Error(`The sandbox has no client ${index}.`);
  return found;
};

/** The name is relative, as it would stand in a script. */
function file(name: string, content: string | Buffer): string {
  writeFileSync(path.join(stage.cwd, name), content);
  return name;
}

const whoami = (environment: Readonly<Record<string, string>>, ...more: readonly string[]) =>
  stage.cli(["whoami", "-o", "json", ...more], { environment });

function pfxOf(pem: string, algorithm: "3des" | "aes256"): Buffer {
  const { privateKeyFromPem, certificateFromPem } = forge.pki;
  const certificate = certificateFromPem(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----")));
  const p12 = forge.pkcs12.toPkcs12Asn1(privateKeyFromPem(pem), certificate, PASSWORD, { algorithm });
  return Buffer.from(forge.asn1.toDer(p12).getBytes(), "binary");
}

describe("by certificate", () => {
  test("PEM, as sandbox.json has it: verify-sync reads what the application may", async () => {
    const environment = { AZURE_CLIENT_CERTIFICATE_PATH: file("app.pem", client().certificate) };
    const { code, stdout } = await stage.cli(["verify-sync", "-o", "json"], { environment });
    expect(code).toBe(1);
    const result = resultIn("verify-sync", stdout);
    expect(result.operator).toMatchObject({ authKind: "certificate" });
    expect(result.tenant.initialDomain).toBe("contoso.onmicrosoft.com");
  });

  test.each(["3des", "aes256"] as const)("PFX by %s, its password in the environment", async (algorithm) => {
    const environment = {
      AZURE_CLIENT_CERTIFICATE_PATH: file(`${algorithm}.pfx`, pfxOf(client().certificate, algorithm)),
      AZURE_CLIENT_CERTIFICATE_PASSWORD: PASSWORD,
    };
    const { code, stdout, stderr } = await whoami(environment, "-v", "--trace", "pfx.jsonl");
    expect(code).toBe(0);
    expect(resultIn("whoami", stdout).operator).toMatchObject({ authKind: "certificate" });
    const texts = Object.entries(filesBelow(stage.cwd)).filter(([name]) => !/\.(?:pem|pfx)$/.test(name));
    const places = { ...Object.fromEntries(texts), stdout, stderr };
    expect(Object.keys(places)).toContain("pfx.jsonl");
    expect(placesWith(PASSWORD, places)).toEqual([]);
    for (const line of client().certificate.split("\n").slice(1, 20)) expect(placesWith(line, places)).toEqual([]);
  });

  test.each([
    [
      "certificate-password-wrong",
      "AZURE_CLIENT_CERTIFICATE_PASSWORD",
      () => pfxOf(client().certificate, "aes256"),
      "wrong",
    ],
    [
      "certificate-password-missing",
      "AZURE_CLIENT_CERTIFICATE_PASSWORD",
      () => pfxOf(client().certificate, "3des"),
      "",
    ],
    [
      "certificate-only-key",
      "PEM or PFX",
      () => client().certificate.split("-----BEGIN CERTIFICATE-----")[0] ?? "",
      "",
    ],
    ["AADSTS700027", "Certificates & secrets", () => client(1).certificate, ""],
  ])("%s: exit code 3, and what to do", async (code, remedy, content, password) => {
    const environment = {
      AZURE_CLIENT_CERTIFICATE_PATH: file("bad.pfx", content()),
      AZURE_CLIENT_CERTIFICATE_PASSWORD: password,
    };
    stage.newRequests();
    const outcome = await stage.cli(["verify-sync", "-o", "json"], { environment });
    expect(outcome.code).toBe(3);
    expect(errorIn(outcome.stdout)).toMatchObject({ code });
    expect(outcome.stderr).toContain(remedy);
    expect(outcome.stderr).not.toMatch(/\n\s+at |PRIVATE KEY/);
    if (!code.startsWith("AADSTS")) expect(stage.newRequests().map(({ url }) => url)).toEqual([]);
  });
});

describe("by workload identity", () => {
  async function federatedToken(change: Readonly<Record<string, string>> = {}): Promise<string> {
    const url = "https://graph.microsoft.com/$sandbox/federated-token";
    const json = { issuer: ISSUER, subject: SUBJECT, ...change };
    return textAt((await stage.sandbox.send(url, { method: "POST", json })).body, "assertion");
  }

  /** What Azure Kubernetes Service sets, and what a step in GitHub Actions can set. */
  const environmentOf = (token: string, name = "token") => ({
    AZURE_FEDERATED_TOKEN_FILE: file(name, token),
    AZURE_CLIENT_ID: client().clientId,
    AZURE_TENANT_ID: stage.sandbox.info.tenantId,
  });

  test("without --auth: the environment says it all", async () => {
    const { code, stdout } = await whoami(environmentOf(`\uFEFF${await federatedToken()}\r\n`));
    expect(code).toBe(0);
    const { operator, tenantId } = resultIn("whoami", stdout);
    expect([operator.authKind, tenantId]).toEqual(["workload-identity", stage.sandbox.info.tenantId]);
  });

  test.each([
    ["AADSTS700211", { issuer: "https://gitlab.com" }, 'the issuer "https://gitlab.com"'],
    ["AADSTS700213", { subject: "repo:contoso/other:ref:refs/heads/main" }, 'the subject "repo:contoso/other'],
    ["AADSTS700212", { audience: "https://example.com" }, 'the audience "https://example.com"'],
  ])("%s: what does not fit is shown", async (code, change, says) => {
    const token = await federatedToken(change);
    const outcome = await stage.cli(["verify-sync"], { environment: environmentOf(token) });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain(code);
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).toContain("Federated credentials");
    expect(outcome.stderr).not.toContain(token.split(".")[2] ?? token);
  });

  test("AADSTS700024: a token that has ended says when", async () => {
    const token = await federatedToken();
    stage.time.pass(20 * 60_000);
    const { code, stderr } = await stage.cli(["verify-sync"], { environment: environmentOf(token) });
    expect(code).toBe(3);
    expect(stderr).toMatch(/AADSTS700024.* and ends 20\d\d-/);
  });

  test("an empty file is told before anything is sent", async () => {
    stage.newRequests();
    const { code, stderr } = await stage.cli(["verify-sync"], { environment: environmentOf("\r\n") });
    expect(code).toBe(3);
    expect(stderr).toContain("is empty: the platform has not written its token yet");
    expect(stage.newRequests()).toEqual([]);
  });
});
