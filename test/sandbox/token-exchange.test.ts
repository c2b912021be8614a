// A managed identity in the place of an application's secret, and tokens for Azure Storage by every route without a user.
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessClaims, claimsOf, tokenRequest } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const EXCHANGE = "api://AzureADTokenExchange";
const EXCHANGE_APP = "fb60f99c-7a34-4190-8149-302f77469936";
const STORAGE = "https://storage.azure.com";
const STORAGE_APP = "e406a681-f3d4-42a8-90b6-c2b029497af1";

let sandbox: TestSandbox;
let identityId = "";

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    identityId = tenant.servicePrincipals.find((one) => one.servicePrincipalType === "ManagedIdentity")?.id ?? "";
    const issuer = `https://login.microsoftonline.com/${tenant.organization.id}/v2.0`;
    const credential = { name: "function", issuer, description: null };
    tenant.applications[0]?.federatedIdentityCredentials.push({
      ...credential,
      id: "0d6ec0a5-6cf5-4bb4-8cb6-f2b7d1f6f011",
      subject: identityId,
      audiences: [EXCHANGE],
    });
    tenant.applications[1]?.federatedIdentityCredentials.push({
      ...credential,
      id: "0d6ec0a5-6cf5-4bb4-8cb6-f2b7d1f6f012",
      subject: "6c1d9e3e-2f6a-4d6e-8a20-5d4f5f6a7e02",
      audiences: [EXCHANGE],
    });
  });
});
afterAll(() => sandbox.close());

async function identityToken(resource: string) {
  const query = new URLSearchParams({ "api-version": "2019-08-01", resource }).toString();
  const headers = { "x-identity-header": sandbox.info.managedIdentity?.header ?? "" };
  const response = await request(`https://localhost/msi/token?${query}`, { dispatcher: sandbox.agent, headers });
  return { status: response.statusCode, body: await response.body.json() };
}

function redeem(client_assertion: string, scope = GRAPH_SCOPE, client = 0) {
  return tokenRequest(sandbox, {
    grant_type: "client_credentials",
    client_id: sandbox.info.clients[client]?.clientId ?? "",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion,
    scope,
  });
}

function withSecret(scope: string) {
  const { clientId = "", clientSecret = "" } = sandbox.info.clients[0] ?? {};
  return tokenRequest(sandbox, {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  });
}

describe("a managed identity's token for the exchange", () => {
  test("has the form of version 2.0, the resource's id as its audience, and the identity as its subject", async () => {
    const { status, body } = await identityToken(EXCHANGE);
    expect(status).toBe(200);
    const claims = claimsOf(textAt(body, "access_token"));
    expect(claims).toMatchObject({
      aud: EXCHANGE_APP,
      iss: `https://login.microsoftonline.com/${sandbox.info.tenantId}/v2.0`,
      sub: identityId,
      oid: identityId,
      azp: textAt(body, "client_id"),
      ver: "2.0",
    });
    expect(claims).not.toHaveProperty("appid");
  });

  test.each([EXCHANGE, `${EXCHANGE}/.default`, EXCHANGE_APP])(
    "asked for as %s, it serves as the application",
    async (resource) => {
      const answer = await redeem(textAt((await identityToken(resource)).body, "access_token"));
      expect(accessClaims(answer)).toMatchObject({ appid: sandbox.info.clients[0]?.clientId, appidacr: "2" });
      expect((await sandbox.graph(textAt(answer.body, "access_token"), "/v1.0/organization")).status).toBe(200);
    },
  );

  test("is refused by an application that trusts another identity", async () => {
    const answer = await redeem(textAt((await identityToken(EXCHANGE)).body, "access_token"), GRAPH_SCOPE, 1);
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([401, 700213]);
  });

  test("is needed: a token for another resource proves nothing to the application", async () => {
    const answer = await redeem(textAt((await identityToken(STORAGE)).body, "access_token"));
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([401, 700211]);
  });

  test("is no access token", async () => {
    const token = textAt((await identityToken(EXCHANGE)).body, "access_token");
    expect((await sandbox.graph(token, "/v1.0/organization")).status).toBe(401);
  });

  test("is given to managed identities only", async () => {
    const answer = await withSecret(`${EXCHANGE}/.default`);
    expect([answer.status, at(answer.body, "error_codes", 0)]).toEqual([400, 500011]);
  });
});

describe("a token for Azure Storage", () => {
  test("by secret, by managed identity, and by another's token", async () => {
    expect(accessClaims(await withSecret(`${STORAGE}/.default`))).toMatchObject({ aud: STORAGE, idtyp: "app" });
    const own = await identityToken(`${STORAGE}/`);
    expect(claimsOf(textAt(own.body, "access_token"))).toMatchObject({ aud: STORAGE, oid: identityId });
    const exchange = textAt((await identityToken(EXCHANGE)).body, "access_token");
    expect(accessClaims(await redeem(exchange, `${STORAGE_APP}/.default`))).toMatchObject({ aud: STORAGE_APP });
  });

  test("stands in the sign-in log by the service's name", async () => {
    await withSecret(`${STORAGE}/.default`);
    const filter = encodeURIComponent("signInEventTypes/any(t: t eq 'servicePrincipal')");
    const { body } = await sandbox.graph(await sandbox.appToken(), `/beta/auditLogs/signIns?$filter=${filter}&$top=50`);
    const found = listAt(body, "value").find((one) => at(one, "resourceId") === STORAGE_APP);
    expect(found).toMatchObject({ resourceDisplayName: "Azure Storage" });
  });
});
