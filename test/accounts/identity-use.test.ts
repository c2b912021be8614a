// Whether an identity is in use: only what is known of it opens the guard.
import { expect, test } from "vitest";
import { type IdentityFacts, useOf } from "../../src/accounts/identity-use.js";
import { known, unknown } from "../../src/shapes/fact.js";

const SOURCE = { request: "in a test" };
const AT = Date.parse("2026-11-22T10:00:00Z");
const fact = (moment: string | null) => known(moment, SOURCE);
const UNREAD = unknown<never>("Refused.", "Get P1.");

const facts = (change: Partial<IdentityFacts>): IdentityFacts => ({
  ...{ name: "Sync_A", enabled: true, lastSignIn: UNREAD, logged: UNREAD, active: UNREAD, at: AT },
  ...change,
});

test.each<[string, Partial<IdentityFacts>, string]>([
  ["disabled, whatever else is known", { enabled: false, active: known(true, SOURCE) }, "not-in-use"],
  ["its server synchronises", { active: known(true, SOURCE), lastSignIn: fact("2026-01-01T00:00:00Z") }, "in-use"],
  ["signed in a week ago to the millisecond", { lastSignIn: fact("2026-11-15T10:00:00Z") }, "in-use"],
  ["signed in a moment before that", { lastSignIn: fact("2026-11-15T09:59:59.999Z") }, "not-in-use"],
  ["a clock is ahead", { lastSignIn: fact("2026-11-22T10:05:00Z") }, "in-use"],
  [
    "the log knows better than the account",
    { lastSignIn: fact("2026-01-01T00:00:00Z"), logged: fact("2026-11-21T10:00:00Z") },
    "in-use",
  ],
  ["the account knows better than the log", { lastSignIn: fact("2026-11-21T10:00:00Z"), logged: fact(null) }, "in-use"],
  ["old for certain, the log unread", { lastSignIn: fact("2026-01-01T00:00:00Z") }, "not-in-use"],
  ["no sign-in known of", { lastSignIn: fact(null), logged: fact(null), active: known(false, SOURCE) }, "unknown"],
  ["nothing readable", {}, "unknown"],
  ["only the log readable, and empty", { logged: fact(null) }, "unknown"],
  ["whether it is disabled is not told", { enabled: null, lastSignIn: fact(null) }, "unknown"],
  ["a time that is none", { lastSignIn: fact("last Tuesday") }, "unknown"],
])("%s", (_, change, use) => {
  expect(useOf(facts(change)).use).toBe(use);
});

test("what is unknown says what to do, and names what could not be read", () => {
  const use = useOf(facts({}));
  expect(use).toMatchObject({ use: "unknown", because: "when Sync_A last signed in is not known (Refused)" });
  expect(use.use === "unknown" && use.remedy).toMatch(/^Get P1\. If Sync_A is not used any more, disable it/);
});
