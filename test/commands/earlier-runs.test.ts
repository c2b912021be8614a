import { expect, test } from "vitest";
import { recordOf } from "../../src/changes/run-record.js";
import { notAnyMore } from "../../src/commands/earlier-runs.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { intentOf, planEntry, sentOf, started } from "../changes/journal-entries.js";
import { excludeOf } from "../changes/scripted-run.js";

const [a, b, c] = [excludeOf("a"), excludeOf("b"), excludeOf("c")];

function cut(...entries: readonly RunEntry[]) {
  const plan = { ...planEntry("sync"), plan: [a, b, c] } as RunEntry;
  return recordOf([started("1"), plan, ...entries].map((entry) => ({ written: "2026-11-22T10:00:00.000Z", entry })));
}

test("what the part that was cut had planned, and what is neither begun nor planned now, is told", () => {
  const done = cut(intentOf(0, "a"), sentOf(0));
  expect(notAnyMore(done, [b, c])).toEqual([]);
  const [warning] = notAnyMore(done, [c]);
  expect(warning).toContain("exclude from b");
  expect(warning).not.toMatch(/exclude from [ac]/);
  const refused = cut(intentOf(0, "a"), { entry: "refused", number: 0, message: "No." });
  expect(notAnyMore(refused, [b, c]).join()).toContain("exclude from a");
  expect(notAnyMore(null, [])).toEqual([]);
});
