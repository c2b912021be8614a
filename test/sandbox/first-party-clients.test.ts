// Signing in with Microsoft's own public clients, and the consent that goes with it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accessClaims, authorizeQuery, codeForm, LOGIN, open, pkcePair, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const GRAPH_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const DANA = "dana.fischer@contoso.com";
const READ = "https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/organization.read.all";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startWithTenant((tenant) => {
    tenant.conditionalAccessPolicies = [];
    grantPermissions(tenant, ["Directory.Read.All"]);
  });
});
afterEach(() => sandbox.close());

async function deviceCode(clientId: string, scope: string) {
  const url = `${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`;
  const code = await sandbox.send(url, { method: "POST", form: { client_id: clientId, scope } });
  return tokenRequest(sandbox, {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: clientId,
    device_code: textAt(code.body, "device_code"),
  });
}

async function browser(clientId: string, scope: string, hint = "") {
  const { verifier, challenge } = pkcePair();
  const change = { client_id: clientId, scope: `openid offline_access ${scope}`, login_hint: hint };
  const path = `${sandbox.info.tenantId}/oauth2/v2.0/authorize`;
  const { location } = await open(sandbox, path, authorizeQuery(sandbox, challenge, change));
  const told = location?.searchParams.get("error_description") ?? "";
  const code = location?.searchParams.get("code") ?? "";
  return { told, redeem: () => tokenRequest(sandbox, { ...codeForm(sandbox, code, verifier), client_id: clientId }) };
}

const inTenant = async (where: string) => (await sandbox.graph(await sandbox.appToken(), where)).body;
const principals = async (appId: string) =>
  listAt(await inTenant(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${appId}'`)}`), "value");

describe("Microsoft Graph Command Line Tools", () => {
  test("get what a Global Administrator consents to when signing in, and a service principal", async () => {
    expect(await principals(GRAPH_TOOLS)).toEqual([]);
    const answer = await deviceCode(GRAPH_TOOLS, `${READ} offline_access`);
    expect(answer.status).toBe(200);
    expect(accessClaims(answer)).toMatchObject({
      appid: GRAPH_TOOLS,
      appidacr: "0",
      scp: "Organization.Read.All User.Read.All",
    });
    const token = textAt(answer.body, "access_token");
    expect((await sandbox.graph(token, "/v1.0/users?$top=1")).status).toBe(200);
    const [principal, ...others] = await principals(GRAPH_TOOLS);
    expect(others).toEqual([]);
    expect(principal).toMatchObject({
      displayName: "Microsoft Graph Command Line Tools",
      appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
    });
    const more = await browser(GRAPH_TOOLS, "https://graph.microsoft.com/Domain.Read.All");
    expect(accessClaims(await more.redeem())).toMatchObject({
      scp: "Domain.Read.All Organization.Read.All User.Read.All",
    });
    const grants = listAt(await inTenant("/v1.0/oauth2PermissionGrants"), "value");
    const own = grants.filter((one) => at(one, "clientId") === at(principal, "id"));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({
      consentType: "Principal",
      scope: "User.Read.All Organization.Read.All Domain.Read.All",
    });
    const refreshed = await tokenRequest(sandbox, {
      grant_type: "refresh_token",
      client_id: GRAPH_TOOLS,
      refresh_token: textAt(answer.body, "refresh_token"),
      scope: "https://graph.microsoft.com/Group.Read.All",
    });
    expect(at(refreshed.body, "error_codes", 0)).toBe(65001);
  });

  test("tell anybody else that an administrator must consent", async () => {
    expect((await browser(GRAPH_TOOLS, READ, DANA)).told).toMatch(/^AADSTS90094: /u);
    expect(await principals(GRAPH_TOOLS)).toEqual([]);
  });

  test("have nothing to offer for a scope that is none, for .default, or to a secret", async () => {
    expect((await browser(GRAPH_TOOLS, "https://graph.microsoft.com/Nothing.At.All")).told).toMatch(/^AADSTS650053: /u);
    expect(at((await deviceCode(GRAPH_TOOLS, GRAPH_SCOPE)).body, "error_codes", 0)).toBe(65001);
    const form = { grant_type: "client_credentials", client_id: GRAPH_TOOLS, scope: GRAPH_SCOPE };
    expect(at((await tokenRequest(sandbox, form)).body, "error_codes", 0)).toBe(7000218);
    expect(at((await tokenRequest(sandbox, { ...form, client_secret: "guessed" })).body, "error_codes", 0)).toBe(
      7000215,
    );
  });
});

describe("Azure CLI", () => {
  test("needs nobody's consent at Azure Resource Manager", async () => {
    const answer = await deviceCode(AZURE_CLI, ARM_SCOPE);
    expect(accessClaims(answer)).toMatchObject({ appid: AZURE_CLI, scp: "user_impersonation" });
    const services = "/providers/Microsoft.ADHybridHealthService/services?api-version=2014-01-01";
    expect((await sandbox.arm(textAt(answer.body, "access_token"), services)).status).toBe(200);
    expect(await principals(AZURE_CLI)).toHaveLength(1);
  });

  test("has a fixed set of Graph's scopes, for everybody", async () => {
    const { redeem } = await browser(AZURE_CLI, GRAPH_SCOPE, DANA);
    const { scp } = accessClaims(await redeem());
    expect(scp).toBe(
      "AppRoleAssignment.ReadWrite.All Application.ReadWrite.All AuditLog.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.AccessAsUser.All Group.ReadWrite.All User.Read.All User.ReadWrite.All",
    );
    expect((await browser(AZURE_CLI, READ, DANA)).told).toMatch(/^AADSTS90094: /u);
  });
});

test("a service principal of such a client can be made before anybody signs in", async () => {
  const json = { appId: AZURE_CLI };
  const token = textAt((await deviceCode(AZURE_CLI, GRAPH_SCOPE)).body, "access_token");
  const again = await sandbox.graph(token, "/v1.0/servicePrincipals", { method: "POST", json });
  expect(again.status).toBe(409);
  const made = await sandbox.graph(token, "/v1.0/servicePrincipals", { method: "POST", json: { appId: GRAPH_TOOLS } });
  expect([made.status, at(made.body, "displayName")]).toEqual([201, "Microsoft Graph Command Line Tools"]);
});
