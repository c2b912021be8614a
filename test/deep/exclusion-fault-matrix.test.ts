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

/** The positions, counted from 1, of what is asked for the first time and for the last: What-If is asked a dozen times. */
function firstAndLast(requests: readonly string[]): readonly number[] {
  return requests.flatMap((one, index) =>
    requests.indexOf(one) === index || requests.lastIndexOf(one) === index ? [index + 1] : [],
  );
}

describe.each(CASES)("$variant.title", ({ variant, kinds }) => {
  test.each(kinds.map((fault) => [JSON.stringify(fault), fault] as const))("%s", async (_, fault) => {
    const faults = armedFaults();
    const stage = await startStage({ ...variant, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      expect(wanted.requests.length).toBeGreaterThan(10);
      const positions = firstAndLast(wanted.requests);
      expect(await strikeAll({ stage, faults, variant, wanted }, positions, fault)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
