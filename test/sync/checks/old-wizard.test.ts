// Whether the wizard of the server that exported last can still set staging mode.
import { expect, test } from "vitest";
import { runCheck } from "../../../src/sync/checks/check.js";
import { oldWizard } from "../../../src/sync/checks/old-wizard.js";
import { type Change, EXPORT, exported, fact, judgedOf, ORGANIZATION, refused, synced } from "../healthy-snapshot.js";

const say = (change: Change) => runCheck(oldWizard, judgedOf(change));
const of = (clientVersion: string | null) => exported({ clientVersion });
const neverExported = { ...of(null), lastExport: fact({ ...EXPORT, clientVersion: null, machineName: null }) };
const never = { organization: fact({ ...ORGANIZATION, lastSync: null }) };

test.each([
  ["the newest", of("2.6.92.0"), "pass", "error"],
  ["the first whose wizard goes on", of("2.4.18.0"), "pass", "error"],
  ["the last whose wizard does not", of("2.4.17.9"), "fail", "info"],
  ["version 1", of("1.6.16.0"), "fail", "info"],
  ["the same outside of the public cloud", { ...of("2.4.18.0"), cloud: "usgov" }, "fail", "info"],
  ["the first whose wizard goes on there", { ...of("2.4.21.0"), cloud: "usgov" }, "pass", "error"],
  ["before the day", { ...of("2.4.17.9"), at: Date.parse("2025-04-06T23:00:00Z") }, "pass", "error"],
  ["on the day", { ...of("2.4.17.9"), at: Date.parse("2025-04-07T00:00:00Z") }, "fail", "info"],
  ["no server ever exported", { ...neverExported, ...never }, "not-applicable", "error"],
  ["there is no synchronisation object", { ...never, lastExport: fact(null) }, "not-applicable", "error"],
  ["nothing is told, although cycles ended", neverExported, "unknown", "error"],
  ["the version is not told, the machine is", of(null), "unknown", "error"],
  ["it is no version", of("old"), "unknown", "error"],
  ["it cannot be read", { lastExport: refused() }, "unknown", "error"],
  ["the tenant is not synchronised", synced({ syncEnabled: false }), "not-applicable", "error"],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = say(change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).toContain("Stop its ADSync service");
});

test.each([
  ["2023-10-01T08:00:00Z", "1.6.16.0", true],
  ["2024-02-01T08:00:00Z", "1.6.16.0", false],
  ["2025-11-01T08:00:00Z", "2.3.20.0", true],
])(
  "with a last synchronisation at %s, version %s: a large first export is to be expected (%s)",
  (lastSync, version, large) => {
    const { evidence } = say({ ...synced({ lastSync }), ...of(version) });
    expect(evidence.includes("expect a large first export")).toBe(large);
  },
);
