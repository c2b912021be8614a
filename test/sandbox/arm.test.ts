// Azure Resource Manager: what it answers itself, rights at Health scope, MFA for changes, throttling.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createArmThrottles } from "../../src/sandbox/laws/arm-throttling.js";
import { mayUseHealth } from "../../src/sandbox/laws/azure-rbac.js";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import { lacksMandatoryMfa } from "../../src/sandbox/laws/mandatory-mfa.js";
import type { Tenant, TenantState } from "../../src/sandbox/store/tenant-state.js";
import { signIn } from "./login-browser.js";
import { startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const PROVIDER = "/providers/Microsoft.ADHybridHealthService";
const VERSION = "api-version=2014-01-01";
const BREAK_GLASS = "breakglass@contoso.onmicrosoft.com";

let sandbox: TestSandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startWithTenant(() => undefined, { clock: "manual" });
  token = await sandbox.appToken(ARM_SCOPE);
});
afterAll(() => sandbox.close());

describe("without a provider", () => {
  test("the caller's tenant, no subscriptions, the provider's resource types", async () => {
    const tenants = await sandbox.arm(token, "/tenants?api-version=2022-12-01");
    expect(tenants.body).toEqual({
      value: [
        {
          id: `/tenants/${sandbox.info.tenantId}`,
          tenantId: sandbox.info.tenantId,
          countryCode: "DE",
          displayName: "Contoso",
          domains: ["contoso.onmicrosoft.com", "contoso.com"],
          tenantCategory: "Home",
          defaultDomain: "contoso.com",
          tenantType: "AAD",
        },
      ],
    });
    const subscriptions = await sandbox.arm(token, "/subscriptions?api-version=2022-12-01");
    expect(subscriptions.body).toEqual({ value: [], count: { type: "Total", value: 0 } });
    for (const version of ["2021-04-01", "2025-04-01"]) {
      const provider = await sandbox.arm(token, `${PROVIDER}?api-version=${version}`);
      expect(at(provider.body, "namespace")).toBe("Microsoft.ADHybridHealthService");
      const types = listAt(provider.body, "resourceTypes").map((one) => at(one, "resourceType"));
      expect(types).toContain("services");
      expect(types).not.toContain("servicemembers");
    }
    const providers = await sandbox.arm(token, "/providers?api-version=2021-04-01");
    expect(listAt(providers.body, "value")).toHaveLength(1);
  });

  test("a reader without rights at Health scope may ask as well", async () => {
    const other = await sandbox.appToken(ARM_SCOPE, 1);
    expect((await sandbox.arm(other, "/tenants?api-version=2022-12-01")).status).toBe(200);
    expect((await sandbox.arm(other, `${PROVIDER}?api-version=2021-04-01`)).status).toBe(200);
  });

  test.each([
    ["/tenants", "MissingApiVersionParameter"],
    ["/tenants?api-version=", "MissingApiVersionParameter"],
    [`/tenants?${VERSION}`, "InvalidApiVersionParameter"],
    [`${PROVIDER}/services?api-version=%E2%80%AE`, "InvalidApiVersionParameter"],
    [`${PROVIDER}/services?api-version=${"9".repeat(9000)}`, "InvalidApiVersionParameter"],
  ])("%.60s: %s", async (path, code) => {
    const answer = await sandbox.arm(token, path);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, code]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(1000);
  });

  test("doubled and trailing slashes do not matter", async () => {
    const path = `/providers//Microsoft.ADHybridHealthService/services/?${VERSION}`;
    expect((await sandbox.arm(token, path)).status).toBe(200);
  });

  test("headers for support, and the client's own id on request", async () => {
    const answer = await sandbox.arm(token, `${PROVIDER}/services?${VERSION}`, {
      headers: { "x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true" },
    });
    expect(answer.headers).toMatchObject({ "x-ms-client-request-id": "mine" });
    for (const name of ["x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id"]) {
      expect(answer.headers[name]).toMatch(/[0-9a-f-]{36}/u);
    }
    const none = await sandbox.send(`https://management.azure.com${PROVIDER}/services?${VERSION}`);
    expect(none.status).toBe(401);
    expect(none.headers["www-authenticate"]).toContain('error="invalid_token"');
    const wrong = await sandbox.arm(await sandbox.appToken(), `${PROVIDER}/services?${VERSION}`);
    expect([wrong.status, at(wrong.body, "error", "code")]).toEqual([401, "InvalidAuthenticationToken"]);
  });
});

describe("rights", () => {
  const tenant = (change: (draft: TenantState) => void): Tenant => {
    const draft = {
      roleAssignments: [] as unknown[],
      groups: [] as unknown[],
      health: { access: [] as unknown[] },
    } as unknown as TenantState;
    change(draft);
    return draft;
  };
  const access =
    (role: TenantState["health"]["access"][number]["role"], service: string | null = null) =>
    (draft: TenantState) =>
      void draft.health.access.push({ principalId: "me", role, service });
  const may = (
    change: (draft: TenantState) => void,
    action: string,
    kind: "application" | "user" = "user",
    serviceName?: string,
  ) => mayUseHealth(tenant(change), { principalId: "me", kind, action, serviceName });
  const holds =
    (roleDefinitionId: string, directoryScopeId = "/") =>
    (draft: TenantState) =>
      void draft.roleAssignments.push({ id: "a", roleDefinitionId, principalId: "me", directoryScopeId });

  test("Azure roles: a reader reads, the others delete", () => {
    expect(may(access("Reader"), "services/read")).toBe(true);
    expect(may(access("Reader"), "services/servicemembers/delete")).toBe(false);
    for (const role of ["Owner", "Contributor", "Entra Connect Health Service Admin"] as const) {
      expect([role, may(access(role), "services/servicemembers/delete", "application")]).toEqual([role, true]);
    }
    expect(may(() => undefined, "services/read")).toBe(false);
  });

  test("directory roles: Global Administrators as users; Hybrid Identity Administrators not", () => {
    expect(may(holds(ROLE.globalAdministrator), "services/delete")).toBe(true);
    expect(may(holds(ROLE.globalAdministrator), "services/delete", "application")).toBe(false);
    expect(may(holds(ROLE.globalAdministrator, "/administrativeUnits/a"), "services/read")).toBe(false);
    expect(may(holds(ROLE.hybridIdentityAdministrator), "services/read")).toBe(false);
  });

  test("one service's scope serves for that service alone", () => {
    const own = access("Contributor", "AadSyncService-a");
    expect(may(own, "services/servicemembers/read", "user", "aadsyncservice-a")).toBe(true);
    expect(may(own, "services/servicemembers/read", "user", "aadsyncservice-b")).toBe(false);
    expect(may(own, "services/read")).toBe(false);
  });

  test("assignments to groups hold for nested members", () => {
    const nested = (draft: TenantState) => {
      const group = (id: string, memberIds: string[]) => ({ id, memberIds, securityEnabled: true });
      draft.groups.push(...([group("inner", ["me"]), group("outer", ["inner", "outer"])] as TenantState["groups"]));
      draft.health.access.push({ principalId: "outer", role: "Reader", service: null });
    };
    expect(may(nested, "services/read")).toBe(true);
  });

  test("a refusal names client, action and scope", async () => {
    const refused = await sandbox.arm(
      await sandbox.appToken(ARM_SCOPE, 1),
      `${PROVIDER}/services/x/servicemembers?${VERSION}`,
    );
    expect([refused.status, at(refused.body, "error", "code")]).toEqual([403, "AuthorizationFailed"]);
    expect(textAt(refused.body, "error", "message")).toMatch(
      /does not have authorization to perform action 'Microsoft\.ADHybridHealthService\/services\/servicemembers\/read' over scope '\/providers\/Microsoft\.ADHybridHealthService\/services\/x'/u,
    );
  });
});

describe("mandatory MFA", () => {
  const caller = { kind: "user" as const, amr: ["pwd"], acrs: [] as string[] };
  const request = { cloud: "public" as const, method: "DELETE", now: Date.parse("2025-10-01T00:00:00Z"), caller };

  test.each<[string, Partial<Parameters<typeof lacksMandatoryMfa>[0]>, boolean]>([
    ["a user without it", {}, true],
    ["the day before", { now: request.now - 1 }, false],
    ["reading", { method: "GET" }, false],
    ["writing", { method: "PATCH" }, true],
    ["another cloud", { cloud: "usgov" }, false],
    ["an application", { caller: { ...caller, kind: "application" } }, false],
    ["with a second factor", { caller: { ...caller, amr: ["pwd", "mfa"] } }, false],
    ["with the context of a challenge", { caller: { ...caller, acrs: ["p1"] } }, false],
  ])("%s", (_, change, expected) => {
    expect(lacksMandatoryMfa({ ...request, ...change })).toBe(expected);
  });

  test("a user without a second factor lists, and is challenged when it comes to deleting", async () => {
    const scope = `${ARM_SCOPE} openid`;
    const weak = textAt((await signIn(sandbox, { hint: BREAK_GLASS, scope })).body, "access_token");
    const member = `${PROVIDER}/services/AadSyncService-contoso.onmicrosoft.com/servicemembers/none?confirm=true&${VERSION}`;
    expect((await sandbox.arm(weak, `${PROVIDER}/services?${VERSION}`)).status).toBe(200);
    const challenged = await sandbox.arm(weak, member, { method: "DELETE" });
    expect(challenged.status).toBe(401);
    const header = challenged.headers["www-authenticate"] ?? "";
    expect(header).toMatch(
      /^Bearer .*authorization_uri="https:\/\/login\.microsoftonline\.com\/.*error="insufficient_claims"/u,
    );
    const claims = Buffer.from(/claims="([^"]+)"/u.exec(header)?.[1] ?? "", "base64").toString("utf8");
    expect(JSON.parse(claims)).toEqual({ access_token: { acrs: { essential: true, values: ["p1"] } } });
    const strong = textAt((await signIn(sandbox, { scope, claims })).body, "access_token");
    expect((await sandbox.arm(strong, member, { method: "DELETE" })).status).toBe(404);
  });
});

test("a client that handles challenges is told at once that the account was disabled", async () => {
  const claims = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
  const evaluated = textAt(
    (await signIn(sandbox, { hint: BREAK_GLASS, scope: `${ARM_SCOPE} openid`, claims })).body,
    "access_token",
  );
  const enable = async (accountEnabled: boolean) => {
    const json = { accountEnabled };
    const answer = await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${BREAK_GLASS}`, {
      method: "PATCH",
      json,
    });
    expect(answer.status).toBe(204);
  };
  await enable(false);
  const refused = await sandbox.arm(evaluated, `${PROVIDER}/services?${VERSION}`);
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toContain('error="insufficient_claims"');
  await enable(true);
});

describe("throttling", () => {
  test("token buckets per principal and kind of operation", () => {
    const throttles = createArmThrottles("public");
    for (let n = 0; n < 250; n += 1) expect(throttles.admit("a", "reads", 0).retryAfter).toBeUndefined();
    expect(throttles.admit("a", "reads", 0)).toEqual({
      retryAfter: 1,
      headers: { "x-ms-ratelimit-remaining-tenant-reads": "0" },
    });
    expect(throttles.admit("b", "reads", 0).headers).toEqual({ "x-ms-ratelimit-remaining-tenant-reads": "249" });
    expect(throttles.admit("a", "deletes", 0).headers).toEqual({ "x-ms-ratelimit-remaining-tenant-deletes": "199" });
    // Too early: refused again, although there are tokens by now, and the wait begins anew.
    expect(throttles.admit("a", "reads", 900).retryAfter).toBe(1);
    expect(throttles.admit("a", "reads", 1800).retryAfter).toBe(1);
    expect(throttles.admit("a", "reads", 2800).headers).toEqual({ "x-ms-ratelimit-remaining-tenant-reads": "69" });
  });

  test("other clouds count by the hour", () => {
    const throttles = createArmThrottles("usgov");
    for (let n = 0; n < 1200; n += 1) throttles.admit("a", "writes", 0);
    expect(throttles.admit("a", "writes", 0).retryAfter).toBe(3);
    expect(throttles.admit("a", "writes", 3000).retryAfter).toBeUndefined();
  });

  test("on the wire: 429 with Retry-After; tenant time opens the bucket again", async () => {
    const reader = await sandbox.appToken(ARM_SCOPE, 1);
    const ask = () => sandbox.arm(reader, "/subscriptions?api-version=2022-12-01");
    const first = await ask();
    const left = Number(first.headers["x-ms-ratelimit-remaining-tenant-reads"]);
    expect(left).toBeLessThan(250);
    await Promise.all(Array.from({ length: left }, ask));
    const refused = await ask();
    expect([refused.status, at(refused.body, "error", "code"), refused.headers["retry-after"]]).toEqual([
      429,
      "TooManyRequests",
      "1",
    ]);
    await sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", "2s"] } });
    expect((await ask()).status).toBe(200);
  });
});

test("in China Connect Health is no namespace", async () => {
  const china = await startWithTenant((tenant) => {
    tenant.cloud = "china";
  });
  try {
    const { clientId, clientSecret } = china.info.clients[0] ?? { clientId: "", clientSecret: "" };
    const scope = "https://management.chinacloudapi.cn/.default";
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
    const url = `https://login.chinacloudapi.cn/${china.info.tenantId}/oauth2/v2.0/token`;
    const bearer = textAt((await china.send(url, { method: "POST", form })).body, "access_token");
    for (const path of [`${PROVIDER}/services?${VERSION}`, `${PROVIDER}?api-version=2021-04-01`]) {
      const answer = await china.send(`https://management.chinacloudapi.cn${path}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      expect([answer.status, at(answer.body, "error", "code")]).toEqual([404, "InvalidResourceNamespace"]);
    }
  } finally {
    await china.close();
  }
});
