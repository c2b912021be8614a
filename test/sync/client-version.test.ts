import { describe, expect, test } from "vitest";
import { CONNECT_VERSIONS, type ConnectVersions } from "../../src/knowledge/connect-versions.js";
import { compareVersions } from "../../src/knowledge/version-numbers.js";
import * as by from "../../src/sync/client-version.js";

const floorOn = (day: string) => by.floorOn(CONNECT_VERSIONS, day, "public");
const judgeVersion = (version: string, day: string) => by.judgeVersion(CONNECT_VERSIONS, version, day, "public");

describe("comparing", () => {
  test.each([
    ["2.6.92.0", "2.6.92.0", 0],
    ["2.5.79.0", "2.5.190.0", -1],
    ["2.6.3.0", "2.6.84.0", -1],
    ["2.10.0.0", "2.9.9.9", 1],
    ["2.6", "2.6.0.0", 0],
    ["2.6.0.1", "2.6", 1],
    ["1.0.494.0501", "1.0.494.501", 0],
    ["", "0", 0],
    ["garbage", "0.0", 0],
    ["2.x.1", "2.0.1", 0],
  ])("%j and %j", (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe("around the day on which", () => {
  test.each([
    ["version 1 stopped", "1.6.16.0", "2023-09-30", "out-of-support", null],
    ["version 1 stopped", "1.6.16.0", "2023-10-01", "stopped", "2023-10-01"],
    ["version 1 stopped", "1.6.16.0", "2026-11-22", "stopped", "2023-10-01"],
    ["2.0 was spared", "2.0.3.0", "2023-10-01", "out-of-support", null],
    ["2.5.79.0 became the floor", "2.5.76.0", "2026-09-29", "out-of-support", null],
    ["2.5.79.0 became the floor", "2.5.76.0", "2026-09-30", "stopped", "2026-09-30"],
    ["2.5.79.0 is the floor itself", "2.5.79.0", "2026-09-30", "supported", null],
    ["2.6.84.0 becomes the floor", "2.6.3.0", "2027-04-06", "supported", null],
    ["2.6.84.0 becomes the floor", "2.6.3.0", "2027-04-07", "stopped", "2027-04-07"],
    ["2.6.84.0 is the floor itself", "2.6.84.0", "2027-04-07", "supported", null],
    ["the wizard's floor stops no synchronisation", "2.3.20.0", "2025-04-07", "supported", null],
  ])("%s: %s on %s is %s", (_what, version, day, state, stoppedOn) => {
    expect(judgeVersion(version, day)).toMatchObject({ state, stoppedOn });
  });

  test.each([
    ["2023-09-30", "0.0.0.0"],
    ["2023-10-01", "2.0.0.0"],
    ["2026-09-29", "2.0.0.0"],
    ["2026-09-30", "2.5.79.0"],
    ["2027-04-06", "2.5.79.0"],
    ["2027-04-07", "2.6.84.0"],
  ])("on %s what synchronises is %s and above", (day, floor) => {
    expect(floorOn(day)).toBe(floor);
  });
});

describe("support", () => {
  test.each([
    ["2026-10-22", "supported"],
    ["2026-10-23", "supported"],
    ["2026-10-24", "out-of-support"],
  ])("of 2.5.79.0 ends with 2026-10-23; on %s it is %s", (day, state) => {
    expect(judgeVersion("2.5.79.0", day)).toMatchObject({ state, supportEnds: "2026-10-23" });
  });

  test.each(["2.5.190.0", "2.6.1.0", "2.6.3.0", "2.6.84.0", "2.6.91.0", "2.6.92.0"])(
    "%s has it on 2026-11-22",
    (version) => {
      expect(judgeVersion(version, "2026-11-22").state).toBe("supported");
    },
  );

  test("has no end yet where none is printed", () => {
    expect(judgeVersion("2.6.92.0", "2030-01-01")).toMatchObject({ state: "supported", supportEnds: null });
  });
});

test("who said that a version is stopped is told", () => {
  expect(judgeVersion("2.5.76.0", "2027-05-01")).toMatchObject({ stoppedOn: "2026-09-30", stopConfirmed: true });
  expect(judgeVersion("2.6.3.0", "2027-05-01")).toMatchObject({ stoppedOn: "2027-04-07", stopConfirmed: false });
});

test("outside the public cloud a floor may be another version", () => {
  const [wizard] = by.floorsOf(CONNECT_VERSIONS, "wizard");
  expect(wizard === undefined ? [] : ["public", "usgov", "china"].map((cloud) => by.belowIn(wizard, cloud))).toEqual([
    "2.4.18.0",
    "2.4.21.0",
    "2.4.21.0",
  ]);
  const table: ConnectVersions = {
    ...CONNECT_VERSIONS,
    floors: [
      {
        below: "2.5.0.0",
        belowNonCommercial: "2.6.0.0",
        effective: "2026-01-01",
        stops: "synchronization",
        source: "microsoft",
      },
    ],
  };
  const stateIn = (cloud: string) => by.judgeVersion(table, "2.5.190.0", "2026-11-22", cloud).state;
  expect([stateIn("public"), stateIn("usgov")]).toEqual(["supported", "stopped"]);
  expect(by.floorOn(table, "2026-11-22", "usgov")).toBe("2.6.0.0");
});

test("what is known of a build is told with it, however many parts the version is written with", () => {
  expect(judgeVersion("2.6.91.0", "2026-11-22").knownIssues.join()).toContain("pass-through");
  expect(judgeVersion("2.6.92", "2026-11-22")).toMatchObject({ state: "supported", knownIssues: [] });
});

test.each([
  ["recalled", "2.6.79.0", "2026-11-22", "recalled"],
  ["recalled, and then stopped", "2.6.79.0", "2027-04-07", "stopped"],
  ["newer than the table", "2.6.92.1", "2026-11-22", "newer-than-known"],
  ["newer by a part", "3.0", "2026-11-22", "newer-than-known"],
  ["a build that nobody knows", "2.6.90.0", "2026-11-22", "not-in-table"],
  ["a build that nobody knows, below the floor", "2.5.78.0", "2026-11-22", "stopped"],
])("%s", (_what, version, day, state) => {
  expect(judgeVersion(version, day).state).toBe(state);
});

test.each([
  "",
  "garbage",
  "2",
  "2.",
  ".2",
  "v2.6.92.0",
  "2.6.92.0-beta",
  "2.x.1",
  "2.6.92.0.1",
  " 2.6.92.0",
  "2.6.92.0\n",
  "-1.0",
])("%j is no version: it is neither stopped nor newer than the table", (version) => {
  for (const day of ["2023-09-30", "2027-04-07"])
    expect(judgeVersion(version, day)).toEqual({
      state: "not-in-table",
      stoppedOn: null,
      stopConfirmed: false,
      supportEnds: null,
      knownIssues: [],
    });
});

test.each(["1.0", "1.0.494", "1.0.494.0501"])("%j is one, however many parts it tells", (version) => {
  expect(judgeVersion(version, "2026-11-22").state).toBe("stopped");
});
