// Who brings a second factor to a sign-in, what asks for one, and what becomes of a Temporary Access Pass.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { accessClaims, authorizeQuery, open, pkcePair, signIn, tokenRequest } from "./login-browser.js";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, GRAPH_SCOPE, type TestSandbox, textAt } from "./sandbox-client.js";

const ADMIN = "admin@contoso.onmicrosoft.com";
const DANA = "dana.fischer@contoso.com";
const CHIDI = "chidi.eze@contoso.com";
const SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const SERVICES = "/providers/Microsoft.ADHybridHealthService";

function userOf(tenant: TenantState, name: string) {
  const user = tenant.users.find((one) => one.userPrincipalName === name);
  if (user === undefined) throw new Error(`There is no ${name}.`);
  return user;
}

async function inTenant(change: (tenant: TenantState) => void, work: (sandbox: TestSandbox) => Promise<void>) {
  const sandbox = await startWithTenant((tenant) => {
    tenant.conditionalAccessPolicies = [];
    change(tenant);
  });
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** The AADSTS number with which a browser's sign-in is refused; 0 when it is not. */
async function outcome(sandbox: TestSandbox, hint: string, scope: string): Promise<number> {
  const query = authorizeQuery(sandbox, pkcePair().challenge, { login_hint: hint, scope: `openid ${scope}` });
  const { location } = await open(sandbox, `${sandbox.info.tenantId}/oauth2/v2.0/authorize`, query);
  const told = location?.searchParams.get("error_description");
  return told === null || told === undefined ? 0 : Number(/^AADSTS(\d+)/u.exec(told)?.[1]);
}

function refresh(sandbox: TestSandbox, session: { readonly body: unknown }, scope: string) {
  return tokenRequest(sandbox, {
    grant_type: "refresh_token",
    client_id: sandbox.info.clients[0]?.clientId ?? "",
    refresh_token: textAt(session.body, "refresh_token"),
    scope,
  });
}

test("a first user without a method lists at Azure, and the first deletion is challenged", async () => {
  const withoutMethods = (tenant: TenantState) => {
    userOf(tenant, ADMIN).registeredMethods = ["password"];
  };
  await inTenant(withoutMethods, async (sandbox) => {
    const token = await sandbox.userToken(ARM_SCOPE);
    const listed = await sandbox.arm(token, `${SERVICES}/services?api-version=2014-01-01`);
    expect(listed.status).toBe(200);
    const service = textAt(listed.body, "value", 0, "serviceName");
    const one = `${SERVICES}/services/${service}?api-version=2014-01-01`;
    const deleted = await sandbox.arm(token, one, { method: "DELETE" });
    expect(deleted.status).toBe(401);
    expect(deleted.headers["www-authenticate"]).toContain("insufficient_claims");
  });
});

describe("security defaults", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startWithTenant((tenant) => {
      tenant.conditionalAccessPolicies = [];
      tenant.securityDefaultsEnabled = true;
      const assigned = (name: string, roleDefinitionId: string) => ({
        id: `assignment-${name}-${roleDefinitionId}`,
        roleDefinitionId,
        principalId: userOf(tenant, name).id,
        directoryScopeId: "/",
      });
      tenant.roleAssignments.push(assigned(CHIDI, SYNC_ROLE), assigned(CHIDI, GLOBAL_ADMINISTRATOR));
    });
  });
  afterAll(() => sandbox.close());

  test.each([
    ["everybody at Azure", DANA, ARM_SCOPE, 50079],
    ["nobody but administrators at Graph", DANA, GRAPH_SCOPE, 0],
    ["administrators at Graph", "breakglass@contoso.onmicrosoft.com", GRAPH_SCOPE, 50079],
    ["no holder of Directory Synchronization Accounts", CHIDI, ARM_SCOPE, 0],
    ["and let pass who has a method", ADMIN, ARM_SCOPE, 0],
  ])("ask %s", async (_, hint, scope, number) => {
    expect(await outcome(sandbox, hint, scope)).toBe(number);
  });
});

test.each(["enabled", "enforced"] as const)(
  "per-user MFA that is %s asks for the method that is there or not",
  async (state) => {
    const prepare = (tenant: TenantState) => {
      userOf(tenant, DANA).perUserMfaState = state;
      userOf(tenant, CHIDI).perUserMfaState = state;
      userOf(tenant, CHIDI).registeredMethods = ["phone"];
    };
    await inTenant(prepare, async (sandbox) => {
      expect(await outcome(sandbox, DANA, GRAPH_SCOPE)).toBe(50079);
      expect(await outcome(sandbox, CHIDI, GRAPH_SCOPE)).toBe(0);
    });
  },
);

test("a Temporary Access Pass counts as second factor, once; an older session is told to use it", async () => {
  const prepare = (tenant: TenantState) => {
    grantPermissions(tenant, ["UserAuthenticationMethod.ReadWrite.All", "Policy.ReadWrite.AuthenticationMethod"]);
    tenant.authenticationMethodsPolicy.temporaryAccessPass.state = "enabled";
  };
  await inTenant(prepare, async (sandbox) => {
    const before = await signIn(sandbox, { hint: DANA });
    expect(accessClaims(before)).toMatchObject({ amr: ["pwd"] });
    const enforced = await sandbox.graph(await sandbox.userToken(), `/beta/users/${DANA}/authentication/requirements`, {
      method: "PATCH",
      json: { perUserMfaState: "enforced" },
    });
    expect(enforced.status).toBe(204);
    expect(at((await refresh(sandbox, before, GRAPH_SCOPE)).body, "error_codes", 0)).toBe(50079);
    const passes = `/v1.0/users/${DANA}/authentication/temporaryAccessPassMethods`;
    const json = { isUsableOnce: true, lifetimeInMinutes: 60 };
    const made = await sandbox.graph(await sandbox.userToken(), passes, { method: "POST", json });
    expect(made.status).toBe(201);
    expect(at((await refresh(sandbox, before, GRAPH_SCOPE)).body, "error_codes", 0)).toBe(50076);

    expect(accessClaims(await signIn(sandbox, { hint: DANA }))).toMatchObject({ amr: ["otp", "mfa"] });
    const left = await sandbox.graph(await sandbox.userToken(), passes);
    expect(at(left.body, "value", 0)).toMatchObject({ isUsable: false, methodUsabilityReason: "OneTimeUsed" });
    expect(await outcome(sandbox, DANA, GRAPH_SCOPE)).toBe(50079);
  });
});
