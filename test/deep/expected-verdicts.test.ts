// Every scenario, and everything that befalls a server, yields the verdicts that the committed table says.
import { expect, test } from "vitest";
import { playVerdicts, VERDICT_ROWS } from "../health/played-verdicts.js";

test.each(VERDICT_ROWS)(
  "$name",
  async (row) => {
    const { verdicts, told } = await playVerdicts(row);
    expect(verdicts, told).toEqual(row.verdicts);
  },
  120_000,
);
