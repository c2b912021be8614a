// setup-svc-account, killed before and after every request and at every write to its own files, half written ones among
// them: the same command again ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VARIANTS } from "../support/account-variants.js";
import { startStage } from "../support/cli-stage.js";
import { cutAtEach, uncut } from "../support/crash-matrix.js";
import { momentsOf, unsyncedWrites } from "../support/crash-moments.js";
import { type Children, startChildren } from "../support/killable-child.js";

/** A number of AADC_CUT cuts there alone. */
const ONLY = process.env["AADC_CUT"];

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(VARIANTS)("$title", (variant) => {
  test("at every moment", async () => {
    const stage = await startStage({ ...variant, runs: true });
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      const moments = ONLY === undefined ? momentsOf(whole, variant) : [Number(ONLY)];
      expect(moments.length).toBeGreaterThan(ONLY === undefined ? 15 : 0);
      expect(await cutAtEach(stage, variant, children, moments, whole)).toBe("");
    } finally {
      await stage.close();
    }
  });
});
