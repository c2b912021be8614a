// What cycles do to the tenant: exports, deletions, passwords, certificates.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { doInSandbox, resetSandbox } from "../../src/sandbox/control.js";
import { publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { consent, folderWithTenant } from "./tenant-at-start.js";

const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const SERVICE = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const DAY = 86_400_000;

let sandbox: TestSandbox;
let now = Date.parse("2026-11-22T04:00:00Z");
let app: string;

beforeAll(async () => {
  sandbox = await startTestSandbox({ wallClock: () => now });
});
beforeEach(async () => {
  now += 3_600_000;
  await resetSandbox(sandbox.dir);
  app = await sandbox.appToken();
  const { body } = await sandbox.graph(app, "/v1.0/identity/conditionalAccess/policies");
  for (const policy of listAt(body, "value")) {
    now += 1100;
    const url = `/v1.0/identity/conditionalAccess/policies/${textAt(policy, "id")}`;
    const json = { conditions: { users: { excludeRoles: [SYNC_ACCOUNTS] } } };
    await sandbox.graph(app, url, { method: "PATCH", json });
  }
  await play("swap", "AADC-OLD", "AADC-NEW");
});
afterAll(() => sandbox.close());

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);
const outcome = async (...words: string[]) => listAt(await play(...words), "result").join("\n");

async function synchronization() {
  const { body } = await sandbox.graph(await sandbox.userToken(), "/beta/directory/onPremisesSynchronization");
  return at(body, "value", 0);
}

async function organization() {
  return at((await sandbox.graph(app, "/beta/organization")).body, "value", 0);
}

async function syncedUsers() {
  const select = "$select=id,userPrincipalName,onPremisesSyncEnabled,onPremisesLastSyncDateTime,department";
  const { body } = await sandbox.graph(app, `/v1.0/users?${select}`);
  return listAt(body, "value").filter((one) => at(one, "onPremisesSyncEnabled") === true);
}

describe("exports", () => {
  test("a canary proves the way: its attribute and its time come with the next export, not before", async () => {
    await play("sync");
    const ada = "/v1.0/users/ada.brandt@contoso.com?$select=department,onPremisesLastSyncDateTime";
    const before = (await sandbox.graph(app, ada)).body;
    now += 60_000;
    await play("change-user", "ada.brandt@contoso.com", "department", "Canary");
    expect((await sandbox.graph(app, ada)).body).toEqual(before);
    await play("sync");
    const after = (await sandbox.graph(app, ada)).body;
    expect(after).toMatchObject({ department: "Canary" });
    expect(textAt(after, "onPremisesLastSyncDateTime") > textAt(before, "onPremisesLastSyncDateTime")).toBe(true);
  });

  test("life goes on: each export touches one user more, and says so", async () => {
    await play("sync");
    const before = await syncedUsers();
    now += 60_000;
    await play("sync");
    const after = await syncedUsers();
    const touched = after.filter((one, index) => JSON.stringify(one) !== JSON.stringify(before[index]));
    expect(touched).toHaveLength(1);
    expect(at(await synchronization(), "configuration", "currentExportData")).toMatchObject({
      clientMachineName: "AADC-NEW",
      successfulObjectsProvisioningCount: 1,
      totalConnectorSpaceObjects: 5,
    });
  });

  test("deletions below the threshold pass silently, as soft deletions", async () => {
    await play("delete", "2");
    expect(await outcome("sync")).toContain("exported 5 changes, 2 deletions");
    expect(await syncedUsers()).toHaveLength(3);
    now += 60_000;
    await play("delete", "499");
    expect(await outcome("sync")).toContain("499 deletions");
    expect(await syncedUsers()).toHaveLength(0);
  });

  test.each([
    ["at the threshold nothing is exported", { alertThreshold: 3 }, "3", false],
    [
      "a share counts of all objects",
      { synchronizationPreventionType: "enabledForPercentage", alertThreshold: 60 },
      "3",
      false,
    ],
    ["below it", { alertThreshold: 4 }, "3", true],
    ["nothing is prevented", { synchronizationPreventionType: "disabled", alertThreshold: 1 }, "4", true],
  ])("%s", async (_, prevention, count, passes) => {
    const before = textAt(await organization(), "onPremisesLastSyncDateTime");
    await sandbox.close();
    const dir = await folderWithTenant(
      (tenant) => {
        Object.assign(tenant.synchronization.accidentalDeletionPrevention, prevention);
        for (const policy of tenant.conditionalAccessPolicies) policy.state = "disabled";
      },
      { wallClock: () => now },
    );
    sandbox = await startTestSandbox({ dir, wallClock: () => now });
    app = await sandbox.appToken();
    await play("swap", "AADC-OLD", "AADC-NEW");
    await play("delete", count);
    const told = await outcome("sync");
    const exportData = at(await synchronization(), "configuration", "currentExportData");
    if (passes) {
      expect(told).toContain(`${count} deletions`);
      expect(exportData).toMatchObject({ pendingObjectsDeletion: 0 });
    } else {
      expect(told).toMatch(/cycle failed .*stopped-deletion-threshold-exceeded/u);
      expect(exportData).toMatchObject({ pendingObjectsDeletion: Number(count), clientMachineName: "AADC-NEW" });
      expect(textAt(await organization(), "onPremisesLastSyncDateTime")).toBe(before);
    }
  });
});

describe("password hash synchronisation that was turned off", () => {
  test.each([
    ["2.6.3.0", true],
    ["2.6.84.0", false],
  ])("with %s: on again is %s", async (version, isOnAgain) => {
    await play("set-staging", "AADC-NEW", "on");
    await play("install-server", "OTHER", "--version", version);
    await play("sync");
    await play("break", "password-sync-off");
    const before = textAt(await organization(), "onPremisesLastPasswordSyncDateTime");
    now += 60_000;
    await play("sync");
    expect(at(await synchronization(), "features", "passwordSyncEnabled")).toBe(isOnAgain);
    const after = textAt(await organization(), "onPremisesLastPasswordSyncDateTime");
    expect(after > before).toBe(isOnAgain);
  });
});

describe("password hashes do not wait for exports", () => {
  const HALF_HOUR = 30 * 60_000;

  test.each([
    ["an export that is stopped by the threshold", ["break", "deletion-threshold"], true],
    ["a long interval", ["set-interval", "AADC-NEW", "6h"], true],
    ["an open wizard", ["break", "scheduler-suspended"], true],
    ["an engine that is stopped", ["break", "sync-service-stopped", "AADC-NEW"], false],
    ["an identity that cannot sign in", ["break", "sync-account-disabled", "AADC-NEW"], false],
    ["staging mode", ["set-staging", "AADC-NEW", "on"], false],
  ])("%s", async (_, words, goesOn) => {
    await play("sync");
    const before = await organization();
    await play(...words);
    const tenantTime = Date.parse(textAt(await play("advance", "5h"), "tenantTime"));
    const after = await organization();
    expect(at(after, "onPremisesLastSyncDateTime")).toBe(at(before, "onPremisesLastSyncDateTime"));
    const age = tenantTime - Date.parse(textAt(after, "onPremisesLastPasswordSyncDateTime"));
    if (goesOn) expect(age).toBeLessThanOrEqual(HALF_HOUR);
    else expect(age).toBe(5 * 3_600_000 + (tenantTime % 1000));
  });

  test("a server that is started again does not make up for the time that it was stopped", async () => {
    await play("sync");
    const before = textAt(await organization(), "onPremisesLastPasswordSyncDateTime");
    await play("stop-server", "AADC-NEW");
    await play("advance", "5h");
    await play("start-server", "AADC-NEW");
    await play("advance", "29m");
    expect(textAt(await organization(), "onPremisesLastPasswordSyncDateTime")).toBe(before);
    await play("advance", "2m");
    expect(textAt(await organization(), "onPremisesLastPasswordSyncDateTime") > before).toBe(true);
  });
});

describe("an application's certificate", () => {
  async function keys() {
    const filter = encodeURIComponent("startswith(displayName,'ConnectSyncProvisioning_APP')");
    const { body } = await sandbox.graph(app, `/v1.0/applications?$filter=${filter}&$select=id,keyCredentials`);
    return listAt(body, "value", 0, "keyCredentials");
  }

  test.each([
    ["2.6.92.0", "62d", "64d"],
    ["2.5.190.0", "59d", "61d"],
  ])("of %s lives ninety days, and is renewed in time", async (version, early, late) => {
    await play("install-server", "APP", "--version", version, "--staging");
    const [first] = await keys();
    const life = Date.parse(textAt(first, "endDateTime")) - Date.parse(textAt(first, "startDateTime"));
    expect(life).toBe(90 * DAY);
    await play("advance", early);
    expect(await keys()).toHaveLength(1);
    await play("advance", `${Number.parseInt(late, 10) - Number.parseInt(early, 10)}d`);
    const after = await keys();
    expect(after).toHaveLength(2);
    await play("advance", "64d");
    expect(await keys()).not.toContainEqual(first);
    await play("advance", "400d");
    expect(await outcome("sync")).toMatch(/APP: cycle done/u);
  });

  test("of a server that is stopped runs out, and then nothing signs in", async () => {
    await play("install-server", "APP", "--version", "2.6.92.0", "--staging");
    await play("stop-server", "APP");
    await play("advance", "91d");
    await play("start-server", "APP");
    expect(await outcome("sync")).toMatch(/APP: cycle failed .*AADSTS700027/u);
  });
});

describe("an identity that signs in still needs the right of synchronising", () => {
  test("an application: its app role of the synchronisation service, and no other", async () => {
    const dir = await folderWithTenant(
      (tenant) => {
        const roleIdOf = (value: string) => publishedPermissions(GRAPH).find((one) => one.value === value)?.roleId;
        consent(tenant, CLIENT, ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"], roleIdOf);
      },
      { wallClock: () => now },
    );
    const one = await startTestSandbox({ dir, wallClock: () => now });
    const sync = async () =>
      listAt(await doInSandbox(dir, ["sync"]), "result").find((line) => /^APP/u.test(String(line)));
    await doInSandbox(dir, ["install-server", "APP", "--version", "2.6.92.0"]);
    expect(await sync()).toContain("cycle done");
    const token = await one.appToken();
    const service = `/v1.0/servicePrincipals(appId='${SERVICE}')/appRoleAssignedTo`;
    const assigned = listAt((await one.graph(token, service)).body, "value")[0];
    const principal = `/v1.0/servicePrincipals/${textAt(assigned, "principalId")}/appRoleAssignments`;
    const graph = await one.graph(token, `/v1.0/servicePrincipals(appId='${GRAPH}')?$select=id`);
    const other = {
      principalId: textAt(assigned, "principalId"),
      resourceId: textAt(graph.body, "id"),
      appRoleId: publishedPermissions(GRAPH).find(({ value }) => value === "User.Read.All")?.roleId,
    };
    expect((await one.graph(token, principal, { method: "POST", json: other })).status).toBe(201);
    const taken = await one.graph(token, `${principal}/${textAt(assigned, "id")}`, { method: "DELETE" });
    expect(taken.status).toBe(204);
    now += 60_000;
    expect(await sync()).toContain("does not hold ADSynchronization.ReadWrite.All");
    await one.close();
  });

  test.each([
    ["a92aed5d-d78a-4d16-b381-09adb37eb3b0", "cycle done"],
    ["62e90394-69f5-4237-9190-012177145e10", "does not hold the role Directory Synchronization Accounts"],
  ])("a user: %s, so %s", async (roleDefinitionId, told) => {
    const dir = await folderWithTenant(
      (tenant) => {
        for (const policy of tenant.conditionalAccessPolicies) policy.state = "disabled";
        for (const one of tenant.roleAssignments) {
          if (one.roleDefinitionId === SYNC_ACCOUNTS) one.roleDefinitionId = roleDefinitionId;
        }
      },
      { wallClock: () => now },
    );
    const one = await startTestSandbox({ dir, wallClock: () => now });
    expect(listAt(await doInSandbox(dir, ["sync"]), "result")[1]).toContain(told);
    await one.close();
  });
});

describe("setting up", () => {
  const certificatePolicy = (restriction: object) => ({
    isEnabled: true,
    applicationRestrictions: { keyCredentials: [{ state: "enabled", ...restriction }] },
  });

  async function withTenant(change: Parameters<typeof folderWithTenant>[0]) {
    const dir = await folderWithTenant(change, { wallClock: () => now });
    const one = await startTestSandbox({ dir, wallClock: () => now });
    return { one, install: (...words: string[]) => doInSandbox(dir, ["install-server", "X", ...words]) };
  }

  test.each([
    ["a short lifetime", certificatePolicy({ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P30D" }), true],
    [
      "a short lifetime in months",
      certificatePolicy({ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P2M" }),
      true,
    ],
    ["a lifetime in years", certificatePolicy({ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P1Y" }), false],
    [
      "a restriction of what is created from a day to come on",
      certificatePolicy({
        restrictionType: "asymmetricKeyLifetime",
        maxLifetime: "P30D",
        restrictForAppsCreatedAfterDateTime: "2031-01-01T10:37:00Z",
      }),
      false,
    ],
    [
      "a restriction of what was created from a day of the past on",
      certificatePolicy({
        restrictionType: "asymmetricKeyLifetime",
        maxLifetime: "P2W",
        restrictForAppsCreatedAfterDateTime: "2019-10-19T10:37:00Z",
      }),
      true,
    ],
    ["a list of authorities", certificatePolicy({ restrictionType: "trustedCertificateAuthority" }), true],
    [
      "a lifetime that is long enough",
      certificatePolicy({ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P180D" }),
      false,
    ],
    [
      "a policy that is off",
      { ...certificatePolicy({ restrictionType: "trustedCertificateAuthority" }), isEnabled: false },
      false,
    ],
  ])("an application under a policy with %s", async (_, policy, isRefused) => {
    const { one, install } = await withTenant((tenant) => {
      tenant.appManagementPolicy = policy;
    });
    const installed = install("--version", "2.6.84.0");
    if (isRefused) await expect(installed).rejects.toThrow("could not configure application-based authentication");
    else expect(listAt(await installed, "result").join()).toContain("ConnectSyncProvisioning_X_");
    await one.close();
  });

  test("without the synchronisation service: 2.6.84.0 stops, earlier ones fall back to a user and say so", async () => {
    const { one, install } = await withTenant((tenant) => {
      const service = tenant.servicePrincipals.find((principal) => principal.appId === SERVICE);
      if (service !== undefined) service.accountEnabled = false;
    });
    await expect(install("--version", "2.6.84.0")).rejects.toMatchObject({ code: "failed" });
    await expect(install("--version", "2.6.3.0", "--identity", "application")).rejects.toMatchObject({
      code: "failed",
    });
    expect(listAt(await install("--version", "2.6.3.0"), "result").join()).toMatch(/fell back to a user.*Sync_X_/u);
    await one.close();
  });

  test("a tenant has twenty synchronisation accounts at most", async () => {
    for (let count = 3; count <= 20; count += 1) {
      await play("install-server", `S${count}`, "--version", "2.5.79.0", "--identity", "legacy", "--staging");
    }
    const last = play("install-server", "S21", "--version", "2.5.79.0", "--identity", "legacy");
    await expect(last).rejects.toThrow("20 is the most");
  });

  test("the same name again is another identity and another entry", async () => {
    await play("uninstall-server", "AADC-NEW");
    await play("install-server", "AADC-NEW", "--version", "2.6.3.0", "--identity", "legacy");
    const filter = encodeURIComponent("startswith(userPrincipalName,'Sync_AADC-NEW_')");
    expect(listAt((await sandbox.graph(app, `/v1.0/users?$filter=${filter}`)).body, "value")).toHaveLength(2);
  });

  test("in another cloud the wizard asks for 2.4.21.0", async () => {
    const { one, install } = await withTenant((tenant) => {
      tenant.cloud = "usgov";
    });
    await expect(install("--version", "2.4.18.0")).rejects.toThrow("below 2.4.21.0");
    await one.close();
    expect(await outcome("install-server", "OLDISH", "--version", "2.4.18.0", "--staging")).toContain("installed");
  });
});

test("users that are computed change, and go, like those that are kept", async () => {
  const dir = await folderWithTenant(
    (tenant) => {
      for (const policy of tenant.conditionalAccessPolicies) policy.state = "disabled";
    },
    { scenario: "northwind-large", wallClock: () => now },
  );
  const large = await startTestSandbox({ dir, wallClock: () => now });
  const token = await large.appToken();
  const { body } = await large.graph(
    token,
    "/v1.0/users?$top=3&$select=userPrincipalName&$filter=onPremisesSyncEnabled eq true".replaceAll(" ", "%20"),
  );
  const name = textAt(body, "value", 2, "userPrincipalName");
  const count = async () =>
    Number(
      at(
        (
          await large.graph(token, "/v1.0/users?$count=true&$top=1", {
            headers: { consistencylevel: "eventual" },
          })
        ).body,
        "@odata.count",
      ),
    );
  const before = await count();
  await doInSandbox(dir, ["change-user", name, "department", "Canary"]);
  await doInSandbox(dir, ["delete", "20"]);
  await doInSandbox(dir, ["sync"]);
  const user = await large.graph(token, `/v1.0/users/${name}?$select=department,onPremisesLastSyncDateTime`);
  expect(user.body).toMatchObject({
    department: "Canary",
    onPremisesLastSyncDateTime: new Date(Math.floor(now / 1000) * 1000).toISOString().replace(".000", ""),
  });
  expect(await count()).toBe(before - 20);
  await large.close();
});
