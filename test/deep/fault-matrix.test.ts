// Every kind of fault at every request of setup-svc-account: it ends right, or says exactly what is wrong, and the next run
// repairs it. Of the variants those kinds that differ in what the service has done.
import { describe, expect, test } from "vitest";
import { DIRECT, THROUGH_PIM, TO_VAULT, WITH_PASS } from "../support/account-variants.js";
import { startStage } from "../support/cli-stage.js";
import { DECISIVE, LASTING, PASSING } from "../support/fault-kinds.js";
import { armedFaults, strikeAll, unstruck } from "../support/fault-matrix.js";

const CASES = [
  { variant: DIRECT, kinds: [...PASSING, ...LASTING] },
  { variant: THROUGH_PIM, kinds: DECISIVE },
  { variant: WITH_PASS, kinds: DECISIVE },
  { variant: TO_VAULT, kinds: DECISIVE },
];

describe.each(CASES)("$variant.title", ({ variant, kinds }) => {
  test.each(kinds.map((fault) => [JSON.stringify(fault), fault] as const))("%s", async (_, fault) => {
    const faults = armedFaults();
    // One of its own for each kind: a tenant of a thousand accounts is slow.
    const stage = await startStage({ ...variant, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      expect(wanted.requests.length).toBeGreaterThan(15);
      const positions = wanted.requests.map((_request, index) => index + 1);
      expect(await strikeAll({ stage, faults, variant, wanted }, positions, fault)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
