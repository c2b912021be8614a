// Every kind of fault at every request of mfa-exclusion: it ends right, or says exactly what is wrong, and the next run repairs it.
import { describe, expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { ADD_BY_ROLE, EXCLUSION_VARIANTS } from "../support/exclusion-variants.js";
import { DECISIVE, LASTING, PASSING } from "../support/fault-kinds.js";
import { armedFaults, strikeAll, unstruck } from "../support/fault-matrix.js";

const CASES = EXCLUSION_VARIANTS.map((variant) => ({
  variant,
  kinds: variant === ADD_BY_ROLE ? [...PASSING, ...LASTING] : DECISIVE,
}));

describe.each(CASES)("$variant.title", ({ variant, kinds }) => {
  test.each(kinds.map((fault) => [JSON.stringify(fault), fault] as const))("%s", async (_, fault) => {
    const faults = armedFaults();
    const stage = await startStage({ ...variant, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      expect(wanted.requests.length).toBeGreaterThan(10);
      const positions = wanted.requests.map((_request, index) => index + 1);
      expect(await strikeAll({ stage, faults, variant, wanted }, positions, fault)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
