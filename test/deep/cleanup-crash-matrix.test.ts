// cleanup-accounts, killed before and after every request that writes, at every line of its journal, and at some of the other
// moments at which it touches files or services: the same command again ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLEANUP_VARIANTS } from "../support/cleanup-variants.js";
import { startStage } from "../support/cli-stage.js";
import { cutAt, momentsOf, momentsWhere, uncut, unsyncedWrites } from "../support/crash-matrix.js";
import { type Children, startChildren } from "../support/killable-child.js";
import type { Moment } from "../support/moments.js";
import { everyNth } from "../support/sampled.js";

/** One after the other, all that are to be seen at once; a number of AADC_CUT cuts there alone. */
const ONLY = process.env["AADC_CUT"];

/** One of so many that neither send a write nor write a line of the journal. */
const EVERY = 4;

function isAlways({ kind, what }: Moment): boolean {
  if (kind === "request" || kind === "answer") return /^(?:POST|PATCH|PUT|DELETE) graph\./u.test(what);
  return (kind === "half-written" || (kind === "write" && !isAfterAnswer(what))) && /\.jsonl [a-z]/u.test(what);
}

/** Who dies before the answer is noted leaves what he leaves when it has just come, which is tried. */
function isAfterAnswer(what: string): boolean {
  return what.endsWith(" sent");
}

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(CLEANUP_VARIANTS)("$title", (variant) => {
  test("at every moment", async () => {
    const stage = await startStage(variant);
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      const all = momentsOf(whole, variant);
      const always = momentsWhere(whole.moments, isAlways).filter((one) => all.includes(one));
      const rest = everyNth(
        all.filter((one) => !always.includes(one)),
        EVERY,
        variant.title,
      );
      const moments = ONLY === undefined ? [...always, ...rest] : [Number(ONLY)];
      expect(moments.length).toBeGreaterThan(ONLY === undefined ? 12 : 0);
      const failures: string[] = [];
      for (const moment of moments)
        await cutAt(stage, variant, children, moment, whole).catch((error: unknown) => {
          failures.push(error instanceof Error ? error.message : String(error));
        });
      expect(failures.join("\n\n")).toBe("");
    } finally {
      await stage.close();
    }
  });
});
