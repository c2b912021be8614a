// Faults at requests of cleanup-accounts: it ends right, or says exactly what is wrong, and the next run repairs it. The decisive
// ones at every write; of all others, and of those at what is read, every so many.
import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../src/sandbox/faults/faults.js";
import { CLEANUP_VARIANTS } from "../support/cleanup-variants.js";
import { startStage } from "../support/cli-stage.js";
import { DECISIVE, LASTING, PASSING } from "../support/fault-kinds.js";
import { armedFaults, strikeAll, unstruck } from "../support/fault-matrix.js";
import { isWrite } from "../support/is-write.js";
import { everyNth } from "../support/sampled.js";

/** One of so many that are not decisive at a write. A number of AADC_EVERY instead: 1 tries them all. */
const EVERY = Number(process.env["AADC_EVERY"] ?? 20);

interface Strike {
  readonly position: number;
  readonly fault: FaultKind;
}

/** Positions are counted from 1. What is read is struck the first time and the last. */
function strikesAt(requests: readonly string[], kinds: readonly FaultKind[], seed: string): readonly Strike[] {
  const all = requests.flatMap((request, index) => {
    const isAtEnd = requests.indexOf(request) === index || requests.lastIndexOf(request) === index;
    if (!isAtEnd && !isSentWrite(request)) return [];
    return kinds.map((fault) => ({
      position: index + 1,
      fault,
      isAlways: isSentWrite(request) && DECISIVE.includes(fault),
    }));
  });
  const others = all.filter(({ isAlways }) => !isAlways);
  return [...all.filter(({ isAlways }) => isAlways), ...everyNth(others, EVERY, seed)];
}

function isSentWrite(request: string): boolean {
  const [method = "", host, url = ""] = request.split(" ");
  return host === "graph" && isWrite({ method, url });
}

/** What is judged by ages is refused where a clock is a day wrong: at some of the requests, as it must be. */
function tellsTheTime({ kind }: FaultKind): boolean {
  return kind !== "clock-skew";
}

describe.each(CLEANUP_VARIANTS)("$title", (variant) => {
  const kinds = variant.title.endsWith("deleted") ? [...PASSING.filter(tellsTheTime), ...LASTING] : DECISIVE;
  test("at every write, and at some of the rest", async () => {
    const faults = armedFaults();
    const stage = await startStage({ ...variant, faults });
    try {
      const wanted = await unstruck(stage, faults, variant);
      const strikes = strikesAt(wanted.requests, kinds, variant.title);
      expect(strikes.length).toBeGreaterThan(3);
      const wrong: string[] = [];
      for (const { position, fault } of strikes)
        wrong.push(...(await strikeAll({ stage, faults, variant, wanted }, [position], fault)));
      expect(wrong).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
