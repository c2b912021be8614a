// Some rows of the table of verdicts; test/deep plays all of them.
import { expect, test } from "vitest";
import { playVerdicts, VERDICT_ROWS } from "./played-verdicts.js";

const SOME: readonly string[] = [
  "contoso-v1 after the swap",
  "fabrikam-app, of which one never reported",
  "fabrikam-app, one machine listed twice",
];

test.each(VERDICT_ROWS.filter(({ name }) => SOME.includes(name)))(
  "$name",
  async (row) => {
    const { verdicts, told } = await playVerdicts(row);
    expect(verdicts, told).toEqual(row.verdicts);
  },
  60_000,
);

test("each row says on what it rests, under a name of its own; every verdict and every scenario has one", () => {
  expect(new Set(VERDICT_ROWS.map(({ name }) => name)).size).toBe(VERDICT_ROWS.length);
  expect(VERDICT_ROWS.filter(({ facts }) => !facts.startsWith("Connect Health, "))).toEqual([]);
  expect(VERDICT_ROWS.filter(({ name }) => SOME.includes(name))).toHaveLength(SOME.length);
  const seen = new Set(VERDICT_ROWS.flatMap(({ verdicts }) => verdicts.map((one) => one.split(" ")[1])));
  expect([...seen].sort()).toEqual(["disabled", "live", "never-reported", "staging", "stale", "unknown"]);
  expect([...new Set(VERDICT_ROWS.map(({ scenario }) => scenario))].sort()).toEqual([...SCENARIOS].sort());
});

const SCENARIOS = [
  ...["adatum-msp", "contoso-v1", "fabrikam-app", "northwind-large"],
  ...["rogue-server", "tailspin-free", "wingtip-usgov"],
];
