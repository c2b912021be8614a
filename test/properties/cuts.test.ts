// However often setup-svc-account is interrupted: called once more, it leaves the tenant as if it never had been.
import fc from "fast-check";
import { test } from "vitest";
import { expectSameAfter, someCuts } from "../support/setup-cut.js";
import { someLags } from "../support/setup-under-lag.js";
import { SETUP_VARIANTS } from "../support/setup-variants.js";

/** Of a machine that has much else to do. */
const PATIENCE_MS = 90_000;

test(
  "cut anywhere, under any lags",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        someCuts,
        fc.constantFrom(...SETUP_VARIANTS),
        fc.oneof(fc.constant({}), someLags),
        expectSameAfter,
      ),
      { seed: 20_261_122, numRuns: 6, endOnFailure: true },
    );
  },
  PATIENCE_MS,
);
