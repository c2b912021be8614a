// Whatever is done to a journal: what is read of it is what was written, or the beginning of that, or it is refused.
import fc from "fast-check";
import { expect, test } from "vitest";
import { CHAIN_BEGIN, lineOf, parseJournal } from "../../src/changes/journal-lines.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { someChange } from "./some-changes.js";

fc.configureGlobal({ seed: 20_261_122 });

const number = fc.nat({ max: 9 });
const text = fc.string({ unit: "binary", maxLength: 20 });

const someEntry: fc.Arbitrary<RunEntry> = fc.oneof(
  fc.record({ entry: fc.constant("intent" as const), number, change: someChange }),
  fc.record({ entry: fc.constant("refused" as const), number, message: text }),
  fc.record({
    entry: fc.constant("sent" as const),
    number,
    outcome: fc.constantFrom("done" as const, "already-so" as const),
    requestId: fc.option(fc.uuid()),
    at: fc.constant(null),
    objectId: fc.option(fc.uuid()),
  }),
  fc.record({ entry: fc.constant("confirmed" as const), numbers: fc.array(number, { maxLength: 3 }) }),
  fc.constant({ entry: "finished" as const }),
);

const someEntries = fc.array(someEntry, { minLength: 1, maxLength: 6 });

function written(entries: readonly RunEntry[]): readonly string[] {
  let previous = CHAIN_BEGIN;
  return entries.map((entry, index) => {
    const line = lineOf(entry, `2026-11-22T08:00:0${index}.000Z`, previous);
    previous = line.hash;
    return `${line.text}\n`;
  });
}

/** Entries that a text gives back; null where it is refused. */
function readBack(journal: string): readonly unknown[] | null {
  const parsed = parseJournal(journal);
  return "badLine" in parsed ? null : parsed.lines.map(({ entry }) => entry);
}

function isBeginningOf(read: readonly unknown[], entries: readonly RunEntry[]): boolean {
  return JSON.stringify(read) === JSON.stringify(entries.slice(0, read.length));
}

test("what was written is read back", () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      expect(readBack(written(entries).join(""))).toEqual(JSON.parse(JSON.stringify(entries)));
    }),
  );
});

test("cut anywhere, its whole lines are read and nothing else", () => {
  fc.assert(
    fc.property(someEntries, fc.nat(), (entries, choice) => {
      const lines = written(entries);
      const whole = lines.join("");
      const at = choice % (whole.length + 1);
      const kept = whole.slice(0, at).split("\n").length - 1;
      expect(readBack(whole.slice(0, at))).toHaveLength(kept);
    }),
    { numRuns: 300 },
  );
});

test("a character that is changed, added or missing in any line but the last is found", () => {
  fc.assert(
    fc.property(
      someEntries,
      fc.nat(),
      fc.constantFrom("change", "add", "drop"),
      text,
      (entries, choice, how, added) => {
        const lines = written(entries);
        const before = lines.slice(0, -1).join("");
        fc.pre(before !== "" && added !== "");
        const at = choice % before.length;
        const news = how === "drop" ? "" : added;
        const altered = before.slice(0, at) + news + before.slice(how === "add" ? at : at + 1);
        fc.pre(altered !== before);
        expect(readBack(altered + (lines.at(-1) ?? ""))).toBeNull();
      },
    ),
    { numRuns: 600 },
  );
});

test("lines that change places, come twice or are missing are never read as if they had not been", () => {
  fc.assert(
    fc.property(someEntries, fc.nat(), fc.nat(), fc.constantFrom("swap", "repeat", "drop"), (entries, a, b, how) => {
      const lines = [...written(entries)];
      const [from, to] = [a % lines.length, b % lines.length];
      const line = lines[from] ?? "";
      if (how === "swap") [lines[from], lines[to]] = [lines[to] ?? "", line];
      else if (how === "repeat") lines.splice(to, 0, line);
      else lines.splice(from, 1);
      const read = readBack(lines.join(""));
      expect(read === null || isBeginningOf(read, entries)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("anything else that is made of it is refused, or is a beginning of it", () => {
  fc.assert(
    fc.property(someEntries, fc.nat(), fc.nat(), text, (entries, a, b, news) => {
      const whole = written(entries).join("");
      const [from, to] = [a % (whole.length + 1), b % (whole.length + 1)].sort((one, other) => one - other) as [
        number,
        number,
      ];
      const read = readBack(whole.slice(0, from) + news + whole.slice(to));
      expect(read === null || isBeginningOf(read, entries)).toBe(true);
    }),
    { numRuns: 600 },
  );
});
