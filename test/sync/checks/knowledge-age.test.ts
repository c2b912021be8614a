// How old the table of versions may be.
import { expect, test } from "vitest";
import { CONNECT_VERSIONS } from "../../../src/knowledge/connect-versions.js";
import { runCheck } from "../../../src/sync/checks/check.js";
import { knowledgeAge } from "../../../src/sync/checks/knowledge-age.js";
import { judgedOf, synced } from "../healthy-snapshot.js";

const knowledge = { ...CONNECT_VERSIONS, asOf: "2026-10-06" };

test.each([
  ["2026-10-05T00:00:00Z", "pass"],
  ["2026-11-22T12:00:00Z", "pass"],
  ["2027-02-03T23:59:59Z", "pass"],
  ["2027-02-04T00:00:00Z", "fail"],
])("of 2026-10-06, on %s: %s", (time, result) => {
  const finding = runCheck(knowledgeAge, judgedOf({ knowledge, at: Date.parse(time) }));
  expect(finding.result).toBe(result);
  expect(finding.evidence).toContain("2026-10-06");
  if (result === "fail")
    expect(finding).toMatchObject({ severity: "info", remedy: expect.stringContaining("--knowledge") as unknown });
});

test("it is old in a tenant without synchronisation, too", () => {
  const judged = judgedOf({ ...synced({ syncEnabled: null }), knowledge, at: Date.parse("2027-06-01T00:00:00Z") });
  expect(runCheck(knowledgeAge, judged)).toMatchObject({ result: "fail", severity: "info" });
});
