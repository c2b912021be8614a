// The real MSAL against the emulated login service: only the transport is handed another address.

import { X509Certificate } from "node:crypto";
import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  PublicClientApplication,
} from "@azure/msal-node";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ARM_SCOPE, GRAPH_SCOPE, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

function networkClient(): INetworkModule {
  async function send(method: "GET" | "POST", url: string, options: NetworkRequestOptions = {}) {
    const response = await request(url, {
      dispatcher: sandbox.agent,
      method,
      headers: options.headers ?? {},
      body: options.body ?? null,
    });
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    return { headers, body: await response.body.json(), status: response.statusCode };
  }
  return {
    sendGetRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
      (await send("GET", url, options)) as NetworkResponse<T>,
    sendPostRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) =>
      (await send("POST", url, options)) as NetworkResponse<T>,
  };
}

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
    system: { networkClient: networkClient() },
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
    system: { networkClient: networkClient() },
  });
  const result = await app.acquireTokenByClientCredential({ scopes: [ARM_SCOPE] });
  const url = "/providers/Microsoft.ADHybridHealthService/configuration?api-version=2014-01-01";
  expect((await sandbox.arm(result?.accessToken ?? "", url)).status).toBe(200);
});

test("a device code for Graph, then silently a token for Azure Resource Manager", async () => {
  const app = new PublicClientApplication({
    auth: { clientId: firstClient().clientId, authority: authority() },
    system: { networkClient: networkClient() },
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
