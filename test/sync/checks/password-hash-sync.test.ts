// Password hash synchronisation: its age, and whether somebody has switched it off since the baseline.
import { expect, test } from "vitest";
import { runCheck } from "../../../src/sync/checks/check.js";
import { passwordHashSync } from "../../../src/sync/checks/password-hash-sync.js";
import type { SyncSettings } from "../../../src/tenant/synchronization.js";
import { ago, type Change, DAY, fact, judgedOf, MINUTE, refused, snapshotOf, synced } from "../healthy-snapshot.js";

const with_ = (passwordSyncEnabled: boolean | null) => ({
  settings: fact<SyncSettings | null>({ passwordSyncEnabled, features: {}, deletionPrevention: null }),
});
const OFF = with_(false);
const baseline = (change: Parameters<typeof snapshotOf>[0]) => ({ baseline: snapshotOf(change) });
const nobody = { activeServer: fact({ state: "none", last: null, lastSync: null } as const) };

test.each([
  ["lately", {}, "pass", "error"],
  ["120 minutes ago", { lastPasswordSync: fact(ago(120 * MINUTE)) }, "pass", "error"],
  ["longer ago", { lastPasswordSync: fact(ago(120 * MINUTE + 1)) }, "fail", "warning"],
  ["longer ago, nobody active", { lastPasswordSync: fact(ago(DAY)), ...nobody }, "fail", "warning"],
  ["never", { lastPasswordSync: fact(null) }, "fail", "warning"],
  ["clocks that differ a little", { lastPasswordSync: fact(ago(-5 * MINUTE)) }, "pass", "error"],
  ["a time that is to come", { lastPasswordSync: fact(ago(-DAY)) }, "unknown", "error"],
  ["what is no time", { lastPasswordSync: fact("yesterday") }, "unknown", "error"],
  ["what cannot be read", { lastPasswordSync: refused() }, "unknown", "error"],
  ["settings that cannot be read", { settings: refused() }, "unknown", "error"],
  ["a flag that is not told", with_(null), "unknown", "error"],
  ["off, without baseline", OFF, "not-applicable", "error"],
  ["off, as in the baseline", { ...OFF, ...baseline(OFF) }, "not-applicable", "error"],
  ["off, and on in the baseline", { ...OFF, ...baseline(with_(true)) }, "fail", "error"],
  ["off, and the baseline does not tell", { ...OFF, ...baseline(with_(null)) }, "unknown", "error"],
  ["off, and the baseline could not read it", { ...OFF, ...baseline({ settings: refused() }) }, "unknown", "error"],
  [
    "off, and the baseline had no synchronisation object",
    { ...OFF, ...baseline({ settings: fact(null) }) },
    "unknown",
    "error",
  ],
  ["on, and off in the baseline", { ...baseline(OFF) }, "pass", "error"],
  ["a tenant that is not synchronised", { ...OFF, ...synced({ syncEnabled: false }) }, "not-applicable", "error"],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = runCheck(passwordHashSync, judgedOf(change));
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});
