import { describe, expect, test } from "vitest";
import { ageLimits } from "../../src/sync/checks/last-sync-age.js";
import { ago, DAY, exported, findingOf, MINUTE, refused, synced } from "./healthy-snapshot.js";

const at = (ms: number, change = {}) => {
  const { result, severity } = findingOf("SYNC-002", { ...synced({ lastSync: ago(ms) }), ...change });
  return `${result} ${severity}`;
};

describe("with the usual interval of 30 minutes", () => {
  test.each([
    [0, "pass error"],
    [90 * MINUTE, "pass error"],
    [90 * MINUTE + 1, "fail warning"],
    [180 * MINUTE, "fail warning"],
    [180 * MINUTE + 1, "fail error"],
    [3 * DAY, "fail error"],
  ])("%i ms ago: %s", (ms, expected) => {
    expect(at(ms)).toBe(expected);
    expect(at(ms, exported({ interval: null }))).toBe(expected);
    expect(at(ms, { lastExport: refused() })).toBe(expected);
  });
});

test("with an interval of its own the tenant is measured by that", () => {
  const hourly = exported({ interval: "PT1H" });
  expect(at(180 * MINUTE, hourly)).toBe("pass error");
  expect(at(180 * MINUTE + 1, hourly)).toBe("fail warning");
  expect(at(360 * MINUTE + 1, hourly)).toBe("fail error");
});

test("limits are three and six intervals; one that cannot be read is taken for the usual", () => {
  expect(ageLimits("PT1H")).toEqual({ warningMs: 180 * MINUTE, errorMs: 360 * MINUTE });
  for (const interval of [null, "", "soon"])
    expect(ageLimits(interval)).toEqual({ warningMs: 90 * MINUTE, errorMs: 180 * MINUTE });
});

describe("a time that is still to come", () => {
  test.each([
    [-1, "pass error"],
    [-5 * MINUTE, "pass error"],
    [-5 * MINUTE - 1, "unknown error"],
    [-3 * DAY, "unknown error"],
  ])("%i ms ago: %s", (ms, expected) => {
    expect(at(ms)).toBe(expected);
  });

  test("is told", () => {
    expect(findingOf("SYNC-002", synced({ lastSync: ago(-DAY) })).evidence).toContain(ago(-DAY));
  });
});

describe("version 1, which Microsoft stopped", () => {
  test("explains a synchronisation that is long over: a warning, with the day", () => {
    const finding = findingOf("SYNC-002", {
      ...synced({ lastSync: "2023-10-01T08:00:00Z" }),
      ...exported({ clientVersion: "1.6.16.0" }),
    });
    expect(finding).toMatchObject({ result: "fail", severity: "warning" });
    expect(finding.evidence).toContain("Microsoft stopped version 1.6.16.0 on 2023-10-01");
  });

  test.each([
    ["2023-09-24T00:00:00.000Z", "error"],
    ["2023-09-24T00:00:00.001Z", "warning"],
    ["2023-09-30T23:59:59.999Z", "warning"],
    ["2024-05-01T00:00:00.000Z", "warning"],
    ["2023-01-01T00:00:00.000Z", "error"],
  ])("explains only what was well until then: with a last one at %s it is of severity %s", (lastSync, severity) => {
    const finding = findingOf("SYNC-002", { ...synced({ lastSync }), ...exported({ clientVersion: "1.6.16.0" }) });
    expect(finding).toMatchObject({ result: "fail", severity });
    expect(finding.evidence.includes("to be expected")).toBe(severity === "warning");
  });

  test("a version that was not stopped explains nothing", () => {
    expect(at(3 * DAY, exported({ clientVersion: "2.6.92.0" }))).toBe("fail error");
  });

  test("nothing is explained by a version that is not told", () => {
    expect(at(3 * DAY, exported({ clientVersion: null }))).toBe("fail error");
    expect(at(3 * DAY, { lastExport: refused() })).toBe("fail error");
  });
});

describe("with limits of the operator's own", () => {
  const limits = (warningMs: number | null, errorMs: number | null) => ({ maxAge: { warningMs, errorMs } });
  test.each([
    ["both", limits(30 * MINUTE, 60 * MINUTE), [30, "pass error"], [31, "fail warning"], [61, "fail error"]],
    [
      "both, long ones",
      limits(1_000 * MINUTE, 2_000 * MINUTE),
      [1_000, "pass error"],
      [2_001, "fail error"],
      [1_001, "fail warning"],
    ],
    [
      "the warning's alone",
      limits(30 * MINUTE, null),
      [31, "fail warning"],
      [180, "fail warning"],
      [181, "fail error"],
    ],
    ["the error's alone", limits(null, 200 * MINUTE), [91, "fail warning"], [200, "fail warning"], [201, "fail error"]],
    [
      "a warning later than the usual error",
      limits(300 * MINUTE, null),
      [300, "pass error"],
      [301, "fail error"],
      [200, "pass error"],
    ],
    [
      "an error earlier than the usual warning",
      limits(null, 20 * MINUTE),
      [20, "pass error"],
      [21, "fail error"],
      [19, "pass error"],
    ],
  ] as const)("%s", (_what, change, ...points: readonly (readonly [number, string])[]) => {
    for (const [minutes, expected] of points)
      expect([minutes, at(minutes * MINUTE, change)]).toEqual([minutes, expected]);
  });
});

test("Microsoft's own marks are named once they are passed", () => {
  const evidence = (ms: number) => findingOf("SYNC-002", synced({ lastSync: ago(ms) })).evidence;
  expect(evidence(DAY)).not.toContain("Microsoft");
  expect(evidence(DAY + 1)).toContain("mail after 24 hours");
  expect(evidence(3 * DAY)).not.toContain("its warning");
  expect(evidence(3 * DAY + 1)).toContain("its warning after 3 days");
});

test("only what Microsoft itself was read to have stopped explains a silence", () => {
  const change = { at: Date.parse("2027-06-01T00:00:00Z"), ...exported({ clientVersion: "2.6.3.0" }) };
  const { severity, evidence } = findingOf("SYNC-002", { ...synced({ lastSync: "2027-04-07T08:00:00Z" }), ...change });
  expect([severity, evidence.includes("to be expected")]).toEqual(["error", false]);
});
