// Who may synchronise, and what was left behind: what is refused of one of them.
import { describe, expect, test } from "vitest";
import { findIdentities } from "../../src/commands/found-identities.js";
import { SYNC_APP_ROLE_ID } from "../../src/knowledge/directory.js";
import { type Canned, cannedService, forbidden, json } from "../tenant/canned-service.js";

const HOLDER = {
  ...{ principalId: "U-1", roleDefinitionId: "d29b2b05-8046-44ba-8758-1e26182fcf32", directoryScopeId: "/" },
  principal: { "@odata.type": "#microsoft.graph.user", userPrincipalName: "Sync_A_0123456789ab@x" },
};
const CLOUD_SYNC = {
  ...{ ...HOLDER, principalId: "u-2" },
  principal: { "@odata.type": "#microsoft.graph.user", userPrincipalName: "ADToAADSyncServiceAccount@x" },
};
const GRANTED = { principalId: "p-1", principalDisplayName: "Anything", appRoleId: SYNC_APP_ROLE_ID };
const USERS = [
  { id: "u-1", userPrincipalName: "Sync_A_0123456789ab@x" },
  { id: "u-3", userPrincipalName: "sync_B_C_0123456789AB@x" },
  { id: "u-4", userPrincipalName: "sync_team@x" },
];
const PRINCIPALS = [
  { id: "p-2", displayName: "ConnectSyncProvisioning_D_0123456789ab" },
  { id: "p-3", displayName: "ConnectSyncProvisioning_D_0123456789ab (old)" },
];

interface Answers {
  readonly holders?: Canned;
  readonly granted?: Canned;
  readonly users?: Canned;
  readonly principals?: Canned;
}

function find({ holders, granted, users, principals }: Answers = {}) {
  return findIdentities(
    cannedService(({ address }) => {
      if (address.includes("roleAssignments"))
        return holders ?? json({ value: address.includes("d29b2b05") ? [HOLDER, CLOUD_SYNC] : [HOLDER] });
      if (address.includes("appRoleAssignedTo")) return granted ?? json({ value: [GRANTED] });
      return address.includes("/users")
        ? (users ?? json({ value: USERS }))
        : (principals ?? json({ value: PRINCIPALS }));
    }).client,
  );
}

test("each is found once: by what it holds, or else by the exact form of its name", async () => {
  const { identities, synchronising, warnings } = await find();
  expect(
    identities.map(({ id, type, hasAppRole, isCloudSync, roleIds }) => [
      id,
      type,
      hasAppRole,
      isCloudSync,
      roleIds.length,
    ]),
  ).toEqual([
    ["U-1", "user", false, false, 1],
    ["u-2", "user", false, true, 1],
    ["p-1", "application", true, false, 0],
    ["u-3", "user", false, false, 0],
    ["p-2", "application", false, false, 0],
  ]);
  expect(synchronising.map(({ id }) => id)).toEqual(["U-1", "u-2", "p-1"]);
  expect(warnings).toEqual([]);
});

describe("what cannot be read", () => {
  test.each<[string, Answers]>([
    ["role holders", { holders: forbidden }],
    ["applications", { granted: { status: 503 } }],
  ])("of %s ends it: one that is not seen may be the one that matters", async (_what, answers) => {
    await expect(find(answers)).rejects.toThrow(/failed with status/);
  });

  test.each<[string, Answers, RegExp]>([
    ["users", { users: forbidden }, /users named Sync_\*.*403.*Needed: User\.Read\.All/],
    ["applications", { principals: { status: 429 } }, /applications named ConnectSyncProvisioning_\*.*429.*Wait/],
  ])("of %s that hold nothing is said", async (_what, answers, words) => {
    const { identities, warnings } = await find(answers);
    expect(identities.length).toBe(4);
    expect(warnings).toEqual([expect.stringMatching(words)]);
  });
});

test("more of such names than are read is said", async () => {
  const page = Array.from({ length: 100 }, (_, index) => ({ id: `s-${index}`, userPrincipalName: `sync_${index}@x` }));
  const users = json({ value: page, "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=2" });
  const { warnings } = await find({ users });
  expect(warnings).toEqual(["There are more users named Sync_* than the 100 looked at."]);
});
