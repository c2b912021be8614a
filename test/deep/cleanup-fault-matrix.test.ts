// Faults at requests of cleanup-accounts: it ends right, or says exactly what is wrong, and the next run repairs it. The decisive
// ones at every write; of all others, and of those at what is read, every so many.
import { describe, expect, test } from "vitest";
import { CLEANUP_VARIANTS } from "../support/cleanup-variants.js";
import { startStage } from "../support/cli-stage.js";
import { DECISIVE, LASTING, PASSING_IN_TIME } from "../support/fault-kinds.js";
import { armedFaults, strikeEach, unstruck } from "../support/fault-matrix.js";
import { sampledStrikes } from "../support/sampled-strikes.js";

/** One of so many that are not decisive at a write. A number of AADC_EVERY instead: 1 tries them all. */
const EVERY = Number(process.env["AADC_EVERY"] ?? 20);

describe.each(CLEANUP_VARIANTS)("$title", (variant) => {
  const kinds = variant.title.endsWith("deleted") ? [...PASSING_IN_TIME, ...LASTING] : DECISIVE;
  test("at every write, and at some of the rest", async () => {
    const faults = armedFaults();
    const stage = await startStage({ ...variant, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      const strikes = sampledStrikes(wanted.requests, kinds, EVERY, variant.title);
      expect(strikes.length).toBeGreaterThan(3);
      expect(await strikeEach({ stage, faults, variant, wanted }, strikes)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
