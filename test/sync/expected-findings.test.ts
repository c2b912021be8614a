// Some rows of the table of findings; test/deep plays all of them.
import { expect, test } from "vitest";
import { play, ROWS } from "./played-rows.js";

const SOME: readonly string[] = [
  "contoso-v1 as it starts",
  "rogue-server after two hours",
  "fabrikam after swap and sync, against before",
  "audit-lag with a swap",
];

test.each(ROWS.filter(({ name }) => SOME.includes(name)))(
  "$name",
  async (row) => {
    const { code, findings, told } = await play(row);
    expect(findings, told).toEqual(row.findings);
    expect(code).toBe(row.error ?? (Object.values(row.findings).includes("error") ? 1 : 0));
  },
  60_000,
);

test("each row says on what it rests, under a name of its own, and none is left out here by a wrong name", () => {
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
  expect(ROWS.filter(({ facts }) => facts.length < 10)).toEqual([]);
  expect(ROWS.filter(({ name }) => SOME.includes(name))).toHaveLength(SOME.length);
});
