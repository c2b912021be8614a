import { describe, expect, test } from "vitest";
import type { Finding, Result, Severity } from "../../src/shapes/finding.js";
import { overall, runChecks, type Thresholds } from "../../src/sync/verdict.js";
import { fact, judgedOf, refused, synced } from "./healthy-snapshot.js";

const STRICT: Thresholds = { failOn: "error", allowUnknown: [], activeServerExpected: false };
const finding = (id: string, result: Result, severity: Severity = "error"): Finding => ({
  id,
  title: "",
  severity,
  result,
  evidence: "",
  remedy: "",
  doc: "",
});

test("a healthy tenant passes, an empty list of findings, too", () => {
  expect(overall(runChecks(judgedOf()), STRICT)).toBe("pass");
  expect(overall([], STRICT)).toBe("pass");
});

describe("failed findings", () => {
  test.each<[Severity, Thresholds["failOn"], string]>([
    ["error", "error", "fail"],
    ["error", "warning", "fail"],
    ["warning", "error", "pass"],
    ["warning", "warning", "fail"],
    ["info", "error", "pass"],
    ["info", "warning", "pass"],
  ])("of severity %s with --fail-on %s: %s", (severity, failOn, expected) => {
    expect(overall([finding("SYNC-008", "fail", severity)], { ...STRICT, failOn })).toBe(expected);
  });

  test("that fail outweigh what is unknown, and nothing waives them", () => {
    const findings = [finding("SYNC-001", "unknown"), finding("SYNC-007", "fail")];
    expect(overall(findings, STRICT)).toBe("fail");
    expect(overall(findings, { ...STRICT, allowUnknown: ["SYNC-001", "SYNC-007"] })).toBe("fail");
  });

  test("a severity does not matter where a check did not fail", () => {
    expect(overall([finding("SYNC-004", "not-applicable"), finding("SYNC-005", "pass")], STRICT)).toBe("pass");
  });
});

describe("unknown", () => {
  test.each(["SYNC-001", "SYNC-002"])("%s makes the verdict unknown, unless waived by its own name", (id) => {
    const findings = [finding(id, "unknown")];
    expect(overall(findings, STRICT)).toBe("unknown");
    expect(overall(findings, { ...STRICT, allowUnknown: [id] })).toBe("pass");
    expect(overall(findings, { ...STRICT, allowUnknown: ["SYNC-009"] })).toBe("unknown");
  });

  test("the active server matters when one is expected", () => {
    const findings = [finding("SYNC-003", "unknown")];
    expect(overall(findings, STRICT)).toBe("pass");
    expect(overall(findings, { ...STRICT, activeServerExpected: true })).toBe("unknown");
    expect(overall(findings, { ...STRICT, activeServerExpected: true, allowUnknown: ["SYNC-003"] })).toBe("pass");
  });

  test.each(["SYNC-004", "SYNC-005", "SYNC-006", "SYNC-007", "SYNC-008", "SYNC-009"])("%s alone does not", (id) => {
    expect(overall([finding(id, "unknown")], { ...STRICT, activeServerExpected: true })).toBe("pass");
  });
});

test("end to end: no beta data and an expected server is unknown, not healthy", () => {
  const findings = runChecks(judgedOf({ lastExport: refused(), activeServer: refused(), expectedServer: "AADC-NEW" }));
  expect(overall(findings, { ...STRICT, activeServerExpected: true })).toBe("unknown");
});

test("end to end: a v1 tenant whose synchronisation Microsoft stopped fails by its version, not by its age", () => {
  const findings = runChecks(
    judgedOf({
      ...synced({ lastSync: "2023-10-01T08:00:00Z" }),
      lastExport: fact({
        clientVersion: "1.6.16.0",
        interval: null,
        machineName: "OLD",
        serviceAccount: null,
        anchorAttribute: null,
        pending: null,
      }),
    }),
  );
  const failed = findings
    .filter(({ result, severity }) => result === "fail" && severity === "error")
    .map(({ id }) => id);
  expect(failed).toEqual(["SYNC-004"]);
  expect(overall(findings, STRICT)).toBe("fail");
});
