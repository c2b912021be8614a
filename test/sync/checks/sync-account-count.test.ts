import { expect, test } from "vitest";
import { ROLES } from "../../../src/knowledge/directory.js";
import type { SyncRoleHolder } from "../../../src/tenant/sync-identities.js";
import { type Change, fact, findingOf, refused, synced } from "../healthy-snapshot.js";

const holder = (
  index: number,
  roleDefinitionId: string = ROLES.directorySynchronizationAccounts.id,
): SyncRoleHolder => ({
  principalId: `u-${index}`,
  roleDefinitionId,
  type: "user",
  displayName: null,
  userPrincipalName: `sync_${index}@contoso.onmicrosoft.com`,
  enabled: true,
});
const holders = (count: number) => Array.from({ length: count }, (_, index) => holder(index));
const having = (...list: readonly SyncRoleHolder[]): Change => ({ roleHolders: fact(list) });

const ROWS: readonly (readonly [string, Change, string, string?])[] = [
  ["none", having(), "pass"],
  ["15", having(...holders(15)), "pass"],
  ["16", having(...holders(16)), "fail", "warning"],
  ["19", having(...holders(19)), "fail", "warning"],
  ["20", having(...holders(20)), "fail", "error"],
  ["25", having(...holders(25)), "fail", "error"],
  ["15, one of them named twice", having(...holders(15), holder(0)), "pass"],
  ["15, and others with another role", having(...holders(15), holder(98, "r-1"), holder(99, "r-1")), "pass"],
  [
    "20 in a tenant that is not synchronised",
    { ...having(...holders(20)), ...synced({ syncEnabled: null }) },
    "not-applicable",
  ],
  ["refused", { roleHolders: refused() }, "unknown"],
];

test.each(ROWS.map(([what, change, result, severity]) => ({ what, change, result, severity })))("$what", (row) => {
  const { change, result, severity } = row;
  const finding = findingOf("SYNC-019", change);
  expect([finding.result, finding.result === "fail" ? finding.severity : undefined]).toEqual([result, severity]);
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("says how many there may be", () => {
  expect(findingOf("SYNC-019", having(...holders(17))).evidence).toBe("17 of 20 sync accounts exist.");
});
