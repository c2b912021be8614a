// A file that somebody has changed: whatever stands in one of its places, it is refused with a reason, or judged and redacted.
import { expect, test } from "vitest";
import { verdictsOn } from "../../src/commands/judge-snapshot.js";
import { readSnapshotText, redacted, snapshotText } from "../../src/commands/saved-snapshot.js";
import { runChecks } from "../../src/sync/verdict.js";
import { EVERYTHING } from "../sync/every-field.js";

type Place = readonly (string | number)[];
const WHOLE = JSON.parse(snapshotText(EVERYTHING)) as unknown;
const LONG = "9".repeat(400);
const ODD: readonly unknown[] = [
  ...[null, true, -1, 1e308, "", " ", "\u0000\u001b[2J", "Sync__0123456789ab@", "@", "..", "%E0%A4%A", LONG],
  ...["__proto__", "9999-99-99T99:99:99Z", "0001-01-01T00:00:00Z", "P99999999Y", [], {}, [[]], { state: "known" }],
];

function placesIn(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...at, key]))];
}

function withOdd(value: unknown, [key, ...rest]: Place, odd: unknown): unknown {
  if (key === undefined) return odd;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  fields[key] = withOdd(fields[key], rest, odd);
  return copy;
}

test("each place with each odd value", () => {
  const counts = { refused: 0, judged: 0 };
  for (const place of placesIn(WHOLE))
    for (const odd of ODD) {
      const what = `${place.join(".")} = ${JSON.stringify(odd)}`;
      const read = readSnapshotText(JSON.stringify(withOdd(WHOLE, place, odd)));
      if ("why" in read) {
        counts.refused += 1;
        expect(read.why, what).not.toBe("");
        continue;
      }
      counts.judged += 1;
      for (const snapshot of [read.snapshot, redacted(read.snapshot)]) {
        const judged = verdictsOn(snapshot, { failOn: "error", allowUnknown: [], baseline: EVERYTHING });
        expect(() => runChecks(judged), what).not.toThrow();
      }
    }
  expect(counts.refused).toBeGreaterThan(1_000);
  expect(counts.judged).toBeGreaterThan(500);
}, 180_000);
