// cleanup-health, killed before and after every request that writes, at every line of its journal, and at some of the other
// moments at which it touches files or services: the same command again ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { cutAt, momentsOf, momentsWhere, uncut, unsyncedWrites } from "../support/crash-matrix.js";
import { HEALTH_VARIANTS, withOldServers } from "../support/health-variants.js";
import { type Children, startChildren } from "../support/killable-child.js";
import type { Moment } from "../support/moments.js";
import { everyNth } from "../support/sampled.js";

/** One of so many that neither send a removal nor write a line of the journal. */
const EVERY = 4;

function isAlways({ kind, what }: Moment): boolean {
  if (kind === "request" || kind === "answer") return what.startsWith("DELETE ");
  return (kind === "half-written" || kind === "write") && /\.jsonl [a-z]/u.test(what);
}

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(HEALTH_VARIANTS)("$title", ({ on }) => {
  test("at every moment", async () => {
    const scenario = withOldServers();
    const variant = on(scenario);
    const stage = await startStage({ scenario });
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      expect(whole.moments.filter(({ what }) => what.startsWith("DELETE management."))).not.toEqual([]);
      const all = momentsOf(whole, variant);
      const always = momentsWhere(whole.moments, isAlways).filter((one) => all.includes(one));
      const rest = all.filter((one) => !always.includes(one));
      const moments = [...always, ...everyNth(rest, EVERY, variant.title)];
      expect(moments.length).toBeGreaterThan(12);
      const failures: string[] = [];
      for (const moment of moments)
        await cutAt(stage, variant, children, moment, whole).catch((error: unknown) => {
          failures.push(error instanceof Error ? error.message : String(error));
        });
      process.stdout.write(`${variant.title}: cut at ${moments.length} of ${all.length} moments\n`);
      expect(failures.join("\n\n")).toBe("");
    } finally {
      await stage.close();
    }
  });
});
