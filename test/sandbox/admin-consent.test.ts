// The link with which an administrator consents for everybody.
import { afterEach, beforeEach, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { FIRST_PARTY, publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import { withAllPermissions } from "./all-permissions.js";
import { accessClaims, LOGIN, open, tokenRequest } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const GRAPH = FIRST_PARTY.microsoftGraph;
const ARM = FIRST_PARTY.azureResourceManager;
const NOBODY = "00000000-0000-4000-8000-000000000000";

let sandbox: TestSandbox;
let token: string;

beforeEach(async () => {
  sandbox = await startWithTenant(withAllPermissions);
  token = await sandbox.userToken();
});
afterEach(() => sandbox.close());

const idOf = (resource: string, value: string, kind: "Scope" | "Role") => {
  const published = publishedPermissions(resource).find((one) => one.value === value);
  return { id: (kind === "Scope" ? published?.scopeId : published?.roleId) ?? value, type: kind };
};
const wanting = {
  isFallbackPublicClient: true,
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: [
    { resourceAppId: GRAPH, resourceAccess: [idOf(GRAPH, "User.Read", "Scope"), idOf(GRAPH, "User.Read.All", "Role")] },
    { resourceAppId: ARM, resourceAccess: [idOf(ARM, "user_impersonation", "Scope")] },
  ],
};

async function register(more: object = {}) {
  const json = { displayName: "Tool", ...wanting, ...more };
  const { status, body } = await sandbox.graph(token, "/v1.0/applications", { method: "POST", json });
  expect(status).toBe(201);
  return { id: textAt(body, "id"), appId: textAt(body, "appId") };
}

function consent(appId: string, query: Readonly<Record<string, string>> = {}) {
  return open(sandbox, `${sandbox.info.tenantId}/adminconsent`, { client_id: appId, ...query });
}

async function heldBy(appId: string) {
  const principal = await sandbox.graph(token, `/v1.0/servicePrincipals(appId='${appId}')`);
  if (principal.status === 404) return undefined;
  const id = textAt(principal.body, "id");
  const grants = await sandbox.graph(token, `/v1.0/oauth2PermissionGrants?$filter=clientId%20eq%20'${id}'`);
  const roles = await sandbox.graph(token, `/v1.0/servicePrincipals/${id}/appRoleAssignments`);
  return {
    grants: listAt(grants.body, "value")
      .map((one) => [textAt(one, "consentType"), textAt(one, "scope")].join(": "))
      .sort(),
    roles: listAt(roles.body, "value").map((one) => at(one, "appRoleId")),
  };
}

async function byDeviceCode(appId: string, scope: string) {
  const form = { client_id: appId, scope };
  const asked = await sandbox.send(`${LOGIN}/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`, {
    method: "POST",
    form,
  });
  const grant = "urn:ietf:params:oauth:grant-type:device_code";
  const code = textAt(asked.body, "device_code");
  return tokenRequest(sandbox, { grant_type: grant, client_id: appId, device_code: code });
}

test("grants all that is asked for, makes the service principal, and goes back; twice changes nothing", async () => {
  const { appId } = await register();
  expect(await heldBy(appId)).toBeUndefined();
  expect(at((await byDeviceCode(appId, "User.Read")).body, "error_codes", 0)).toBe(65001);
  const { status, location } = await consent(appId, { redirect_uri: "http://localhost:8400", state: "a & b" });
  expect(status).toBe(302);
  expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
    admin_consent: "True",
    tenant: sandbox.info.tenantId,
    state: "a & b",
  });
  expect(location?.origin).toBe("http://localhost:8400");
  const held = {
    grants: ["AllPrincipals: User.Read", "AllPrincipals: user_impersonation"],
    roles: [idOf(GRAPH, "User.Read.All", "Role").id],
  };
  expect(await heldBy(appId)).toEqual(held);
  expect(accessClaims(await byDeviceCode(appId, "User.Read"))["scp"]).toBe("User.Read");
  expect((await consent(appId)).location?.origin).toBe("http://localhost");
  expect(await heldBy(appId)).toEqual(held);
});

test("what the registration asks for now is added to what was granted before", async () => {
  const { id, appId } = await register();
  await consent(appId);
  const other = [{ resourceAppId: GRAPH, resourceAccess: [idOf(GRAPH, "Policy.Read.All", "Scope")] }];
  const json = { requiredResourceAccess: other };
  await sandbox.graph(token, `/v1.0/applications/${id}`, { method: "PATCH", json });
  await consent(appId);
  expect((await heldBy(appId))?.grants[0]).toBe("AllPrincipals: User.Read Policy.Read.All");
});

test("an address of somebody else, or none at all, is told on a page, and nothing is granted", async () => {
  const { appId } = await register();
  const foreign = await consent(appId, { redirect_uri: "https://example.com/" });
  expect([foreign.status, foreign.location]).toEqual([400, undefined]);
  expect(foreign.page).toContain("AADSTS50011");
  const daemon = await register({ isFallbackPublicClient: false, publicClient: { redirectUris: [] } });
  expect((await consent(daemon.appId)).page).toContain("AADSTS500113");
  expect((await consent(NOBODY)).page).toContain("AADSTS700016");
  expect([await heldBy(appId), await heldBy(daemon.appId)]).toEqual([undefined, undefined]);
});

test.each([
  [
    "a permission that the resource does not have",
    [{ resourceAppId: GRAPH, resourceAccess: [{ id: NOBODY, type: "Role" }] }],
    650056,
  ],
  [
    "a resource that is not there",
    [{ resourceAppId: NOBODY, resourceAccess: [{ id: NOBODY, type: "Scope" }] }],
    650052,
  ],
])("%s: refused, and nothing is granted", async (_, requiredResourceAccess, number) => {
  const { appId } = await register({ requiredResourceAccess });
  const { location } = await consent(appId);
  expect(location?.searchParams.get("error_description")).toContain(`AADSTS${number}`);
  expect(await heldBy(appId)).toBeUndefined();
});

test("who declines grants nothing", async () => {
  const { appId } = await register();
  await doInSandbox(sandbox.dir, ["break", "consent-declined"]);
  const { location } = await consent(appId);
  expect(location?.searchParams.get("error")).toBe("access_denied");
  expect(location?.searchParams.get("error_description")).toContain("AADSTS65004");
  expect(await heldBy(appId)).toBeUndefined();
});

test("who may not consent is told that an administrator must", async () => {
  await sandbox.close();
  let appId = "";
  sandbox = await startWithTenant((tenant) => {
    tenant.roleAssignments = [];
    const [first] = tenant.applications;
    if (first === undefined) throw new Error("The tenant has no application.");
    first.requiredResourceAccess = wanting.requiredResourceAccess;
    first.publicClientRedirectUris = ["http://localhost"];
    appId = first.appId;
  });
  const { location } = await consent(appId);
  expect(location?.searchParams.get("error_description")).toContain("AADSTS90094");
});
