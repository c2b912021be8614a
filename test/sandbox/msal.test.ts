// The real MSAL against the emulated login service: only the transport is handed another address.

import { X509Certificate } from "node:crypto";
import {
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from "@azure/msal-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimsOf, open, REDIRECT } from "./login-browser.js";
import { loopbackNetwork } from "./msal-network.js";
import { ARM_SCOPE, GRAPH_SCOPE, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

function firstClient() {
  const [client] = sandbox.info.clients;
  if (client === undefined) throw new Error("no client");
  return client;
}

const authority = () => `https://login.microsoftonline.com/${sandbox.info.tenantId}`;

test("a client secret", async () => {
  const { clientId, clientSecret } = firstClient();
  const app = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: authority() },
    system: { networkClient: loopbackNetwork(sandbox) },
  });
  const result = await app.acquireTokenByClientCredential({ scopes: [GRAPH_SCOPE] });
  expect((await sandbox.graph(result?.accessToken ?? "", "/v1.0/organization")).status).toBe(200);
});

test("a certificate, known by its SHA-256 thumbprint", async () => {
  const { clientId, certificate } = firstClient();
  const x509 = new X509Certificate(certificate.slice(certificate.indexOf("-----BEGIN CERTIFICATE")));
  const app = new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: authority(),
      clientCertificate: {
        privateKey: certificate.slice(0, certificate.indexOf("-----BEGIN CERTIFICATE")),
        thumbprintSha256: x509.fingerprint256.replaceAll(":", ""),
      },
    },
    system: { networkClient: loopbackNetwork(sandbox) },
  });
  const result = await app.acquireTokenByClientCredential({ scopes: [ARM_SCOPE] });
  const url = "/providers/Microsoft.ADHybridHealthService/configuration?api-version=2014-01-01";
  expect((await sandbox.arm(result?.accessToken ?? "", url)).status).toBe(200);
});

test("a device code for Graph, then silently a token for Azure Resource Manager", async () => {
  const app = new PublicClientApplication({
    auth: { clientId: firstClient().clientId, authority: authority() },
    system: { networkClient: loopbackNetwork(sandbox) },
  });
  const messages: string[] = [];
  const first = await app.acquireTokenByDeviceCode({
    scopes: [GRAPH_SCOPE],
    deviceCodeCallback: (response) => messages.push(response.message),
  });
  expect(messages[0]).toContain("https://microsoft.com/devicelogin");
  expect(first?.account?.username).toBe(sandbox.info.users[0]?.userPrincipalName);
  expect((await sandbox.graph(first?.accessToken ?? "", "/v1.0/me")).status).toBe(200);
  if (first?.account == null) throw new Error("no account");
  const second = await app.acquireTokenSilent({ scopes: [ARM_SCOPE], account: first.account });
  const url = "/providers/Microsoft.ADHybridHealthService/services?api-version=2014-01-01";
  expect((await sandbox.arm(second.accessToken, url)).status).toBe(200);
});

test("a code, then claims that the sign-in satisfies and claims that it cannot", async () => {
  const app = new PublicClientApplication({
    auth: { clientId: firstClient().clientId, authority: authority(), clientCapabilities: ["cp1"] },
    system: { networkClient: loopbackNetwork(sandbox) },
  });
  const codeOf = async (loginHint: string) => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = [GRAPH_SCOPE];
    const url = new URL(
      await app.getAuthCodeUrl({
        scopes,
        redirectUri: REDIRECT,
        codeChallenge: challenge,
        codeChallengeMethod: "S256",
        loginHint,
      }),
    );
    const { location } = await open(sandbox, url.pathname.slice(1), Object.fromEntries(url.searchParams));
    const code = location?.searchParams.get("code") ?? "";
    return app.acquireTokenByCode({ code, scopes, redirectUri: REDIRECT, codeVerifier: verifier });
  };
  const strong = await codeOf(sandbox.info.users[0]?.userPrincipalName ?? "");
  expect((strong.expiresOn?.getTime() ?? 0) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: "p1" } } });
  if (strong.account === null) throw new Error("no account");
  const cached = await app.acquireTokenSilent({ scopes: [GRAPH_SCOPE], account: strong.account });
  expect(cached.fromCache).toBe(true);
  const stepped = await app.acquireTokenSilent({ scopes: [ARM_SCOPE], account: strong.account, claims });
  expect(claimsOf(stepped.accessToken)).toMatchObject({ acrs: ["p1"], amr: ["pwd", "mfa"], xms_cc: ["cp1"] });
  const weak = await codeOf("breakglass@contoso.onmicrosoft.com");
  if (weak.account === null) throw new Error("no account");
  await expect(app.acquireTokenSilent({ scopes: [ARM_SCOPE], account: weak.account, claims })).rejects.toBeInstanceOf(
    InteractionRequiredAuthError,
  );
});
