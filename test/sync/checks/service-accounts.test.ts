import { expect, test } from "vitest";
import type { ServiceAccount } from "../../../src/tenant/service-accounts.js";
import { ago, type Change, DAY, fact, findingOf, refused, synced } from "../healthy-snapshot.js";

const ACCOUNT: ServiceAccount = {
  id: "w-1",
  userPrincipalName: "wizard@contoso.onmicrosoft.com",
  enabled: true,
  roles: ["Hybrid Identity Administrator"],
  excludedFrom: ["Require MFA"],
  lastSignIn: ago(15 * DAY),
  markedAt: ago(30 * DAY),
};
const with_ = (change: Partial<ServiceAccount>, notLookedAt = 0): Change => ({
  serviceAccounts: fact({ accounts: [{ ...ACCOUNT, ...change }], notLookedAt }),
});

test.each<readonly [string, Change, string]>([
  ["there is none", {}, "pass"],
  ["it was used lately", with_({ lastSignIn: ago(13 * DAY) }), "pass"],
  ["it was used 14 days ago", with_({ lastSignIn: ago(14 * DAY) }), "pass"],
  ["it was never used, and made lately", with_({ lastSignIn: null, markedAt: ago(DAY) }), "pass"],
  ["it is disabled and has nothing left", with_({ enabled: false, roles: [], excludedFrom: [] }), "pass"],
  ["it was not used for 15 days", with_({}), "fail"],
  ["only enabled", with_({ roles: [], excludedFrom: [] }), "fail"],
  ["only privileged", with_({ enabled: false, excludedFrom: [] }), "fail"],
  ["only excluded", with_({ enabled: false, roles: [] }), "fail"],
  ["when it was used is not told, made long ago", with_({ lastSignIn: null }), "fail"],
  ["not all were looked at, but one is left", with_({}, 3), "fail"],
  ["tenants that are not synchronised have them, too", { ...with_({}), ...synced({ syncEnabled: null }) }, "fail"],
  ["neither its use nor its making is told", with_({ lastSignIn: null, markedAt: null }), "unknown"],
  ["the mark's time is none", with_({ lastSignIn: null, markedAt: "lately" }), "unknown"],
  ["not all were looked at", { serviceAccounts: fact({ accounts: [], notLookedAt: 1 }) }, "unknown"],
  ["it was refused", { serviceAccounts: refused() }, "unknown"],
])("%s", (_what, change, result) => {
  const finding = findingOf("SYNC-022", change);
  expect(finding).toMatchObject({ result, ...(result === "fail" ? { severity: "warning" } : {}) });
  if (result !== "pass") expect(finding.remedy).not.toBe("");
});

test("names the account and what it still has", () => {
  expect(findingOf("SYNC-022", with_({})).evidence).toBe(
    `Not used for 14 days: wizard@contoso.onmicrosoft.com (enabled; Hybrid Identity Administrator; excluded from Require MFA; last sign-in ${ago(15 * DAY)}).`,
  );
});

test("of many it names the first", () => {
  const accounts = Array.from({ length: 8 }, (_, index) => ({ ...ACCOUNT, id: `w-${index}` }));
  expect(findingOf("SYNC-022", { serviceAccounts: fact({ accounts, notLookedAt: 0 }) }).evidence).toMatch(
    /, and 3 more\.$/,
  );
});
