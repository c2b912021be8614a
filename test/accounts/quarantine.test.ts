// Quarantine and proof: only the service's clock counts, the latest time counts, and later evidence never makes it shorter.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import { proofOf, quarantineOf } from "../../src/accounts/quarantine.js";
import { AT, ago, DAY, fact, fleet, HOUR, UNREAD, user } from "./fleets.js";

const MINUTE = 60_000;
const noted = (disabledAt: string, provenAt: string | null = null) => fact({ disabledAt, provenAt });
const off = (change: Partial<IdentityFacts>) => user({ enabled: fact(false), ...change });

test.each<[string, Partial<IdentityFacts>]>([
  ["enabled in between", { enabled: fact(true), quarantine: noted(ago(DAY)) }],
  ["enabled or not unread", { enabled: UNREAD, quarantine: noted(ago(DAY)) }],
  ["no note", { quarantine: fact(null), disabledAt: fact(ago(DAY)) }],
  ["note unread", { quarantine: UNREAD, disabledAt: fact(ago(DAY)) }],
  // It would forbid the deletion for ever.
  ["a note from the future", { quarantine: noted(ago(-DAY)), disabledAt: fact(ago(8 * DAY)) }],
  ["a note of no time", { quarantine: noted("2026-13-41"), disabledAt: fact(ago(8 * DAY)) }],
])("not in quarantine: %s", (_, change) => {
  expect(quarantineOf(off(change), fleet([]))).toBeNull();
});

test.each<[string, Partial<IdentityFacts>, number]>([
  ["the log tells of a later one", { quarantine: noted(ago(8 * DAY)), disabledAt: fact(ago(DAY)) }, AT - DAY],
  ["the note tells of a later one", { quarantine: noted(ago(DAY)), disabledAt: fact(ago(8 * DAY)) }, AT - DAY],
  ["neither log nor journal", { quarantine: noted(ago(8 * DAY)) }, AT - 8 * DAY],
  ["the log unread", { quarantine: noted(ago(8 * DAY)), disabledAt: UNREAD }, AT - 8 * DAY],
  ["a note of a clock ahead", { quarantine: noted(ago(-MINUTE)), disabledAt: fact(ago(8 * DAY)) }, AT + MINUTE],
  ["a log from the future", { quarantine: noted(ago(8 * DAY)), disabledAt: fact(ago(-DAY)) }, AT + DAY],
  ["a log of no time", { quarantine: noted(ago(8 * DAY)), disabledAt: fact("soon") }, Number.POSITIVE_INFINITY],
])("since when: %s", (_, change, since) => {
  expect(quarantineOf(off(change), fleet([]))?.since).toBe(since);
});

test("whether others tell of the disabling is known only where they were read", () => {
  const witnessed = (disabledAt: IdentityFacts["disabledAt"]) =>
    quarantineOf(off({ quarantine: noted(ago(DAY)), disabledAt }), fleet([]))?.witnessed;
  expect(witnessed(fact(ago(DAY)))).toMatchObject({ value: true });
  expect(witnessed(fact(null))).toMatchObject({ value: false });
  expect(witnessed(UNREAD)).toBe(UNREAD);
});

/** Disabled so long ago; the last synchronisation, and password synchronisation, ended so long ago. */
test.each<[string, number, Partial<Fleet>, "unproven" | "proven" | "worse"]>([
  ["a cycle two hours after, to the moment", 5 * HOUR, { lastSync: fact(ago(3 * HOUR)) }, "unproven"],
  ["a moment later", 5 * HOUR, { lastSync: fact(ago(3 * HOUR - 1)) }, "proven"],
  ["a cycle an hour after: tokens live still", 3 * HOUR, { lastSync: fact(ago(2 * HOUR)) }, "unproven"],
  ["passwords: one before", 5 * HOUR, { lastPasswordSync: fact(ago(4 * HOUR)), silentAfterMs: 5 * HOUR }, "unproven"],
  ["passwords: one after, too", 5 * HOUR, { lastPasswordSync: fact(ago(2 * HOUR)) }, "proven"],
  ["passwords: not known", 5 * HOUR, { lastPasswordSync: UNREAD }, "unproven"],
  ["no synchronisation ever", 5 * HOUR, { lastSync: fact(null) }, "unproven"],
  ["last synchronisation unread", 5 * HOUR, { lastSync: UNREAD }, "unproven"],
  ["last synchronisation at no time", 5 * HOUR, { lastSync: fact("0001-01-01T00:00:00Z ?") }, "unproven"],
  ["a clock five minutes ahead", 5 * HOUR, { lastSync: fact(ago(-5 * MINUTE)) }, "proven"],
  ["…ahead of a proof that is not due yet", 2 * HOUR - MINUTE, { lastSync: fact(ago(-30 * MINUTE)) }, "unproven"],
  ["a synchronisation tomorrow", 5 * HOUR, { lastSync: fact(ago(-DAY)) }, "unproven"],
  ["disabled tomorrow", -DAY, {}, "unproven"],
  ["active server not known", 5 * HOUR, { activeServer: UNREAD }, "unproven"],
  ["active server not sure", 5 * HOUR, { activeServer: fact(null) }, "unproven"],
  // Worse
  ["none since, and it was going on before", 5 * HOUR, { lastSync: fact(ago(6 * HOUR)) }, "worse"],
  ["passwords: none since", 5 * HOUR, { lastPasswordSync: fact(ago(6 * HOUR)) }, "worse"],
  ["one in the hour after, silence since", 9 * HOUR, { lastSync: fact(ago(8 * HOUR)) }, "worse"],
  ["silent long before already", 5 * HOUR, { lastSync: fact(ago(9 * HOUR)) }, "unproven"],
  ["silent, but disabled just now", HOUR, { lastSync: fact(ago(3 * HOUR + MINUTE)) }, "unproven"],
  ["not silent for long enough", 5 * HOUR, { lastSync: fact(ago(4 * HOUR)), silentAfterMs: 5 * HOUR }, "unproven"],
])("proof: %s", (_, since, change, state) => {
  const proof = proofOf(AT - since, fleet([], change));
  expect(proof.state).toBe(state);
  expect(proof.because).toMatch(/\.$/);
});

test("evidence of a later disabling never makes proof or the end of a quarantine earlier", () => {
  const moment = fc.integer({ min: -40 * DAY, max: 2 * DAY }).map((ms) => new Date(AT + ms).toISOString());
  const time = fc.oneof({ arbitrary: moment, weight: 8 }, { arbitrary: fc.constant("no time"), weight: 1 });
  fc.assert(
    fc.property(time, fc.option(time), time, time, fc.option(time), (note, log, later, sync, passwords) => {
      const all = fleet([], { lastSync: fact(sync), lastPasswordSync: fact(passwords) });
      const before = quarantineOf(off({ quarantine: noted(note), disabledAt: fact(log) }), all);
      for (const change of [
        { quarantine: noted(note), disabledAt: fact(latest(log, later)) },
        { quarantine: noted(latest(note, later)), disabledAt: fact(log) },
      ]) {
        const after = quarantineOf(off(change), all);
        // In none: it begins anew, now.
        if (after === null) continue;
        expect(after.since).toBeGreaterThanOrEqual(before?.since ?? 0);
        if (before !== null && before.proof.state !== "proven") expect(after.proof.state).not.toBe("proven");
      }
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
});

function latest(a: string | null, b: string): string {
  if (a === null) return b;
  return (Date.parse(a) || Number.POSITIVE_INFINITY) > (Date.parse(b) || Number.POSITIVE_INFINITY) ? a : b;
}
