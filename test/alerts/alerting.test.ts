// What is told after a look, and what is not.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alert, Condition } from "../../src/alerts/alert.js";
import { type AlertLook, type AlertState, afterLook, NOTHING_OPEN } from "../../src/alerts/alerting.js";
import type { Severity } from "../../src/shapes/finding.js";

const BEGIN = Date.parse("2026-11-23T03:00:00Z");
const HOUR = 3_600_000;

function condition(key: string, severity: Severity = "error"): Condition {
  return { key, severity, title: `title of ${key}`, text: `text of ${key}`, remedy: `remedy of ${key}` };
}

function lookAt(hour: number, conditions: readonly Condition[], more: Partial<AlertLook> = {}): AlertLook {
  return {
    family: "verify",
    tenantId: "t",
    tenantName: "Contoso",
    at: new Date(BEGIN + hour * HOUR).toISOString(),
    conditions,
    events: [],
    isOpaque: () => false,
    isMuted: false,
    ...more,
  };
}

/** Looks one after the other; what each of them told. */
function played(looks: readonly AlertLook[]): readonly (readonly Alert[])[] {
  let state: AlertState = NOTHING_OPEN;
  return looks.map((look) => {
    const after = afterLook(state, look);
    state = after.state;
    return after.alerts;
  });
}

const inShort = (alerts: readonly (readonly Alert[])[]) =>
  alerts.map((list) =>
    list.map(({ kind, severity, items }) => `${kind} ${severity} ${items.map((i) => i.key).join()}`),
  );

describe("a condition", () => {
  test("is told once, and again when it is over", () => {
    const looks = [lookAt(0, []), lookAt(1, [condition("A")]), lookAt(2, [condition("A")]), lookAt(3, [])];
    expect(inShort(played(looks))).toEqual([[], ["problem error A"], [], ["recovery error A"]]);
  });

  test("that is there at the first look is told: somebody who sets this up must know", () => {
    expect(inShort(played([lookAt(0, [condition("A"), condition("B", "info")])]))).toEqual([["problem error A,B"]]);
  });

  test("whose text a tenant's names make endless is kept, and told, cut short", () => {
    const endless = { ...condition("A"), text: "x".repeat(1_000_000), remedy: "y".repeat(1_000_000) };
    const { state, alerts } = afterLook(NOTHING_OPEN, lookAt(0, [endless], { events: [{ ...endless, key: "E" }] }));
    expect(JSON.stringify([state, alerts]).length).toBeLessThan(50_000);
    expect(alerts[0]?.items.map(({ key, text }) => [key, text.length, text.at(-1)])).toEqual([
      ["E", 4_000, "…"],
      ["A", 4_000, "…"],
    ]);
  });

  test("is told since when it lasts", () => {
    const told = played([lookAt(0, [condition("A")]), lookAt(5, [])]);
    expect(told.flat().map(({ items }) => items[0]?.since)).toEqual([
      "2026-11-23T03:00:00.000Z",
      "2026-11-23T03:00:00.000Z",
    ]);
  });

  test("that gets worse is told again, one that gets better is not", () => {
    const of = (severity: Severity) => [condition("A", severity)];
    const looks = [lookAt(0, of("info")), lookAt(1, of("error")), lookAt(2, of("warning")), lookAt(3, of("error"))];
    expect(inShort(played(looks))).toEqual([["problem info A"], ["problem error A"], [], []]);
  });

  test("that got better before it was over is told as over with what it was told as", () => {
    const looks = [lookAt(0, [condition("A", "error")]), lookAt(1, [condition("A", "info")]), lookAt(2, [])];
    expect(inShort(played(looks))).toEqual([["problem error A"], [], ["recovery error A"]]);
  });

  test("of which a look can tell nothing is neither there nor gone", () => {
    const opaque = { isOpaque: (key: string) => key === "A" };
    const looks = [lookAt(0, [condition("A"), condition("B")]), lookAt(1, [], opaque), lookAt(2, [condition("A")])];
    expect(inShort(played(looks))).toEqual([["problem error A,B"], ["recovery error B"], []]);
  });

  test("is told beside what was told before", () => {
    const told = played([
      lookAt(0, [condition("A")]),
      lookAt(1, [condition("A"), condition("B")]),
      lookAt(2, [condition("A")]),
    ]);
    expect(told.map((list) => list.map(({ stillOpen }) => stillOpen))).toEqual([[[]], [["A"]], [["A"]]]);
  });
});

describe("as long as it lasts", () => {
  test("it is told once in a day", () => {
    const looks = [0, 23, 24, 25, 47, 48].map((hour) => lookAt(hour, [condition("A")]));
    expect(inShort(played(looks))).toEqual([
      ["problem error A"],
      [],
      ["reminder error A"],
      [],
      [],
      ["reminder error A"],
    ]);
  });

  test("what came later is told along, and not by itself some hours after", () => {
    const both = [condition("A"), condition("B")];
    const looks = [lookAt(0, [condition("A")]), lookAt(12, both), lookAt(24, both), lookAt(36, both), lookAt(48, both)];
    expect(inShort(played(looks))).toEqual([
      ["problem error A"],
      ["problem error B"],
      ["reminder error A,B"],
      [],
      ["reminder error A,B"],
    ]);
  });
});

describe("maintenance", () => {
  test("mutes, and what lasts longer is told then", () => {
    const isMuted = true;
    const looks = [lookAt(0, [condition("A"), condition("B")], { isMuted }), lookAt(1, [condition("A")])];
    expect(inShort(played(looks))).toEqual([[], ["problem error A"]]);
  });

  test("what happened in it is not told, nor the end of what was not told", () => {
    const events = [condition("active-server", "warning")];
    const looks = [lookAt(0, [condition("A")], { isMuted: true, events }), lookAt(1, [])];
    expect(inShort(played(looks))).toEqual([[], []]);
  });

  test("the end of what was told before is told in it, too: that is no alarm", () => {
    const looks = [
      lookAt(0, [condition("A"), condition("B")]),
      lookAt(1, [condition("B")], { isMuted: true }),
      lookAt(2, []),
    ];
    expect(inShort(played(looks))).toEqual([["problem error A,B"], ["recovery error A"], ["recovery error B"]]);
  });

  test("no reminder comes in it", () => {
    const looks = [lookAt(0, [condition("A")]), lookAt(30, [condition("A")], { isMuted: true })];
    expect(inShort(played(looks))).toEqual([["problem error A"], []]);
  });
});

test("what happened is told once, in one message with what came of it", () => {
  const events = [condition("active-server", "warning")];
  const told = played([lookAt(0, [condition("A")], { events }), lookAt(1, [condition("A")])]);
  expect(inShort(told)).toEqual([["problem error active-server,A"], []]);
  expect(inShort(played([lookAt(0, [], { events })]))).toEqual([["change warning active-server"]]);
  expect(told[0]?.[0]?.items[0]?.since).toBeNull();
});

test("each family looks after its own", () => {
  const looks = [
    lookAt(0, [condition("A")]),
    lookAt(1, [condition("B")], { family: "expire" }),
    lookAt(2, [], { family: "expire" }),
    lookAt(3, []),
  ];
  expect(inShort(played(looks))).toEqual([
    ["problem error A"],
    ["problem error B"],
    ["recovery error B"],
    ["recovery error A"],
  ]);
});

describe("ids", () => {
  test("the same state and the same look give the same ones", () => {
    const looks = [lookAt(0, [condition("A")]), lookAt(1, [condition("B")])];
    expect(played(looks)).toEqual(played(looks));
  });

  test("of two tenants they are different", () => {
    const ids = ["t", "u"].map((tenantId) => played([lookAt(0, [condition("A")], { tenantId })])[0]?.[0]?.id);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("whatever is seen", () => {
  const severity = fc.constantFrom<Severity>("error", "warning", "info");
  const seen = fc.record({
    pause: fc.integer({ min: 0, max: 30 }),
    conditions: fc.uniqueArray(fc.record({ key: fc.constantFrom("A", "B", "C"), severity }), {
      selector: ({ key }) => key,
    }),
    opaque: fc.subarray(["A", "B", "C"]),
    isMuted: fc.boolean(),
    family: fc.constantFrom("verify" as const, "expire" as const),
  });
  const course = fc.array(seen, { maxLength: 20 }).map((list) => {
    let hour = 0;
    return list.map(({ pause, conditions, opaque, isMuted, family }) => {
      hour += pause;
      const there = conditions.map(({ key, severity: bad }) => condition(key, bad));
      return lookAt(hour, there, { isOpaque: (key) => opaque.includes(key), isMuted, family });
    });
  });

  test("a problem and its end come by turns, for each condition of each family", () => {
    fc.assert(
      fc.property(course, (looks) => {
        const told = played(looks);
        for (const family of ["verify", "expire"])
          for (const key of ["A", "B", "C"]) {
            const kinds = told.flatMap((alerts, index) =>
              looks[index]?.family === family
                ? alerts.filter(({ items }) => items.some((item) => item.key === key)).map(({ kind }) => kind)
                : [],
            );
            let isTold = false;
            for (const kind of kinds) {
              // A problem may come twice only where it got worse, which the alerts themselves show.
              if (kind !== "problem") expect(isTold).toBe(true);
              isTold = kind !== "recovery";
            }
          }
      }),
    );
  });

  test("no id comes twice, nothing alarms in maintenance, and no alert is empty", () => {
    fc.assert(
      fc.property(course, (looks) => {
        const told = played(looks);
        const all = told.flat();
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        expect(all.every(({ items }) => items.length > 0)).toBe(true);
        for (const [index, alerts] of told.entries())
          if (looks[index]?.isMuted === true) expect(alerts.every(({ kind }) => kind === "recovery")).toBe(true);
      }),
    );
  });

  test("what is there unmuted was told, and is told as bad as it is, at the latest by this look", () => {
    fc.assert(
      fc.property(course, (looks) => {
        let state: AlertState = NOTHING_OPEN;
        for (const look of looks) {
          state = afterLook(state, look).state;
          if (look.isMuted) continue;
          const RANK = { info: 1, warning: 2, error: 3 };
          for (const one of look.conditions) {
            const open = state.open.find(({ key, family }) => key === one.key && family === look.family);
            expect(open?.told === null || open === undefined ? 0 : RANK[open.told.severity]).toBeGreaterThanOrEqual(
              RANK[one.severity],
            );
          }
        }
      }),
    );
  });
});
