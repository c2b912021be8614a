// The managed identity of a function or a machine: on the sandbox's own port, by its own routes and by MSAL.
import { ManagedIdentityApplication } from "@azure/msal-node";
import { request } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { claimsOf } from "./login-browser.js";
import { loopbackNetwork } from "./msal-network.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, preparedFolder, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

const GRAPH = "https://graph.microsoft.com";
const SECOND = "6c1d9e3e-2f6a-4d6e-8a20-5d4f5f6a7e02";

let sandbox: TestSandbox;
let header: string;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    const first = tenant.servicePrincipals.find((one) => one.servicePrincipalType === "ManagedIdentity");
    if (first === undefined) throw new Error("no managed identity");
    tenant.servicePrincipals.push({ ...first, id: "6c1d9e3e-2f6a-4d6e-8a20-5d4f5f6a7e01", appId: SECOND });
  });
  header = sandbox.info.managedIdentity?.header ?? "";
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

async function get(path: string, query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) {
  const url = `https://localhost${path}?${new URLSearchParams(query).toString()}`;
  const response = await request(url, { dispatcher: sandbox.agent, headers });
  return { status: response.statusCode, body: await response.body.json() };
}

const appService = (query: Readonly<Record<string, string>>, secret = header) =>
  get("/msi/token", { "api-version": "2019-08-01", ...query }, { "x-identity-header": secret });
const metadata = (
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { metadata: "true" },
) => get("/metadata/identity/oauth2/token", { "api-version": "2018-02-01", ...query }, headers);

describe("the endpoint of App Service", () => {
  test("stands in sandbox.json, and gives the identity's token for a day", async () => {
    expect(sandbox.info.managedIdentity?.endpoint).toBe("/msi/token");
    const { status, body } = await appService({ resource: GRAPH });
    expect(status).toBe(200);
    expect(Object.keys(Object(body) as object).sort()).toEqual([
      "access_token",
      "client_id",
      "expires_on",
      "resource",
      "token_type",
    ]);
    const token = textAt(body, "access_token");
    expect(claimsOf(token)).toMatchObject({ idtyp: "app", appidacr: "2", appid: textAt(body, "client_id") });
    expect(Number(textAt(body, "expires_on")) - Date.now() / 1000).toBeGreaterThan(86_000);
    expect((await sandbox.graph(token, "/v1.0/organization")).status).toBe(200);
  });

  test("gives that of another identity, and of another resource", async () => {
    const { body } = await appService({ resource: "https://management.azure.com/", client_id: SECOND.toUpperCase() });
    expect(claimsOf(textAt(body, "access_token"))).toMatchObject({
      appid: SECOND,
      aud: "https://management.azure.com",
    });
  });

  test.each([
    ["without resource", {}, undefined, 400],
    ["for an unknown resource", { resource: "https://example.com" }, undefined, 400],
    ["of another version", { resource: GRAPH, "api-version": "2017-09-01" }, undefined, 400],
    ["for an unknown identity", { resource: GRAPH, client_id: "nobody" }, undefined, 400],
    ["for an Azure resource's identity", { resource: GRAPH, mi_res_id: "/subscriptions/x" }, undefined, 400],
    ["with another header", { resource: GRAPH }, "made up", 401],
  ])("refuses a request %s", async (_, query, secret, status) => {
    expect((await appService(query, secret)).status).toBe(status);
  });

  test("is not on Microsoft's hosts", async () => {
    const answer = await sandbox.send(`${GRAPH}/msi/token?api-version=2019-08-01&resource=${GRAPH}`);
    expect(answer.status).toBe(501);
  });
});

describe("the metadata service", () => {
  test("gives the identity's token", async () => {
    const { status, body } = await metadata({ resource: `${GRAPH}/` });
    expect(status).toBe(200);
    expect(claimsOf(textAt(body, "access_token"))).toMatchObject({ aud: GRAPH });
    expect(body).toMatchObject({ expires_in: "86400", token_type: "Bearer", resource: `${GRAPH}/` });
  });

  test.each([
    ["without its header", { resource: GRAPH }, {}, "bad_request_102"],
    ["without resource", {}, undefined, "invalid_request"],
    ["of an unknown version", { resource: GRAPH, "api-version": "1" }, undefined, "invalid_request"],
    ["for an unknown identity", { resource: GRAPH, object_id: "nobody" }, undefined, "invalid_request"],
    ["for an unknown resource", { resource: "https://example.com" }, undefined, "invalid_resource"],
  ])("refuses a request %s", async (_, query, headers, error) => {
    const answer = await metadata(query, headers);
    expect([answer.status, at(answer.body, "error")]).toEqual([400, error]);
  });
});

test("a tenant without managed identity has none to give", async () => {
  const bare = await startWithTenant((tenant) => {
    tenant.servicePrincipals = tenant.servicePrincipals.filter((one) => one.servicePrincipalType !== "ManagedIdentity");
  });
  try {
    const url = `https://localhost/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${GRAPH}`;
    const response = await request(url, { dispatcher: bare.agent, headers: { metadata: "true" } });
    expect([response.statusCode, at(await response.body.json(), "error_description")]).toEqual([
      400,
      "Identity not found",
    ]);
  } finally {
    await bare.close();
  }
});

test("the header's secret survives a restart, and is made where a folder has none", async () => {
  const dir = await preparedFolder();
  const first = await startTestSandbox({ dir });
  await first.running.stop();
  const second = await startTestSandbox({ dir });
  expect(second.info.managedIdentity?.header).toBe(first.info.managedIdentity?.header);
  expect(second.info.managedIdentity?.header).not.toBe("");
  await second.close();
});

describe("MSAL", () => {
  test.each([
    ["App Service", () => ({ IDENTITY_ENDPOINT: "https://localhost/msi/token", IDENTITY_HEADER: header })],
    ["a virtual machine", () => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: "https://localhost" })],
  ])("gets a token as in %s", async (_, environment) => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
    const application = new ManagedIdentityApplication({
      managedIdentityIdParams: { userAssignedClientId: SECOND },
      system: { networkClient: loopbackNetwork(sandbox), disableInternalRetries: true },
    });
    const { accessToken, expiresOn } = await application.acquireToken({ resource: GRAPH, forceRefresh: true });
    expect(claimsOf(accessToken)).toMatchObject({ appid: SECOND });
    expect((expiresOn?.getTime() ?? 0) - Date.now()).toBeGreaterThan(86_000_000);
  });
});
