// What `mfa-exclusion remove` may be asked for, at the terminal and by a saved plan.
import { expect, test } from "vitest";
import { parseMfaExclusionRemoveWishes } from "../../src/commands/wishes.js";
import { checkEndingWishes } from "../../src/conditional-access/ending-wishes.js";
import type { EndingWishes } from "../../src/conditional-access/exclusion-wishes.js";

const WISHES: EndingWishes = { for: ["svc"], policies: [], expired: false };

test.each<[string, EndingWishes]>([
  ["bad-subject", { ...WISHES, for: [" "] }],
  ["unknown-policy", { ...WISHES, policies: [""] }],
  ["contradicting-options", { ...WISHES, for: ["SYNC"], expired: true }],
  ["contradicting-options", { ...WISHES, policies: ["p"], expired: true }],
])("%s", (code, wishes) => {
  expect(() => checkEndingWishes(wishes)).toThrow(expect.objectContaining({ code }) as Error);
});

test("a saved plan's wishes are the same, or are not understood", () => {
  for (const wishes of [WISHES, { ...WISHES, for: [], expired: true }])
    expect(parseMfaExclusionRemoveWishes({ ...wishes })).toEqual(wishes);
  for (const wishes of [null, { for: ["svc"] }, { ...WISHES, more: 1 }, { ...WISHES, for: ["sync"], expired: true }])
    expect(() => parseMfaExclusionRemoveWishes(wishes)).toThrow(
      expect.objectContaining({ code: "plan-file" }) as Error,
    );
});
