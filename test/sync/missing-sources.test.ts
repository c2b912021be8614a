// No check passes on what could not be read.
import { describe, expect, test } from "vitest";

import { runChecks } from "../../src/sync/verdict.js";
import { CASES } from "./check-cases.js";
import { type Change, findingOf, judgedOf, refused } from "./healthy-snapshot.js";

describe("a source that cannot be read", () => {
  const sources = ["lastExport", "settings", "lastPasswordSync", "activeServer", "identities", "health"] as const;
  const needed: Readonly<Record<string, readonly (typeof sources)[number][]>> = {
    "SYNC-003": ["activeServer"],
    "SYNC-004": ["lastExport"],
    "SYNC-005": ["identities"],
    "SYNC-006": ["settings", "lastPasswordSync"],
    "SYNC-007": ["identities"],
    "SYNC-008": ["health", "activeServer"],
    "SYNC-009": ["health"],
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

  test("nothing but SYNC-001 and SYNC-002 passes when all are missing", () => {
    const missing = Object.fromEntries(sources.map((name) => [name, refused()])) as Change;
    const passed = runChecks(judgedOf(missing)).filter(({ result }) => result === "pass");
    expect(passed.map(({ id }) => id)).toEqual(["SYNC-001", "SYNC-002"]);
  });
});
