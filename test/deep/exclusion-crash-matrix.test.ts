// mfa-exclusion, killed before and after every request that writes and at every write to its own files: the same command again
// ends in the same tenant, always.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { cutAt, momentsOf, uncut, unsyncedWrites } from "../support/crash-matrix.js";
import { EXCLUSION_VARIANTS } from "../support/exclusion-variants.js";
import { type Children, startChildren } from "../support/killable-child.js";

/** One after the other, all that are to be seen at once; a number of AADC_CUT cuts there alone. */
const ONLY = process.env["AADC_CUT"];

let children: Children;
beforeAll(async () => {
  children = await startChildren();
});
afterAll(() => children.close());

describe.each(EXCLUSION_VARIANTS)("$title", (variant) => {
  test("at every moment", async () => {
    const stage = await startStage(variant);
    try {
      const whole = await uncut(stage, variant, children);
      expect(unsyncedWrites(whole.moments)).toEqual([]);
      const moments = ONLY === undefined ? momentsOf(whole, variant) : [Number(ONLY)];
      expect(moments.length).toBeGreaterThan(ONLY === undefined ? 15 : 0);
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
