// Whatever an entry looks like: newer data, or data that cannot be read, never makes its server removable.
import { expect, test } from "vitest";
import { planRemoval } from "../../src/health/removal.js";
import { AadcError } from "../../src/shapes/errors.js";
import { type Fact, unknown } from "../../src/shapes/fact.js";
import type { HealthServer, Uploads } from "../../src/tenant/health.js";
import { ago, type Change, HOUR, idOf, judge, STALE_AFTER, serverOf, uploads } from "./health-server.js";

const ACTIVE = { name: "AADC-NEW", id: null, matches: (name: string) => name === "AADC-NEW" };
const active = judge();

function removable(server: HealthServer): boolean {
  try {
    const wishes = { servers: [server.id], attested: [], disableOnly: false };
    return planRemoval([active, judge(server)], wishes, ACTIVE).changes.length === 1;
  } catch (error) {
    if (error instanceof AadcError) return false;
    throw error;
  }
}

/** Ages from never to fresh. */
const AGES = [null, ago(STALE_AFTER * 20), ago(STALE_AFTER + 1), ago(STALE_AFTER), ago(HOUR), ago(-HOUR)] as const;
const rows: (readonly [string | null, string | null, string | null, boolean])[] = AGES.flatMap((a) =>
  AGES.flatMap((b) =>
    AGES.flatMap((lastUpdated) => [false, true].map((disabled) => [a, b, lastUpdated, disabled] as const)),
  ),
);
const entry = (change: Change) => serverOf({ id: idOf(2), machineName: "AADC-OLD", ...change });

test("the table holds removable entries, too", () => {
  const some = rows.map(([a, b, lastUpdated, disabled]) =>
    removable(entry({ uploads: uploads({ a, b }), lastUpdated, disabled })),
  );
  expect(some).toContain(true);
  expect(some).toContain(false);
});

test("a newer upload of any kind never makes it removable", () => {
  for (const [a, b, lastUpdated, disabled] of rows) {
    const before = removable(entry({ uploads: uploads({ a, b }), lastUpdated, disabled }));
    for (const newer of AGES.filter((age) => age !== null && Date.parse(age) >= Date.parse(ago(STALE_AFTER)))) {
      expect([
        a,
        b,
        lastUpdated,
        disabled,
        removable(entry({ uploads: uploads({ a: newer, b }), lastUpdated, disabled })),
      ]).toEqual([a, b, lastUpdated, disabled, false]);
      if (!before) expect(removable(entry({ uploads: uploads({ a, b: newer }), lastUpdated, disabled }))).toBe(false);
    }
  }
});

test("a changed entry never makes it removable", () => {
  for (const [a, b, , disabled] of rows)
    for (const lastUpdated of AGES.slice(3))
      expect(removable(entry({ uploads: uploads({ a, b }), lastUpdated, disabled }))).toBe(false);
});

test("uploads that cannot be read never make it removable", () => {
  const unread: Fact<Uploads> = unknown("503", "Wait.");
  for (const [, , lastUpdated, disabled] of rows)
    expect(removable(entry({ uploads: unread, lastUpdated, disabled }))).toBe(false);
});

test("a date that cannot be read never makes it removable", () => {
  const undated: Fact<string | null> = unknown("It is no time.", "Look at the entry.");
  for (const [a, b, , disabled] of rows)
    expect(removable(entry({ uploads: uploads({ a, b }), lastUpdated: undated, disabled }))).toBe(false);
});
