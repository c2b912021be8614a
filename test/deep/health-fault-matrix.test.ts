// Faults at requests of cleanup-health: it ends right, or says exactly what is wrong, and the next run repairs it. Every fault at
// every removal; of those at what is read, every so many.
import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../src/sandbox/faults/faults.js";
import { startStage } from "../support/cli-stage.js";
import { LASTING, PASSING_IN_TIME } from "../support/fault-kinds.js";
import { armedFaults, strikeEach, unstruck } from "../support/fault-matrix.js";
import { HEALTH_VARIANTS, withOldServers } from "../support/health-variants.js";
import { thoseAndEveryNth } from "../support/sampled.js";
import type { Strike } from "../support/sampled-strikes.js";

/** One of so many at what is read. A number of AADC_EVERY instead: 1 tries them all. */
const EVERY = Number(process.env["AADC_EVERY"] ?? 70);

/** At every removal all of them. */
function strikesAt(requests: readonly string[], kinds: readonly FaultKind[], seed: string): readonly Strike[] {
  const all = requests.flatMap((request, index) => kinds.map((fault) => ({ position: index + 1, fault, request })));
  return thoseAndEveryNth(all, ({ request }) => request.startsWith("DELETE arm "), EVERY, seed);
}

describe.each(HEALTH_VARIANTS)("$title", ({ on }) => {
  test("at every removal, and at some of the rest", async () => {
    const scenario = withOldServers();
    const variant = on(scenario);
    const faults = armedFaults();
    const stage = await startStage({ scenario, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      const removals = wanted.requests.filter((request) => request.startsWith("DELETE arm "));
      expect(removals).toHaveLength(variant.title.startsWith("two") ? 2 : 1);
      const strikes = strikesAt(wanted.requests, [...PASSING_IN_TIME, ...LASTING], variant.title);
      process.stdout.write(`${variant.title}: struck ${strikes.length} times, ${removals.length} removals\n`);
      expect(await strikeEach({ stage, faults, variant, wanted }, strikes)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
