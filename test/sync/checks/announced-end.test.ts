// What ends on an announced day, and whether the active server has what it takes.
import { describe, expect, test } from "vitest";
import { CONNECT_VERSIONS, type ConnectVersions } from "../../../src/knowledge/connect-versions.js";
import { announcedEnd } from "../../../src/sync/checks/announced-end.js";
import { runCheck } from "../../../src/sync/checks/check.js";
import { ago, type Change, DAY, exported, fact, IDENTITY, judgedOf, refused, synced } from "../healthy-snapshot.js";

const say = (change: Change) => runCheck(announcedEnd, judgedOf(change));
const application = fact([
  { ...IDENTITY, name: "ConnectSyncProvisioning_AADC-NEW_0123456789ab", kind: "application" as const },
]);
const old = exported({ clientVersion: "2.6.3.0" });
const nothingAnnounced: ConnectVersions = {
  ...CONNECT_VERSIONS,
  floors: CONNECT_VERSIONS.floors.filter(({ source }) => source === "microsoft"),
};
const at = (day: string) => ({ at: Date.parse(`${day}T12:00:00Z`) });
const nobody = fact({ state: "none", last: "AADC-OLD", lastSync: ago(DAY) } as const);

test.each([
  ["an application and a version that is new enough", { identities: application }, "pass", "error"],
  ["a user, which is not enough", {}, "fail", "info"],
  ["a version that is too old", { ...old, identities: application }, "fail", "info"],
  [
    "a version below the floor of today is stopped already",
    exported({ clientVersion: "2.5.76.0" }),
    "not-applicable",
    "error",
  ],
  ["nobody active", { activeServer: nobody }, "not-applicable", "error"],
  ["nothing announced", { knowledge: nothingAnnounced }, "not-applicable", "error"],
  ["the day has come, and it is still a user", at("2027-04-07"), "fail", "error"],
  ["the day has come, and it is an application", { ...at("2027-04-07"), identities: application }, "pass", "error"],
  [
    "the day has come, and identities cannot be read",
    { ...at("2027-04-07"), identities: refused() },
    "unknown",
    "error",
  ],
  ["the day has come, and nobody is active", { ...at("2027-04-07"), activeServer: nobody }, "not-applicable", "error"],
  ["the day has come for the version, too", { ...at("2027-04-07"), ...old }, "not-applicable", "error"],
  ["a tenant that is not synchronised", synced({ syncEnabled: false }), "not-applicable", "error"],
  [
    "two servers that may be active",
    { activeServer: fact({ state: "ambiguous", reason: "Two." } as const) },
    "unknown",
    "error",
  ],
  ["an active server that cannot be told", { activeServer: refused() }, "unknown", "error"],
  ["a version that cannot be read", { lastExport: refused() }, "unknown", "error"],
  ["a version that is not told", exported({ clientVersion: null }), "unknown", "error"],
  ["a version that is none", exported({ clientVersion: "new" }), "unknown", "error"],
  ["identities that cannot be read", { identities: refused() }, "unknown", "error"],
  ["identities that cannot be read, but a version that is too old", { ...old, identities: refused() }, "fail", "info"],
  ["no identity", { identities: fact([]) }, "unknown", "error"],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = say(change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail" || result === "unknown") expect(finding.remedy).not.toBe("");
});

test.each([
  ["2027-01-06", "info"],
  ["2027-01-07", "warning"],
  ["2027-04-06", "warning"],
])("on %s it is of severity %s: 90 days before it is soon", (day, severity) => {
  expect(say(at(day))).toMatchObject({ result: "fail", severity });
});

test("who says so is told, and what of the server does not do", () => {
  const { evidence } = say(old);
  expect(evidence).toContain("From 2027-04-07 only 2.6.84.0 or later, signing in as an application, synchronises");
  expect(evidence).toContain("third-party source");
  expect(evidence).toContain("AADC-NEW: version 2.6.3.0 is below 2.6.84.0, and it signs in as a user");
});

describe("by which identity the active server signs in", () => {
  const user = IDENTITY;
  const own = { ...IDENTITY, name: "ConnectSyncProvisioning_AADC-NEW_0123456789ab", kind: "application" as const };
  const another = { ...own, name: "ConnectSyncProvisioning_AADC-OLD_0123456789ab", server: "AADC-OLD" };
  const nameless = { ...own, name: "Our own", server: null };
  test.each([
    ["a user that is left behind beside its application", [user, own], "pass"],
    ["a user that is disabled, beside another server's application", [{ ...user, enabled: false }, another], "unknown"],
    ["a user, beside another server's application", [user, another], "fail"],
    ["an application whose name tells no server, alone", [nameless], "pass"],
    ["such an application beside another server's user", [nameless, { ...user, server: "AADC-OLD" }], "unknown"],
    ["Cloud Sync's account does not count", [own, { ...user, kind: "cloud-sync" as const }], "pass"],
  ])("%s: %s", (_what, identities, result) => {
    expect(say({ identities: fact(identities) }).result).toBe(result);
  });

  test("the one that exported is the one", () => {
    const identities = fact([user, own]);
    expect(say({ identities, ...exported({ serviceAccount: user.name.toUpperCase() }) }).result).toBe("fail");
    expect(say({ identities, ...exported({ serviceAccount: own.name }) }).result).toBe("pass");
  });
});
