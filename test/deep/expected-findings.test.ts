// Every scenario, and everything that can be out of order, yields what the committed table says: no more and no less.
import { expect, test } from "vitest";
import { play, ROWS } from "../sync/played-rows.js";

test.each(ROWS)(
  "$name",
  async (row) => {
    const { code, findings, told } = await play(row);
    expect(findings, told).toEqual(row.findings);
    expect(code).toBe(row.error ?? (Object.values(row.findings).includes("error") ? 1 : 0));
  },
  120_000,
);
