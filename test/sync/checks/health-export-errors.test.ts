// Export errors in Connect Health.
import { expect, test } from "vitest";
import { runCheck } from "../../../src/sync/checks/check.js";
import { healthExportErrors } from "../../../src/sync/checks/health-export-errors.js";
import { type Change, fact, judgedOf, refused, snapshotOf, synced } from "../healthy-snapshot.js";

const count = (bucket: string, number: number, truncated = false) => ({ bucket, count: number, truncated });
const counts = (number: number) => ({
  healthExportErrors: fact([count("DataMismatch", number), count("LargeAttribute", 0), count("All", number)]),
});
const baseline = (change: Parameters<typeof snapshotOf>[0]) => ({ baseline: snapshotOf(change) });
const say = (change: Change) => runCheck(healthExportErrors, judgedOf(change));

test.each([
  ["there is none", counts(0), "pass", "error"],
  ["there are some", counts(3), "fail", "info"],
  ["there are more than in the baseline", { ...counts(3), ...baseline(counts(2)) }, "fail", "warning"],
  ["there are as many as in the baseline", { ...counts(3), ...baseline(counts(3)) }, "fail", "info"],
  ["there are fewer than in the baseline", { ...counts(3), ...baseline(counts(4)) }, "fail", "info"],
  ["the baseline does not tell", { ...counts(3), ...baseline({ healthExportErrors: refused() }) }, "fail", "info"],
  ["there are none any more", { ...counts(0), ...baseline(counts(2)) }, "pass", "error"],
  ["they cannot be read", { healthExportErrors: refused() }, "unknown", "error"],
  ["no number is told", { healthExportErrors: fact([]) }, "unknown", "error"],
  [
    "there is no Connect Health",
    { healthNotOffered: "No licence.", healthExportErrors: refused() },
    "not-applicable",
    "error",
  ],
  ["the tenant is not synchronised", { ...synced({ syncEnabled: false }), ...counts(3) }, "not-applicable", "error"],
  ["only kinds are told", { healthExportErrors: fact([count("A", 1), count("B", 2)]) }, "fail", "info"],
  ["only the sum is told", { healthExportErrors: fact([count("all", 3)]) }, "fail", "info"],
  ["the sum says less than the kinds", { healthExportErrors: fact([count("A", 1), count("All", 0)]) }, "fail", "info"],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = say(change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("numbers are told by kind, and that there may be more", () => {
  expect(say({ ...counts(3), ...baseline(counts(1)) }).evidence).toBe(
    "3 objects fail to be exported: DataMismatch 3; 1 in the baseline.",
  );
  expect(say({ healthExportErrors: fact([count("All", 1, true)]) }).evidence).toBe(
    "At least 1 object fails to be exported.",
  );
});
