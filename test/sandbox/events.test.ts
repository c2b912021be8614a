import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { doInSandbox, resetSandbox, sandboxStatus } from "../../src/sandbox/control.js";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { folderWithTenant } from "./tenant-at-start.js";

let sandbox: TestSandbox;
let now: number;

beforeAll(async () => {
  now = Date.parse("2026-11-22T04:00:00Z");
  sandbox = await startTestSandbox({ wallClock: () => now });
});
beforeEach(async () => {
  now = Math.ceil((now + 3_600_000) / 3_600_000) * 3_600_000;
  await resetSandbox(sandbox.dir);
});
afterAll(() => sandbox.close());

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);
const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";

async function synchronization() {
  const { body } = await sandbox.graph(await sandbox.userToken(), "/beta/directory/onPremisesSynchronization");
  return at(body, "value", 0, "configuration");
}

async function organization() {
  const { body } = await sandbox.graph(await sandbox.appToken(), "/beta/organization");
  return at(body, "value", 0);
}

async function excludeSyncAccounts() {
  const app = await sandbox.appToken();
  const { body } = await sandbox.graph(app, "/v1.0/identity/conditionalAccess/policies");
  for (const policy of listAt(body, "value")) {
    now += 1000;
    const url = `/v1.0/identity/conditionalAccess/policies/${textAt(policy, "id")}`;
    const json = { conditions: { users: { excludeRoles: [SYNC_ACCOUNTS] } } };
    expect((await sandbox.graph(app, url, { method: "PATCH", json })).status).toBe(204);
  }
}

test("the whole swap: refused before the exclusion, exporting after it", async () => {
  const before = await play("sync");
  expect(listAt(before, "result")[0]).toMatch(
    /^AADC-OLD: cycle failed .* version 1\.6\.16\.0 is below .* 2\.5\.79\.0/u,
  );
  expect(listAt(before, "result")[1]).toMatch(
    /^AADC-NEW: cycle failed .* AADSTS50076: .*CA001: Require MFA for all users/u,
  );

  await play("stop-server", "AADC-OLD");
  await play("set-staging", "AADC-NEW", "off");
  await play("sync");
  expect(await organization()).toMatchObject({ onPremisesLastSyncDateTime: "2023-09-30T21:42:17Z" });

  await excludeSyncAccounts();
  const after = await play("sync");
  expect(listAt(after, "result")).toEqual([expect.stringMatching(/^AADC-NEW: cycle done .* exported 5 changes$/u)]);
  const tenantTime = textAt(after, "tenantTime").replace(/\.\d+Z$/u, "Z");
  expect(await organization()).toMatchObject({
    onPremisesLastSyncDateTime: tenantTime,
    onPremisesLastPasswordSyncDateTime: tenantTime,
  });
  expect(await synchronization()).toMatchObject({
    synchronizationClientVersion: "2.6.3.0",
    currentExportData: {
      clientMachineName: "AADC-NEW",
      serviceAccount: "Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com",
    },
  });
});

test("a staging server imports and exports nothing", async () => {
  await excludeSyncAccounts();
  const done = await play("sync");
  expect(listAt(done, "result")[1]).toMatch(/AADC-NEW: cycle done .* exported nothing/u);
  expect(await synchronization()).toMatchObject({ currentExportData: { clientMachineName: "AADC-OLD" } });
});

describe("a policy binds the engine's user", () => {
  const ALL_USERS = "/v1.0/identity/conditionalAccess/policies/2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e201";
  const identity = "c84f1d27-71b3-49e6-a5d0-3e2f9b608d1c";

  test.each([
    ["not when it is report-only", { state: "enabledForReportingButNotEnforced" }, /cycle done/u],
    ["not when it excludes the user", { conditions: { users: { excludeUsers: [identity] } } }, /cycle done/u],
    [
      "not when it leaves the resources alone",
      { conditions: { applications: { includeApplications: ["00000003-0000-0ff1-ce00-000000000000"] } } },
      /cycle done/u,
    ],
    ["not when it is for browsers", { conditions: { clientAppTypes: ["browser"] } }, /cycle done/u],
    [
      "when it names the synchronisation service",
      { conditions: { applications: { includeApplications: ["6bf85cfa-ac8a-4be5-b5de-425a0d0dc016"] } } },
      /AADSTS50076/u,
    ],
    [
      "when it blocks its role",
      {
        conditions: { users: { includeUsers: [], includeRoles: [SYNC_ACCOUNTS] } },
        grantControls: { builtInControls: ["block"] },
      },
      /AADSTS53003/u,
    ],
    [
      "when it demands a strength",
      {
        grantControls: { builtInControls: [], authenticationStrength: { id: "00000000-0000-0000-0000-000000000002" } },
      },
      /AADSTS50076/u,
    ],
  ])("%s", async (_, json, outcome) => {
    const answer = await sandbox.graph(await sandbox.appToken(), ALL_USERS, { method: "PATCH", json });
    expect(answer.status).toBe(204);
    expect(listAt(await play("sync"), "result")[1]).toMatch(outcome);
  });
});

test("the identity matters: gone, disabled, without its role", async () => {
  await excludeSyncAccounts();
  const app = await sandbox.appToken();
  const url = "/v1.0/users/Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com";
  const outcome = async () => listAt(await play("sync"), "result")[1];
  await play("break", "sync-account-disabled", "AADC-NEW");
  expect(await outcome()).toContain("AADSTS50057");
  await play("mend", "sync-account-disabled");
  const filter = encodeURIComponent(`principalId eq '${textAt((await sandbox.graph(app, url)).body, "id")}'`);
  const assignments = await sandbox.graph(app, `/v1.0/roleManagement/directory/roleAssignments?$filter=${filter}`);
  const assignment = textAt(assignments.body, "value", 0, "id");
  await sandbox.graph(app, `/v1.0/roleManagement/directory/roleAssignments/${assignment}`, { method: "DELETE" });
  // The exclusion goes by role: without it, the account is bound again.
  expect(await outcome()).toContain("AADSTS50076");
  await sandbox.graph(app, url, { method: "DELETE" });
  expect(await outcome()).toContain("AADSTS50034");
});

test("time: regular cycles take place while it advances, and when only the wall clock moves", async () => {
  await excludeSyncAccounts();
  await play("swap", "AADC-OLD", "AADC-NEW");
  const start = now;
  const advanced = await play("advance", "8h");
  expect(Date.parse(textAt(advanced, "tenantTime")) - start).toBe(8 * 3_600_000);
  expect(listAt(advanced, "result")[1]).toMatch(/\(16 cycles, 0 failed\)/u);
  const last = Date.parse(textAt(await organization(), "onPremisesLastSyncDateTime"));
  expect(start + 8 * 3_600_000 - last).toBeLessThan(30 * 60_000);
  now += 30 * 60_000;
  expect(Date.parse(textAt(await organization(), "onPremisesLastSyncDateTime")) - last).toBe(30 * 60_000);
  const { headers } = await sandbox.graph(await sandbox.appToken(), "/v1.0/domains");
  expect(Date.parse(headers["date"] ?? "")).toBe(now + 8 * 3_600_000);
  const login = await sandbox.send("https://login.microsoftonline.com/common/discovery/v2.0/keys");
  expect(Date.parse(login.headers["date"] ?? "")).toBe(now);
});

describe("the wizard", () => {
  test("of an old version cannot sign in any more", async () => {
    await expect(play("set-staging", "AADC-OLD", "on")).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining("cannot sign in any more") as string,
    });
    const swapped = await play("swap", "AADC-OLD", "AADC-NEW");
    expect(swapped["servers"]).toMatchObject([
      { running: false, staging: false },
      { running: true, staging: false },
    ]);
  });

  test("installs a server with a user or with an application", async () => {
    await excludeSyncAccounts();
    await play("install-server", "LEGACY_1", "--version", "2.5.190.0", "--identity", "legacy");
    await play("install-server", "MODERN", "--version", "2.6.92.0", "--staging");
    const app = await sandbox.appToken();
    const users = await sandbox.graph(
      app,
      `/v1.0/users?$filter=${encodeURIComponent("startswith(userPrincipalName,'Sync_LEGACY_1_')")}`,
    );
    expect(listAt(users.body, "value")).toHaveLength(1);
    const assigned = await sandbox.graph(
      app,
      "/v1.0/servicePrincipals(appId='6bf85cfa-ac8a-4be5-b5de-425a0d0dc016')/appRoleAssignedTo",
    );
    expect(listAt(assigned.body, "value")).toMatchObject([
      {
        principalDisplayName: expect.stringMatching(/^ConnectSyncProvisioning_MODERN_[0-9a-f]{12}$/u) as string,
        principalType: "ServicePrincipal",
      },
    ]);
    const status = await play("sync");
    expect(status["servers"]).toMatchObject([
      {},
      {},
      { name: "LEGACY_1", lastCycle: { succeeded: true } },
      { name: "MODERN", identityKind: "application", lastCycle: { succeeded: true } },
    ]);
    const gone = await play("uninstall-server", "MODERN");
    expect(listAt(gone, "servers")).toHaveLength(3);
  });
});

describe("what the wizard does is in the audit log", () => {
  const audits = async () => {
    const dir = sandbox.dir;
    const { state } = (await readSandboxState(dir)) ?? {};
    const [tenant] = state?.tenants ?? [];
    return (tenant?.directoryAudits ?? []).map((one) => ({
      activity: at(one, "activityDisplayName"),
      user: at(one, "initiatedBy", "user", "userPrincipalName"),
      app: at(one, "initiatedBy", "app", "displayName"),
    }));
  };
  const since = async (before: number) => (await audits()).slice(before);
  const admin = "admin@contoso.onmicrosoft.com";

  test("a user and its role; an application, its role and its certificate, which it renews itself", async () => {
    await excludeSyncAccounts();
    const before = (await audits()).length;
    await play("install-server", "USER", "--version", "2.6.3.0", "--identity", "legacy", "--staging");
    const byAdmin = (activity: string) => ({ activity, user: admin, app: undefined });
    expect(await since(before)).toEqual(["Add user", "Add member to role"].map(byAdmin));
    await play("install-server", "APP", "--version", "2.6.92.0", "--staging");
    const secrets = "Update application – Certificates and secrets management";
    expect(await since(before + 2)).toEqual(
      ["Add application", "Add service principal", "Add app role assignment to service principal", secrets].map(
        byAdmin,
      ),
    );
    await play("advance", "64d");
    expect(await since(before + 6)).toEqual([
      {
        activity: secrets,
        user: undefined,
        app: expect.stringMatching(/^ConnectSyncProvisioning_APP_/u) as string,
      },
    ]);
  });
});

describe("the Health agent of a new server", () => {
  test.each([
    ["never set up", (tenant: TenantState) => (tenant.health.onboarded = false)],
    ["no Connect Health", (tenant: TenantState) => (tenant.cloud = "china")],
  ])("is not registered where there is %s", async (why, change) => {
    const dir = await folderWithTenant((tenant) => void change(tenant), { wallClock: () => now });
    const one = await startTestSandbox({ dir, wallClock: () => now });
    const done = listAt(
      await doInSandbox(dir, ["install-server", "X", "--version", "2.6.92.0", "--staging"]),
      "result",
    );
    expect(done.join("; ")).toMatch(new RegExp(`Health agent is not registered: .*${why}`, "u"));
    await one.running.stop();
    const { state } = (await readSandboxState(dir)) ?? {};
    expect(state?.tenants[0]?.health.members.filter(({ machineName }) => machineName === "X")).toEqual([]);
    await one.close();
  });
});

describe("switch-identity", () => {
  test("to an application and back; the former identity remains", async () => {
    await excludeSyncAccounts();
    const told = listAt(await play("switch-identity", "AADC-NEW", "application"), "result");
    expect(told).toEqual([
      expect.stringMatching(/^AADC-NEW now signs in as the application ConnectSyncProvisioning_AADC-NEW_/u),
      "the user Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com remains in the tenant, superseded",
    ]);
    const synced = await play("sync");
    expect(at(synced, "servers", 1)).toMatchObject({ identityKind: "application", lastCycle: { succeeded: true } });
    const app = await sandbox.appToken();
    const former = await sandbox.graph(app, "/v1.0/users/Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com");
    expect(former.status).toBe(200);
    expect(listAt(await play("switch-identity", "AADC-NEW", "application"), "result").join()).toContain("already");
    const back = await play("switch-identity", "AADC-NEW", "legacy");
    expect(listAt(back, "result")[1]).toMatch(/^the application ConnectSyncProvisioning_AADC-NEW_.* superseded$/u);
    expect(at(await play("sync"), "servers", 1)).toMatchObject({
      identityKind: "legacy",
      lastCycle: { succeeded: true },
    });
  });

  test.each([
    [[], "AADC-OLD", "application", "cannot sign in any more"],
    [["install-server", "M", "--version", "2.4.131.0"], "M", "application", "since 2.5.3.0"],
    [["install-server", "M", "--version", "2.6.84.0"], "M", "legacy", "since 2.6.84.0"],
    [["stop-server", "AADC-NEW"], "AADC-NEW", "application", "is stopped"],
    [["break", "sync-service-disabled"], "AADC-NEW", "application", "could not configure"],
  ])("after %j: %s to %s is refused", async (before, name, kind, message) => {
    if (before.length > 0) await play(...before);
    const refused = play("switch-identity", name, kind);
    await expect(refused).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining(message) as string,
    });
  });
});

test.each([
  [["dance"], "usage", "install-server"],
  [["stop-server", "AADC-ODL"], "usage", "AADC-OLD, AADC-NEW"],
  [["set-staging", "AADC-NEW", "maybe"], "usage", "on|off"],
  [["advance", "soon"], "usage", "30m"],
  [["install-server", "AADC-NEW", "--version", "2.6.3.0"], "failed", "uninstall-server"],
  [["install-server", "X", "--version", "2.6.84.0", "--identity", "legacy"], "usage", "--identity"],
  [["install-server", "X", "--verison", "2.6.84.0"], "usage", "--version"],
  [["install-server", "X", "--version"], "usage", "install-server NAME --version V"],
  [["install-server", "X", "--version", "2.6.84.0", "--staging=yes"], "usage", "[--staging]"],
  [["install-server", "X", "--version", "2.6.84.0", "--address", "here"], "usage", "198.51.100.7"],
  [["set-interval", "AADC-NEW", "5m"], "usage", "1h"],
  [["set-address", "AADC-NEW", "localhost"], "usage", "198.51.100.7"],
  [["switch-identity", "AADC-NEW", "both"], "usage", "application|legacy"],
  [["change", "many"], "usage", "change N"],
  [["delete"], "usage", "delete N"],
  [["change-user", "nobody@contoso.com"], "usage", "change-user UPN"],
  [["change-user", "ada.brandt@contoso.com", "shoeSize", "44"], "usage", "change-user UPN"],
  [["change-user", "ada.brandt@contoso.com", "department"], "usage", "change-user UPN"],
  [["remove-agent", "AADC-NEW"], "failed", "install-agent AADC-NEW"],
  [["sync", "@atlantis"], "usage", "@contoso.onmicrosoft.com"],
  [["break", "the-bank"], "usage", "mfa-blocks-sync"],
  [["break", "two-active", "AADC-ODL"], "usage", "AADC-NEW"],
  [["break", "certificate-expiring"], "failed", "status"],
  [["break", "quiet-tenant", "very"], "usage", "Leave out"],
  [["mend", "quiet-tenant"], "failed", "Nothing is"],
])("%s is refused with what to do", async (words, code, remedy) => {
  const before = await sandboxStatus(sandbox.dir);
  await expect(play(...words)).rejects.toMatchObject({
    name: "SandboxError",
    code,
    remedy: expect.stringContaining(remedy) as string,
  });
  expect(await sandboxStatus(sandbox.dir)).toEqual(before);
});

test("a mistyped option is told in our own words", async () => {
  const mistyped = play("install-server", "X", "--verison", "2.6.84.0");
  await expect(mistyped).rejects.toThrow("There is no option --verison here.");
});

test("the last word chooses the tenant", async () => {
  const done = await play("stop-server", "AADC-NEW", "@CONTOSO.com");
  expect(listAt(done, "servers")).toMatchObject([{ running: true }, { running: false }]);
});

test("a server's schedule, address and agent can be changed, and Graph says what it can", async () => {
  await excludeSyncAccounts();
  await play("swap", "AADC-OLD", "AADC-NEW");
  await play("set-interval", "AADC-NEW", "90m");
  const changed = await play("set-address", "AADC-NEW", "2001:db8::7");
  expect(at(changed, "servers", 1)).toMatchObject({ interval: "PT1H30M", address: "2001:db8::7" });
  expect(listAt(await play("advance", "9h"), "result")[1]).toMatch(/\(6 cycles, 0 failed\)/u);
  expect(await synchronization()).toMatchObject({
    synchronizationInterval: "PT1H30M",
    customerRequestedSynchronizationInterval: "PT1H30M",
  });
});

test("reset makes the tenant anew and keeps the secrets", async () => {
  await play("uninstall-server", "AADC-OLD");
  await play("advance", "1d");
  expect(await resetSandbox(sandbox.dir)).toMatchObject({ reset: true, running: true });
  const status = await sandboxStatus(sandbox.dir);
  expect(listAt(status, "servers")).toHaveLength(2);
  expect(status["tenantTime"]).toBe(new Date(now).toISOString());
  expect((await sandbox.graph(await sandbox.appToken(), "/v1.0/domains")).status).toBe(200);
  await expect(resetSandbox(sandbox.dir, "atlantis")).rejects.toMatchObject({
    code: "usage",
    remedy: expect.stringContaining("contoso-v1") as string,
  });
});
