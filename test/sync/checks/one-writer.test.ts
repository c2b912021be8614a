// Sequences of writes as a log shows them: who wrote how many minutes ago.
import { describe, expect, test } from "vitest";
import type { IdentityView } from "../../../src/sync/judged.js";
import { foldWrites } from "../../../src/tenant/directory-audits.js";
import {
  ago,
  type Change,
  DAY,
  exported,
  fact,
  findingOf,
  IDENTITY,
  MINUTE,
  NOW,
  refused,
  synced,
} from "../healthy-snapshot.js";

const OLD: IdentityView = { ...IDENTITY, id: "u-old", name: "Sync_OLD", server: "OLD" };
const NEW: IdentityView = { ...IDENTITY, id: "u-new", name: "Sync_NEW", server: "NEW" };
const CLOUD: IdentityView = { ...IDENTITY, id: "u-cloud", name: "Cloud", kind: "cloud-sync", server: null };
const HOUR = 60;

/** `["OLD", 40, 10]`: wrote 40 and 10 minutes ago. */
type Writes = readonly (readonly ["u-old" | "u-new" | "u-cloud", ...number[]])[];

const written = (...writes: Writes): Change => ({
  identities: fact([OLD, NEW, CLOUD]),
  writes: fact({
    since: ago(DAY),
    bursts: foldWrites(
      writes.flatMap(([identityId, ...minutes]) =>
        minutes.map((minute) => ({ identityId, at: NOW - minute * MINUTE })),
      ),
    ),
  }),
});
const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, index) => from - index * step);
const find = (change: Change) => findingOf("SYNC-012", change);

describe("pass", () => {
  test.each<readonly [string, Change]>([
    ["one server", written(["u-old", ...every(30, 600, 10)])],
    ["a hand-over", written(["u-old", ...every(30, 600, 130)], ["u-new", ...every(30, 100, 10)])],
    ["a hand-over within one interval", written(["u-old", 70, 40], ["u-new", 30])],
    [
      "a last cycle of the old one after the first of the new one, hours ago",
      written(["u-old", 400, 370], ["u-new", 390, ...every(30, 360, 10)]),
    ],
    [
      "a swap, and back hours later",
      written(["u-old", 600, 570], ["u-new", ...every(30, 540, 330)], ["u-old", ...every(30, 300, 10)]),
    ],
    [
      "an initial export of hours, after the old one's last cycle",
      written(["u-old", 200], ["u-new", ...every(1, 180, 5)]),
    ],
    ["turns that ended yesterday", written(["u-old", 29 * HOUR, 28 * HOUR], ["u-new", 28.5 * HOUR, 10])],
    ["Cloud Sync beside it", written(["u-old", ...every(30, 300, 10)], ["u-cloud", ...every(30, 295, 5)])],
    ["a log that is late by three hours", written(["u-old", ...every(30, 600, 180)])],
  ])("%s", (_what, change) => {
    expect(find(change)).toMatchObject({ result: "pass", remedy: "" });
  });

  test("tells the hand-over, and turns that are over", () => {
    const { evidence } = find(written(["u-old", 600, 570], ["u-new", ...every(30, 540, 10)]));
    expect(evidence).toBe(`NEW writes since ${ago(540 * MINUTE)}; before, OLD until ${ago(570 * MINUTE)}.`);
    expect(find(written(["u-old", 400, 370], ["u-new", 390, ...every(30, 360, 10)])).evidence).toContain(
      `OLD and NEW wrote by turns from ${ago(400 * MINUTE)} to ${ago(370 * MINUTE)}, and not since.`,
    );
  });
});

describe("fail", () => {
  test.each<readonly [string, Change]>([
    ["a rogue at each interval", written(["u-old", ...every(30, 300, 20)], ["u-new", ...every(30, 290, 10)])],
    ["A, B, A", written(["u-old", 70, 40], ["u-new", 55])],
    ["both at once", written(["u-old", 10], ["u-new", 10])],
    ["one writes within the other's long export", written(["u-new", ...every(1, 180, 5)], ["u-old", 90.5, 60.5, 30.5])],
    ["two that change seldom, day and night", written(["u-old", 1300, 900, 500, 100], ["u-new", 1100, 700, 300])],
    ["a log that is late by two hours", written(["u-old", ...every(30, 400, 130)], ["u-new", ...every(30, 390, 120)])],
    [
      "every three hours, by an interval of three hours",
      { ...written(["u-old", 700, 520, 340], ["u-new", 430, 250]), ...exported({ interval: "PT3H" }) },
    ],
  ])("%s", (_what, change) => {
    const finding = find(change);
    expect(finding).toMatchObject({ result: "fail", severity: "error" });
    expect(finding.evidence).toMatch(/OLD/);
    expect(finding.evidence).toMatch(/NEW/);
  });
});

describe("it cannot be told", () => {
  test.each<readonly [string, Change]>([
    ["the log is refused", { writes: refused() }],
    ["the identities are refused", { identities: refused() }],
    ["there are no identities", { identities: fact([]) }],
    ["nothing was written", written()],
    ["only others wrote", written(["u-cloud", 10])],
    ["the writes are older than a day", written(["u-old", 25 * HOUR])],
    ["the turns ended, and so did all writes, seven hours ago", written(["u-old", 480, 450], ["u-new", 465, 440])],
    [
      "the log is so full that it shows ten minutes",
      {
        ...written(["u-old", ...every(1, 10, 0)]),
        writes: fact({ since: ago(10 * MINUTE), bursts: foldWrites([{ identityId: "u-old", at: NOW }]) }),
      },
    ],
    [
      "the times are none",
      {
        ...written(),
        writes: fact({ since: ago(DAY), bursts: [{ identityId: "u-old", first: "a", last: "b", writes: 1 }] }),
      },
    ],
    [
      "how far back the log was read is no time",
      { ...written(), writes: fact({ since: "then", bursts: foldWrites([{ identityId: "u-old", at: NOW }]) }) },
    ],
  ])("%s", (_what, change) => {
    expect(find(change)).toMatchObject({ result: "unknown" });
    expect(find(change).remedy).not.toBe("");
  });
});

test.each<readonly [string, Change]>([
  ["without synchronisation", synced({ syncEnabled: null })],
  ["where Cloud Sync alone synchronises", { identities: fact([CLOUD]) }],
])("does not apply %s", (_what, change) => {
  expect(find(change)).toMatchObject({ result: "not-applicable" });
});
