// No check passes on what could not be read.
import { describe, expect, test } from "vitest";

import { runChecks } from "../../src/sync/verdict.js";
import { CASES } from "./check-cases.js";
import { type Change, findingOf, judgedOf, refused, snapshotOf } from "./healthy-snapshot.js";

describe("a source that cannot be read", () => {
  const sources = [
    "lastExport",
    "settings",
    "lastPasswordSync",
    "activeServer",
    "identities",
    "health",
    "agents",
    "healthAlerts",
    "healthExportErrors",
    "deletedObjects",
    "provisioningErrors",
  ] as const;
  const needed: Readonly<Record<string, readonly (typeof sources)[number][]>> = {
    "SYNC-003": ["activeServer"],
    "SYNC-004": ["lastExport"],
    "SYNC-005": ["identities"],
    "SYNC-006": ["settings", "lastPasswordSync"],
    "SYNC-007": ["identities"],
    "SYNC-008": ["health", "activeServer"],
    "SYNC-009": ["health"],
    "SYNC-010": ["activeServer", "lastExport", "identities"],
    "SYNC-013": ["lastExport"],
    "SYNC-023": ["settings"],
    "SYNC-024": ["lastExport", "settings"],
    "SYNC-026": ["deletedObjects"],
    "SYNC-027": ["provisioningErrors"],
    "SYNC-028": ["agents"],
    "SYNC-034": ["healthAlerts"],
    "SYNC-035": ["healthExportErrors"],
  };

  test.each(Object.entries(needed).flatMap(([id, list]) => list.map((name) => [id, name] as const)))(
    "%s without %s is unknown, with the reason and what would make it readable",
    (id, name) => {
      expect(findingOf(id, { [name]: refused() })).toMatchObject({
        result: "unknown",
        evidence: "It was refused.",
        remedy: "Grant it.",
      });
    },
  );

  test.each(CASES.filter(({ result }) => result === "fail" || result === "unknown"))(
    "$id does not pass after all when more is missing: $what",
    ({ id, change }) => {
      for (const name of sources)
        expect([name, findingOf(id, { ...change, [name]: refused() }).result]).not.toEqual([name, "pass"]);
    },
  );

  test("nothing passes when all are missing but what needs none of them", () => {
    const slots = Object.entries(snapshotOf()).filter(
      ([name, slot]) => name !== "organization" && typeof slot === "object" && slot !== null && "state" in slot,
    );
    const names = [...sources, ...slots.map(([name]) => name)];
    const missing = Object.fromEntries(names.map((name) => [name, refused()])) as Change;
    const passed = runChecks(judgedOf(missing)).filter(({ result }) => result === "pass");
    expect(passed.map(({ id }) => id)).toEqual(["SYNC-001", "SYNC-002", "SYNC-011"]);
  });
});
