// The version of the server that exported last.
import { expect, test } from "vitest";
import { CONNECT_VERSIONS } from "../../../src/knowledge/connect-versions.js";
import { runCheck } from "../../../src/sync/checks/check.js";
import { clientVersion } from "../../../src/sync/checks/client-version.js";
import { type Change, exported, fact, judgedOf, refused, synced } from "../healthy-snapshot.js";

const say = (change: Change) => runCheck(clientVersion, judgedOf(change));
const of = (version: string | null) => exported({ clientVersion: version });
const min = (minVersion: string) => ({ minVersion });
const [newest, ...others] = CONNECT_VERSIONS.releases;
const later = {
  ...CONNECT_VERSIONS,
  asOf: "2026-11-20",
  releases: [
    { version: "2.7.1.0", released: "2026-11-19", supportEnds: null, recalled: false },
    ...(newest === undefined ? [] : [{ ...newest, recalled: true }]),
    ...others,
  ],
};

test.each([
  ["the newest", of("2.6.92.0"), "pass", "error"],
  ["one that the service stopped", of("2.5.76.0"), "fail", "error"],
  ["a recalled one", of("2.6.79.0"), "fail", "error"],
  ["one below the least that is wished", { ...of("2.6.91.0"), ...min("2.6.92.0") }, "fail", "error"],
  ["the least that is wished", { ...of("2.6.92.0"), ...min("2.6.92") }, "pass", "error"],
  ["one nobody knows, below the least that is wished", { ...of("2.6.50.0"), ...min("2.6.84.0") }, "fail", "error"],
  ["one out of support", of("2.5.79.0"), "fail", "warning"],
  ["one out of support, below the least that is wished", { ...of("2.5.79.0"), ...min("2.6.0.0") }, "fail", "error"],
  ["one newer than the table", of("2.7.1.0"), "fail", "info"],
  ["one newer than the table, below the least that is wished", { ...of("2.7.1.0"), ...min("3.0") }, "fail", "error"],
  ["one that the newer table knows", { ...of("2.7.1.0"), knowledge: later }, "pass", "error"],
  ["one of which the newer table says that it was recalled", { ...of("2.6.92.0"), knowledge: later }, "fail", "error"],
  ["one nobody knows", of("2.6.50.0"), "unknown", "error"],
  ["one that is none", { ...of("new"), ...min("2.6.0.0") }, "unknown", "error"],
  ["none that is told", of(null), "unknown", "error"],
  ["no synchronisation object", { lastExport: fact(null) }, "unknown", "error"],
  ["what cannot be read", { lastExport: refused() }, "unknown", "error"],
  [
    "a tenant that is not synchronised",
    { ...of("1.6.16.0"), ...synced({ syncEnabled: false }) },
    "not-applicable",
    "error",
  ],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = say(change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("what is known of a build is told, and by which table", () => {
  expect(say(of("2.6.91.0")).evidence).toMatch(/supported until 2027-09-23\. Known of it: .*pass-through/);
  expect(say(of("2.7.1.0")).evidence).toContain("table of 2026-10-06");
  expect(say({ ...of("2.8"), knowledge: later }).evidence).toContain("table of 2026-11-20");
});

test("who stopped it is told", () => {
  expect(say(of("2.5.76.0")).evidence).toContain(
    "Microsoft stopped it on 2026-09-30. What synchronises today is 2.5.79.0 and above.",
  );
  const { evidence } = say({ ...of("2.6.3.0"), at: Date.parse("2027-05-01T00:00:00Z") });
  expect(evidence).toContain("since 2027-04-07 (third-party source)");
});
