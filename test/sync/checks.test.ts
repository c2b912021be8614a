// Every check: what it passes, what it fails, what it cannot tell, and where it does not apply.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CHECKS, runChecks } from "../../src/sync/verdict.js";
import { CASES } from "./check-cases.js";
import { ago, DAY, EXPORT, exported, fact, findingOf, HEALTH, IDENTITY, judgedOf, synced } from "./healthy-snapshot.js";

test("in a healthy tenant no check fails or stays open, and all have evidence and no remedy", () => {
  // Its server signs in as a user: what is announced is told long before.
  const application = {
    ...IDENTITY,
    name: "ConnectSyncProvisioning_AADC-NEW_0123456789ab",
    kind: "application" as const,
  };
  const announced = findingOf("SYNC-010", { identities: fact([application]) });
  const findings = [...runChecks(judgedOf()).filter(({ id }) => id !== "SYNC-010"), announced];
  expect(findings).toHaveLength(CHECKS.length);
  for (const finding of findings) {
    expect(["pass", "not-applicable"]).toContain(finding.result);
    expect(finding.remedy).toBe("");
    expect(finding.evidence).not.toBe("");
  }
});

test("ids are stable and unique, and each leads to its documentation", () => {
  const findings = runChecks(judgedOf());
  const ids = findings.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  for (const id of ids) expect(id).toMatch(/^SYNC-0\d\d$/);
  for (const { id, doc } of findings) expect(doc).toBe(`docs/verify-sync.md#${id.toLowerCase()}`);
});

test("the page has a place for each check, by its title, and for nothing else", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/verify-sync.md"), "utf8").replace(/\s+/g, " ");
  const places = [...page.matchAll(/<a id="(sync-\d+)"><\/a>\*\*(SYNC-\d+) ([^*]+)\.\*\*/g)].map(
    ([, anchor, id, title]) => [anchor, id, title],
  );
  expect(places).toEqual(CHECKS.map(({ id, title }) => [id.toLowerCase(), id, title]));
});

test.each(CASES)("$id: $what", ({ id, change, result, severity }) => {
  const finding = findingOf(id, change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("a name from the tenant that is told stays in the evidence, so that people can act on it", () => {
  expect(findingOf("SYNC-003", { expectedServer: "AADC-OLD" }).evidence).toContain("AADC-NEW is active, not AADC-OLD");
  expect(findingOf("SYNC-004", exported({ ...EXPORT, clientVersion: "2.6.79.0" })).evidence).toContain("2.6.79.0");
  expect(findingOf("SYNC-002", synced({ lastSync: ago(4 * DAY) })).evidence).toContain("4 days");
});

test("what to do about leftovers holds no text from the tenant: people may paste it into a shell", () => {
  const entry = { ...HEALTH, id: "id-of-it", name: "OLD; rm -rf ~", verdict: "stale" as const };
  const finding = findingOf("SYNC-009", { health: fact([entry]) });
  expect(finding.evidence).toContain("OLD; rm -rf ~");
  expect(finding.remedy).toContain("aadc-cloud cleanup-health");
  for (const text of ["OLD", "rm", "id-of-it"]) expect(finding.remedy).not.toContain(text);
});

test("an entry that cannot be judged is named", () => {
  const entry = { ...HEALTH, name: "AADC-OLD", verdict: "unknown" as const };
  expect(findingOf("SYNC-009", { health: fact([HEALTH, entry]) }).evidence).toBe(
    "It cannot be told whether they are gone: AADC-OLD.",
  );
});

test("signals that disagree are told where the Health agent is looked for", () => {
  const activeServer = fact({ state: "ambiguous", reason: "Two servers." } as const);
  expect(findingOf("SYNC-008", { activeServer })).toMatchObject({ evidence: "Two servers.", result: "unknown" });
});
