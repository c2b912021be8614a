// mfa-exclusion, killed before and after every request that writes, at every line of its journal, and at some of the other
// moments at which it touches files or services: the same command again ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { cutAtEach, uncut } from "../support/crash-matrix.js";
import { sampledMoments, unsyncedWrites } from "../support/crash-moments.js";
import { EXCLUSION_VARIANTS } from "../support/exclusion-variants.js";
import { type Children, startChildren } from "../support/killable-child.js";

/** A number of AADC_CUT cuts there alone. */
const ONLY = process.env["AADC_CUT"];

/** One of so many that neither send a write nor write a line of the journal. */
const EVERY = 4;

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(EXCLUSION_VARIANTS)("$title", (variant) => {
  test("at every moment", async () => {
    const stage = await startStage({ ...variant, runs: true });
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      const moments = ONLY === undefined ? sampledMoments(whole, variant, EVERY) : [Number(ONLY)];
      expect(moments.length).toBeGreaterThan(ONLY === undefined ? 12 : 0);
      expect(await cutAtEach(stage, variant, children, moments, whole)).toBe("");
    } finally {
      await stage.close();
    }
  });
});
