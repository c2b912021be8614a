// What the tenant's sign-in log says of sign-ins at the login service; security defaults and per-user MFA at them.
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authorizeQuery, open, pkcePair, signIn, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, GRAPH_SCOPE, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const BREAK_GLASS = "breakglass@contoso.onmicrosoft.com";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantPermissions(tenant, ["AuditLog.Read.All"]);
    tenant.conditionalAccessPolicies = [];
    tenant.securityDefaultsEnabled = true;
    tenant.signIns = [];
  });
});
afterAll(() => sandbox.close());

async function logged(eventType: string): Promise<readonly unknown[]> {
  const filter = encodeURIComponent(`signInEventTypes/any(t: t eq '${eventType}')`);
  const answer = await sandbox.graph(await sandbox.appToken(), `/beta/auditLogs/signIns?$filter=${filter}`);
  return listAt(answer.body, "value");
}

test("each kind of sign-in is noted as such, with its client, resource and outcome", async () => {
  const session = await signIn(sandbox);
  await tokenRequest(sandbox, {
    grant_type: "refresh_token",
    client_id: sandbox.info.clients[0]?.clientId ?? "",
    refresh_token: textAt(session.body, "refresh_token"),
    scope: "https://management.azure.com/.default",
  });
  await sandbox.userToken(GRAPH_SCOPE);
  const url =
    "https://localhost/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://graph.microsoft.com";
  const identity = await request(url, { dispatcher: sandbox.agent, headers: { metadata: "true" } });
  await identity.body.dump();

  const interactive = await logged("interactiveUser");
  expect(interactive).toHaveLength(2);
  expect(interactive).toContainEqual(
    expect.objectContaining({
      userPrincipalName: "admin@contoso.onmicrosoft.com",
      appId: sandbox.info.clients[0]?.clientId,
      resourceDisplayName: "Microsoft Graph",
      authenticationProtocol: "deviceCode",
      authenticationRequirement: "multiFactorAuthentication",
      status: expect.objectContaining({ errorCode: 0 }) as unknown,
    }),
  );
  const [silent] = await logged("nonInteractiveUser");
  expect(silent).toMatchObject({ isInteractive: false, resourceDisplayName: "Windows Azure Service Management API" });
  expect((await logged("servicePrincipal"))[0]).toMatchObject({ clientCredentialType: "clientSecret" });
  expect((await logged("managedIdentity"))[0]).toMatchObject({ servicePrincipalName: "aadc-cloud function" });
});

test("security defaults ask everybody for a second factor, and the refusal is noted", async () => {
  const { location } = await open(
    sandbox,
    `${sandbox.info.tenantId}/oauth2/v2.0/authorize`,
    authorizeQuery(sandbox, pkcePair().challenge, { login_hint: BREAK_GLASS }),
  );
  expect(location?.searchParams.get("error_description")).toMatch(/^AADSTS50079: /u);
  const refused = (await logged("interactiveUser")).filter((one) => at(one, "status", "errorCode") === 50079);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ userPrincipalName: BREAK_GLASS });
});
