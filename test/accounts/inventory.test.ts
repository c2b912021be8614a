import { describe, expect, test } from "vitest";
import { inventory } from "../../src/accounts/inventory.js";
import type { SyncRoleHolder } from "../../src/tenant/sync-identities.js";

const DIRECTORY_SYNCHRONIZATION_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const ON_PREMISES_DIRECTORY_SYNC_ACCOUNT = "a92aed5d-d78a-4d16-b381-09adb37eb3b0";

function holder(userPrincipalName: string | null, change: Partial<SyncRoleHolder> = {}): SyncRoleHolder {
  return {
    principalId: `id of ${userPrincipalName ?? "nobody"}`,
    roleDefinitionId: DIRECTORY_SYNCHRONIZATION_ACCOUNTS,
    type: "user",
    displayName: "On-Premises Directory Synchronization Service Account",
    userPrincipalName,
    enabled: true,
    ...change,
  };
}

const application = (displayName: string) => ({ principalId: `id of ${displayName}`, displayName });

describe("the server in a name", () => {
  test.each([
    ["Sync_AADC01_0123456789ab@contoso.onmicrosoft.com", "AADC01"],
    ["sync_aadc01_0123456789ab@contoso.onmicrosoft.com", "aadc01"],
    ["Sync_AADC01_0123456789AB@contoso.onmicrosoft.com", "AADC01"],
    ["Sync_SRV_AADC_01_0123456789ab@contoso.onmicrosoft.com", "SRV_AADC_01"],
    ["Sync_SRV_abcdefabcdef_0123456789ab@contoso.onmicrosoft.com", "SRV_abcdefabcdef"],
    ["Sync_SRV-1.contoso.local_0123456789ab@contoso.onmicrosoft.com", "SRV-1.contoso.local"],
  ])("%s is %s", (name, server) => {
    expect(inventory([holder(name)], [])).toMatchObject([{ kind: "legacy-user", name, server }]);
  });

  test.each([
    "Sync_AADC01_0123456789a@contoso.onmicrosoft.com",
    "Sync_AADC01_0123456789abc@contoso.onmicrosoft.com",
    "Sync_AADC01_0123456789xy@contoso.onmicrosoft.com",
    "Sync__0123456789ab@contoso.onmicrosoft.com",
    "mySync_AADC01_0123456789ab@contoso.onmicrosoft.com",
    "svc-sync@contoso.onmicrosoft.com",
  ])("%s tells none, and is an identity all the same", (name) => {
    expect(inventory([holder(name)], [])).toMatchObject([{ kind: "legacy-user", name, server: null }]);
  });

  test("of an application is told likewise; one of any name counts, too", () => {
    const applications = [
      application("ConnectSyncProvisioning_CS01_3ac06f5648e4"),
      application("ConnectSyncProvisioning_CS_01_3AC06F5648E4"),
      application("Our own application"),
      application(""),
    ];
    expect(inventory([], applications)).toMatchObject([
      { kind: "application", server: "CS01", enabled: null, roleIds: [] },
      { kind: "application", server: "CS_01" },
      { kind: "application", server: null, name: "Our own application", id: "id of Our own application" },
      { kind: "application", server: null, name: "" },
    ]);
  });
});

describe("Cloud Sync's own account", () => {
  test.each(["ADToAADSyncServiceAccount@contoso.onmicrosoft.com", "adtoaadsyncserviceaccount@contoso.onmicrosoft.com"])(
    "%s is never taken for a server's",
    (name) => {
      expect(inventory([holder(name)], [])).toMatchObject([{ kind: "cloud-sync", server: null }]);
    },
  );
});

describe("a user with both roles", () => {
  const name = "Sync_AADC01_0123456789ab@contoso.onmicrosoft.com";

  test("is one identity that holds both", () => {
    const both = [holder(name), holder(name, { roleDefinitionId: ON_PREMISES_DIRECTORY_SYNC_ACCOUNT })];
    expect(inventory(both, [])).toEqual([
      {
        id: `id of ${name}`,
        kind: "legacy-user",
        name,
        server: "AADC01",
        enabled: true,
        roleIds: [DIRECTORY_SYNCHRONIZATION_ACCOUNTS, ON_PREMISES_DIRECTORY_SYNC_ACCOUNT],
      },
    ]);
  });

  test("holds a role once, however often it is listed", () => {
    const twice = [holder(name), holder(name, { roleDefinitionId: ON_PREMISES_DIRECTORY_SYNC_ACCOUNT }), holder(name)];
    expect(inventory(twice, [])[0]?.roleIds).toEqual([
      DIRECTORY_SYNCHRONIZATION_ACCOUNTS,
      ON_PREMISES_DIRECTORY_SYNC_ACCOUNT,
    ]);
  });

  test("does not lend its roles to another one", () => {
    const other = "Sync_AADC02_0123456789ac@contoso.onmicrosoft.com";
    const list = inventory(
      [holder(name), holder(other, { roleDefinitionId: ON_PREMISES_DIRECTORY_SYNC_ACCOUNT }), holder(name)],
      [],
    );
    expect(list.find((one) => one.name === other)?.roleIds).toEqual([ON_PREMISES_DIRECTORY_SYNC_ACCOUNT]);
  });
});

describe("what is not told", () => {
  test("whether an account is enabled stays unknown, and a disabled one stays listed", () => {
    const list = inventory([holder("a@x", { enabled: null }), holder("b@x", { enabled: false })], []);
    expect(list.map(({ enabled }) => enabled)).toEqual([null, false]);
  });

  test("a holder without user principal name goes by display name, else by id", () => {
    const nameless = { displayName: null, principalId: "42" };
    const list = inventory([holder(null, { displayName: "Old" }), holder(null, nameless)], []);
    expect(list.map(({ name }) => name)).toEqual(["Old", "42"]);
  });

  test("an application is not listed as a user when it also holds a role", () => {
    const list = inventory(
      [holder(null, { type: "service-principal", principalId: "sp" })],
      [{ principalId: "sp", displayName: "ConnectSyncProvisioning_CS01_3ac06f5648e4" }],
    );
    expect(list).toEqual([
      {
        id: "sp",
        kind: "application",
        name: "ConnectSyncProvisioning_CS01_3ac06f5648e4",
        server: "CS01",
        enabled: null,
        roleIds: [DIRECTORY_SYNCHRONIZATION_ACCOUNTS],
      },
    ]);
  });
});

describe("a service principal that holds a role without the sync service's app role", () => {
  const principal = (change: Partial<SyncRoleHolder> = {}) =>
    holder(null, { type: "service-principal", principalId: "sp", displayName: "Our tool", enabled: null, ...change });

  test("is an application that synchronises, too", () => {
    expect(inventory([principal(), principal({ roleDefinitionId: ON_PREMISES_DIRECTORY_SYNC_ACCOUNT })], [])).toEqual([
      {
        id: "sp",
        kind: "application",
        name: "Our tool",
        server: null,
        enabled: null,
        roleIds: [DIRECTORY_SYNCHRONIZATION_ACCOUNTS, ON_PREMISES_DIRECTORY_SYNC_ACCOUNT],
      },
    ]);
  });

  test("tells its server by its name, and goes by its id where it has none", () => {
    expect(inventory([principal({ displayName: "ConnectSyncProvisioning_CS01_3ac06f5648e4" })], [])).toMatchObject([
      { kind: "application", server: "CS01" },
    ]);
    expect(inventory([principal({ displayName: null })], [])).toMatchObject([{ kind: "application", name: "sp" }]);
  });

  test("comes after all users, in whatever order they are listed", () => {
    const kinds = inventory([principal(), holder("a@x"), holder("b@x")], [application("App")]).map(({ name }) => name);
    expect(kinds.slice(0, 2)).toEqual(["a@x", "b@x"]);
    expect(kinds.slice(2).sort()).toEqual(["App", "Our tool"]);
  });
});
