// What the checks of objects say: the threshold of deletions, what waits behind it, what went, and what could not come.
import { describe, expect, test } from "vitest";
import { fingerprintOfError, fingerprintText } from "../../../src/shapes/fingerprints.js";
import { type Check, runCheck } from "../../../src/sync/checks/check.js";
import { deletedObjects } from "../../../src/sync/checks/deleted-objects.js";
import { deletionPrevention } from "../../../src/sync/checks/deletion-prevention.js";
import { pendingDeletions } from "../../../src/sync/checks/pending-deletions.js";
import { provisioningErrors } from "../../../src/sync/checks/provisioning-errors.js";
import { syncedObjects } from "../../../src/sync/checks/synced-objects.js";
import type { Snapshot } from "../../../src/sync/snapshot.js";
import type { DeletedObjects } from "../../../src/tenant/deleted-objects.js";
import type { ProvisioningError, ProvisioningErrors } from "../../../src/tenant/provisioning-errors.js";
import {
  ago,
  DAY,
  EXPORT,
  fact,
  judgedOf,
  MINUTE,
  ORGANIZATION,
  refused,
  SETTINGS,
  snapshotOf,
} from "../healthy-snapshot.js";

type Part = Partial<Snapshot>;
/** @param before the baseline's part; null: there is none */
type Row = readonly [what: string, now: Part, expected: string, evidence?: string, before?: Part | null];

const OFF: Part = { organization: fact({ ...ORGANIZATION, syncEnabled: false }) };

function holds(check: Check, rows: readonly Row[]): void {
  test.each(rows.map(([what, ...row]) => ({ what, row })))(
    "$what",
    ({ row: [now, expected, evidence = "", before = null] }) => {
      const baseline = before === null ? null : snapshotOf({ takenAt: ago(2 * DAY), ...before });
      const finding = runCheck(check, judgedOf({ ...now, baseline }));
      const { result, severity } = finding;
      expect([result === "fail" ? `${result}/${severity}` : result, finding.evidence]).toEqual([
        expected,
        expect.stringContaining(evidence),
      ]);
      expect(finding.remedy === "").toBe(!/^(?:fail|unknown)/.test(expected));
    },
  );
}

const prevention = (type: string, threshold: number | null): Part => ({
  settings: fact({ ...SETTINGS, deletionPrevention: { type, threshold } }),
});

describe("accidental deletion prevention (SYNC-023)", () => {
  holds(deletionPrevention, [
    ["is on, by number", prevention("enabledForCount", 500), "pass", "500 deletions"],
    ["is on, by share", prevention("enabledForPercentage", 10), "pass", "10 % deletions"],
    ["is off", prevention("disabled", null), "fail/warning", "any number"],
    ["is off, whatever its number was", prevention("disabled", 500), "fail/warning"],
    ["is on without a number", prevention("enabledForCount", null), "unknown"],
    ["is something new", prevention("unknownFutureValue", 500), "unknown"],
    ["is not told", { settings: fact({ ...SETTINGS, deletionPrevention: null }) }, "unknown"],
    ["has no synchronisation object", { settings: fact(null) }, "unknown"],
    ["cannot be read", { settings: refused() }, "unknown", "It was refused."],
    ["has nothing to do", { ...OFF, settings: refused() }, "not-applicable"],
  ]);
});

const pending = (deletions: number): Part => ({
  lastExport: fact({ ...EXPORT, pending: { additions: 9_000, updates: 9_000, deletions } }),
});

describe("pending deletions (SYNC-024)", () => {
  holds(pendingDeletions, [
    ["are none", pending(0), "pass", "No deletion"],
    ["are none, and the threshold is none", { ...pending(0), ...prevention("enabledForCount", 0) }, "pass"],
    ["are fewer than half of the threshold", pending(249), "pass", "249 deletions"],
    ["are half of it", pending(250), "fail/warning", "threshold is 500"],
    ["are one fewer than it", pending(499), "fail/warning"],
    ["are as many", pending(500), "fail/error", "nothing is exported"],
    ["are half of an odd one", { ...pending(1), ...prevention("enabledForCount", 3) }, "pass", "1 deletion is"],
    ["are many, and nothing holds them", { ...pending(5_000), ...prevention("disabled", 500) }, "pass", "is off"],
    ["are many, and a share counts", { ...pending(5_000), ...prevention("enabledForPercentage", 10) }, "pass"],
    ["are not told", { lastExport: fact({ ...EXPORT, pending: null }) }, "unknown"],
    ["have no synchronisation object", { lastExport: fact(null) }, "unknown"],
    ["cannot be read", { lastExport: refused() }, "unknown", "It was refused."],
    ["have a threshold that cannot be read", { ...pending(0), settings: refused() }, "unknown", "It was refused."],
    ["have nothing to do", { ...OFF, lastExport: refused() }, "not-applicable"],
  ]);
});

const counts = (users: number, groups: number, contacts: number | null = 0): Part => ({
  syncedCounts: fact({ users, groups, contacts }),
});

describe("synced objects (SYNC-025)", () => {
  holds(syncedObjects, [
    ["have no baseline", counts(1, 1), "not-applicable", "--baseline"],
    ["have no baseline, and cannot be read", { syncedCounts: refused() }, "not-applicable"],
    ["are as many", counts(5_000, 100), "pass", "5000 users and 100 groups", counts(5_000, 100)],
    ["are more", counts(6_000, 100), "pass", "", counts(5_000, 100)],
    ["are more than none", counts(1, 0), "pass", "", counts(0, 0)],
    ["are none as before", counts(0, 0), "pass", "", counts(0, 0)],
    ["are 49 fewer of many", counts(49_951, 0), "pass", "", counts(50_000, 0)],
    ["are 50 fewer of many", counts(49_950, 0), "fail/warning", "50 fewer", counts(50_000, 0)],
    ["are 1 % fewer", counts(990, 0), "fail/warning", "10 fewer", counts(900, 100)],
    ["are just less than 1 % fewer", counts(991, 0), "pass", "", counts(1_000, 0)],
    ["are 499 fewer of many", counts(49_501, 0), "fail/warning", "499 fewer", counts(50_000, 0)],
    ["are 500 fewer of many", counts(49_500, 0), "fail/error", "500 fewer", counts(50_000, 0)],
    ["are 10 % fewer", counts(9, 0), "fail/error", "1 fewer", counts(9, 1)],
    ["lost groups only", counts(1_000, 0), "fail/error", "200 fewer", counts(1_000, 200)],
    ["lost contacts only", counts(1_000, 0, 0), "pass", "", counts(1_000, 0, 500)],
    ["cannot be read", { syncedCounts: refused() }, "unknown", "It was refused.", counts(1, 1)],
    ["could not be read then", counts(1, 1), "unknown", "It was refused.", { syncedCounts: refused() }],
    ["have nothing to do", { ...OFF, syncedCounts: refused() }, "not-applicable", "", counts(1, 1)],
  ]);
});

/** So many, a minute apart, the newest as long ago. */
function deleted(count: number, age: number, kept = 1_000): Part {
  const newest = Array.from({ length: count }, (_, index) => {
    const at = age + index * MINUTE;
    return {
      id: `o-${index}`,
      type: "user" as const,
      name: `user${index}@contoso.com`,
      deletedAt: ago(at),
      restorableUntil: ago(at - 30 * DAY),
    };
  });
  const days = new Map<string, number>();
  for (const { deletedAt } of newest) days.set(deletedAt.slice(0, 10), (days.get(deletedAt.slice(0, 10)) ?? 0) + 1);
  const value: DeletedObjects = {
    total: count,
    days: [...days].map(([day, many]) => ({ day, count: many })),
    newest: newest.slice(0, kept),
  };
  return { deletedObjects: fact(value) };
}

describe("synced objects deleted lately (SYNC-026)", () => {
  holds(deletedObjects, [
    ["are none", deleted(0, 0), "pass", "2026-11-15T12:00:00.000Z"],
    ["were deleted longer than a week ago", deleted(3, 7 * DAY + MINUTE), "pass"],
    ["were deleted a week ago", deleted(1, 7 * DAY), "fail/info", "user0@contoso.com"],
    ["are some", deleted(99, MINUTE), "fail/info", "99 (user0@contoso.com, "],
    ["are many", deleted(100, MINUTE), "fail/warning", "and 95 more"],
    ["are too many", deleted(500, MINUTE), "fail/error", "500 ("],
    ["are one fewer than too many", deleted(499, MINUTE), "fail/warning", "499 ("],
    ["can be restored until the first of them ends", deleted(2, DAY), "fail/info", "until 2026-12-21T11:59:00.000Z"],
    ["are more than are listed", deleted(1_500, MINUTE), "fail/error", "at least 1500 (user0"],
    ["fall on days that are not listed", deleted(6 * 1_440, MINUTE, 1_000), "fail/error", "at least 8640 (user0"],
    [
      "are since the baseline only",
      deleted(10, 2 * DAY - 5 * MINUTE),
      "fail/info",
      "2026-11-20T12:00:00.000Z: 6 (",
      {},
    ],
    ["are all from before the baseline", deleted(600, 2 * DAY + MINUTE), "pass", "2026-11-20", {}],
    ["have an old baseline", deleted(0, 0), "pass", "30 days ago", { takenAt: ago(40 * DAY) }],
    [
      "have an old baseline, and are some",
      deleted(1, 20 * DAY),
      "fail/info",
      "30 days ago",
      { takenAt: ago(40 * DAY) },
    ],
    ["cannot be read", { deletedObjects: refused() }, "unknown", "It was refused."],
    ["have nothing to do", { ...OFF, deletedObjects: refused() }, "not-applicable"],
  ]);

  test("the remedy lists them as a table", () => {
    const { remedy } = runCheck(deletedObjects, judgedOf(deleted(1, MINUTE)));
    expect(remedy).toContain('aadc-cloud verify-sync -o csv --query "sync.deletedObjects.value.listed"');
  });
});

const error = (number: number, objectType: ProvisioningError["objectType"] = "user"): ProvisioningError => ({
  objectId: `o-${number}`,
  objectType,
  name: `user${number}@contoso.com`,
  category: "PropertyConflict",
  property: "ProxyAddress",
  value: `smtp:x${number}@contoso.com`,
  since: null,
});

function errors(list: readonly ProvisioningError[], change: Partial<ProvisioningErrors> = {}): Part {
  const types = [...new Set(list.map(({ objectType }) => objectType))];
  const causes = types.map((objectType) => ({
    ...{ objectType, category: "PropertyConflict", property: "ProxyAddress" },
    count: list.filter((one) => one.objectType === objectType).length,
  }));
  const fingerprints = fingerprintText([BigUint64Array.from(list, fingerprintOfError)]);
  return {
    provisioningErrors: fact({
      total: list.length,
      causes,
      first: list.slice(0, 100),
      fingerprints,
      unread: [],
      ...change,
    }),
  };
}

describe("provisioning errors (SYNC-027)", () => {
  const unread = [{ objectType: "contact" as const, reason: "Contacts were refused.", remedy: "Grant it." }];
  const contact = error(9, "contact");

  holds(provisioningErrors, [
    ["are none", errors([]), "pass"],
    ["are none, as before", errors([]), "pass", "", errors([])],
    ["are none any more", errors([]), "pass", "", errors([error(1)])],
    ["are none, and of before it is not known", errors([]), "pass", "", { provisioningErrors: refused() }],
    ["are some", errors([error(1)]), "fail/warning", "user1@contoso.com (smtp:x1@contoso.com)"],
    ["are grouped by cause", errors([error(1), contact, error(2)]), "fail/warning", "2 at users by ProxyAddress"],
    ["are the same as before", errors([error(1)]), "fail/info", "None is new", errors([error(1)])],
    ["are fewer than before", errors([error(1)]), "fail/info", "None is new", errors([error(1), error(2)])],
    [
      "are new",
      errors([error(1), error(2)]),
      "fail/warning",
      "1 new since 2026-11-20T12:00:00.000Z: user2@",
      errors([error(1)]),
    ],
    ["are as many, and others", errors([error(2)]), "fail/warning", "1 new", errors([error(1)])],
    ["could not be read then", errors([error(1)]), "unknown", "It was refused.", { provisioningErrors: refused() }],
    [
      "have a baseline without their fingerprints",
      errors([error(1)]),
      "unknown",
      "not complete",
      errors([error(1)], { fingerprints: "" }),
    ],
    ["have none themselves", errors([error(1)], { fingerprints: "" }), "unknown", "not complete", errors([error(1)])],
    ["are none where not all was read", errors([], { unread }), "unknown", "Contacts were refused."],
    ["are some where not all was read", errors([error(1)], { unread }), "fail/warning"],
    ["are old where not all was read", errors([error(1)], { unread }), "unknown", "Contacts", errors([error(1)])],
    ["are new where not all was read", errors([error(2)], { unread }), "fail/warning", "1 new", errors([error(1)])],
    [
      "are perhaps new, since not all was read then",
      errors([error(1), contact]),
      "unknown",
      "Contacts were refused.",
      errors([error(1)], { unread }),
    ],
    [
      "are new in any case, though not all was read then",
      errors([error(1), error(2), contact]),
      "fail/warning",
      "2 new",
      errors([error(1)], { unread }),
    ],
    ["cannot be read", { provisioningErrors: refused() }, "unknown", "It was refused."],
    ["have nothing to do", { ...OFF, provisioningErrors: refused() }, "not-applicable"],
  ]);

  test("the remedy lists them as a table", () => {
    const { remedy } = runCheck(provisioningErrors, judgedOf(errors([error(1)])));
    expect(remedy).toContain('aadc-cloud verify-sync -o csv --query "sync.provisioningErrors.value.listed"');
  });
});
