// cleanup-health, killed before and after every request that writes, at every line of its journal, and at some of the other
// moments at which it touches files or services: the same command again ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { cutAtEach, uncut } from "../support/crash-matrix.js";
import { sampledMoments, unsyncedWrites } from "../support/crash-moments.js";
import { HEALTH_VARIANTS, withOldServers } from "../support/health-variants.js";
import { type Children, startChildren } from "../support/killable-child.js";

/** One of so many that neither send a removal nor write a line of the journal. */
const EVERY = 4;

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(HEALTH_VARIANTS)("$title", ({ on }) => {
  test("at every moment", async () => {
    const scenario = withOldServers();
    const variant = on(scenario);
    const stage = await startStage({ scenario, runs: true });
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      expect(whole.moments.filter(({ what }) => what.startsWith("DELETE management."))).not.toEqual([]);
      const moments = sampledMoments(whole, variant, EVERY);
      expect(moments.length).toBeGreaterThan(12);
      expect(await cutAtEach(stage, variant, children, moments, whole)).toBe("");
    } finally {
      await stage.close();
    }
  });
});
