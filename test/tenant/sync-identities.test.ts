import { describe, expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { readSyncApplications, readSyncRoleHolders } from "../../src/tenant/sync-identities.js";
import { answering, cannedService, forbidden, json, notFound } from "./canned-service.js";

const DIRECTORY_SYNCHRONIZATION_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const ON_PREMISES_DIRECTORY_SYNC_ACCOUNT = "a92aed5d-d78a-4d16-b381-09adb37eb3b0";
const APPLICATIONS = "/v1.0/servicePrincipals(appId='6bf85cfa-ac8a-4be5-b5de-425a0d0dc016')/appRoleAssignedTo";
const ADSYNC = "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9";

function holders(assignments: readonly Record<string, unknown>[]) {
  return cannedService(({ address }) =>
    json({
      value: assignments.filter(({ roleDefinitionId }) => address.includes(String(roleDefinitionId))),
    }),
  );
}
const assignment = (change: Record<string, unknown> = {}) => ({
  principalId: "u-1",
  roleDefinitionId: DIRECTORY_SYNCHRONIZATION_ACCOUNTS,
  directoryScopeId: "/",
  principal: {
    "@odata.type": "#microsoft.graph.user",
    displayName: "On-Premises Directory Synchronization Service Account",
    userPrincipalName: "Sync_A_0123456789ab@contoso.onmicrosoft.com",
    accountEnabled: true,
  },
  ...change,
});

describe("holders of the two roles", () => {
  test("are asked for role by role, with who they are", async () => {
    const { client, sent } = holders([
      assignment(),
      assignment({ principalId: "u-2", roleDefinitionId: ON_PREMISES_DIRECTORY_SYNC_ACCOUNT }),
    ]);
    const { value } = await readSyncRoleHolders(client);
    expect(value.map(({ principalId, roleDefinitionId }) => [principalId, roleDefinitionId])).toEqual([
      ["u-1", DIRECTORY_SYNCHRONIZATION_ACCOUNTS],
      ["u-2", ON_PREMISES_DIRECTORY_SYNC_ACCOUNT],
    ]);
    expect(sent).toHaveLength(2);
    for (const { address } of sent) expect(address).toContain("$expand=principal");
  });

  test("of a part of the tenant do not synchronise", async () => {
    const { client } = holders([assignment({ directoryScopeId: "/administrativeUnits/a" })]);
    expect((await readSyncRoleHolders(client)).value).toEqual([]);
  });

  test.each([
    ["a user", "#microsoft.graph.user", "user"],
    ["a service principal", "#microsoft.graph.servicePrincipal", "service-principal"],
    ["a group", "#microsoft.graph.group", "other"],
  ])("%s is told by its type", async (_what, type, expected) => {
    const { client } = holders([assignment({ principal: { "@odata.type": type } })]);
    expect((await readSyncRoleHolders(client)).value).toMatchObject([
      { type: expected, displayName: null, userPrincipalName: null, enabled: null },
    ]);
  });

  test.each([
    ["missing", undefined],
    ["null", null],
    ["empty", {}],
  ])("whose principal is %s are listed all the same", async (_what, principal) => {
    const { client } = holders([assignment({ principal })]);
    expect((await readSyncRoleHolders(client)).value).toMatchObject([
      { principalId: "u-1", type: "other", enabled: null },
    ]);
  });

  test("cannot be told when one of the two lists is refused", async () => {
    const { client } = cannedService(({ address }) =>
      address.includes(ON_PREMISES_DIRECTORY_SYNC_ACCOUNT) ? forbidden : json({ value: [assignment()] }),
    );
    const fact = await observe(readSyncRoleHolders(client));
    expect(fact).toMatchObject({ state: "unknown" });
    expect(JSON.stringify(fact)).toContain("RoleManagement.Read.Directory");
  });
});

describe("applications", () => {
  test("are found by their app role, whatever their names", async () => {
    const { client } = answering({
      [APPLICATIONS]: json({
        value: [
          { principalId: "sp-1", principalDisplayName: "ConnectSyncProvisioning_A_0123456789ab", appRoleId: ADSYNC },
          { principalId: "sp-2", principalDisplayName: "Anything", appRoleId: ADSYNC },
          { principalId: "sp-3", principalDisplayName: null, appRoleId: ADSYNC },
          { principalId: "sp-4", principalDisplayName: "ConnectSyncProvisioning_B_0123456789ab", appRoleId: "other" },
        ],
      }),
    });
    expect((await readSyncApplications(client)).value).toEqual([
      { principalId: "sp-1", displayName: "ConnectSyncProvisioning_A_0123456789ab" },
      { principalId: "sp-2", displayName: "Anything" },
      { principalId: "sp-3", displayName: "" },
    ]);
  });

  test("are none where the tenant does not know the sync service", async () => {
    expect((await readSyncApplications(cannedService(() => notFound).client)).value).toEqual([]);
  });

  test("are unknown where they may not be read", async () => {
    const fact = await observe(readSyncApplications(cannedService(() => forbidden).client));
    expect(fact).toMatchObject({ state: "unknown" });
    expect(JSON.stringify(fact)).toContain("Application.Read.All");
  });
});
