import { describe, expect, test } from "vitest";
import { known, mapFact, unknown } from "../../src/shapes/fact.js";
import { type Finding, type Result, type Severity, summarize } from "../../src/shapes/finding.js";

describe("a fact", () => {
  const source = { request: "GET /v1.0/organization", at: "2026-11-22T10:00:00.000Z" };

  test("that is known is seen through, its source kept", () => {
    expect(mapFact(known(2, source), (value) => `${value + 1}`)).toEqual({ state: "known", value: "3", source });
  });

  test("that is known to be nothing stays known", () => {
    expect(mapFact(known(null, source), (value) => value)).toEqual({ state: "known", value: null, source });
  });

  test("that is unknown stays unknown, with reason and remedy, and is never looked into", () => {
    const fact = unknown<number>("no licence", "Buy one.");
    const mapped = mapFact(fact, () => {
      throw new Error("looked into");
    });
    expect(mapped).toEqual({ state: "unknown", reason: "no licence", remedy: "Buy one." });
  });
});

describe("a summary", () => {
  const finding = (severity: Severity, result: Result): Finding => ({
    id: "SYNC-001",
    title: "",
    severity,
    result,
    evidence: "",
    remedy: "",
    doc: "",
  });

  test("counts failed findings by severity and all others by result", () => {
    const findings = [
      finding("error", "pass"),
      finding("warning", "pass"),
      finding("info", "pass"),
      finding("error", "fail"),
      finding("error", "fail"),
      finding("warning", "fail"),
      finding("info", "fail"),
      finding("error", "unknown"),
      finding("info", "not-applicable"),
    ];
    expect(summarize(findings)).toEqual({ pass: 3, fail: 2, warning: 1, info: 1, unknown: 1, notApplicable: 1 });
  });

  test("of nothing is all noughts", () => {
    expect(summarize([])).toEqual({ pass: 0, fail: 0, warning: 0, info: 0, unknown: 0, notApplicable: 0 });
  });
});
