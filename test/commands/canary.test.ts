import { expect, test } from "vitest";
import { type Canary, judgeCanary } from "../../src/commands/canary.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { CanaryUser } from "../../src/tenant/canary.js";

const SINCE = Date.UTC(2026, 10, 22, 12);
const at = (minutes: number) => new Date(SINCE + minutes * 60_000).toISOString();
const BEFORE: CanaryUser = {
  id: "u-1",
  userPrincipalName: "canary@contoso.com",
  synced: true,
  lastSync: at(-60),
  lastPasswordChange: at(-6000),
};
const canary = (password: boolean): Canary => ({ wish: { user: "canary", password }, before: BEFORE, since: SINCE });
const seen = (change: Partial<CanaryUser>) => known({ ...BEFORE, ...change }, { request: "GET /" });
const holds = (now: ReturnType<typeof seen>, password = false) =>
  judgeCanary(canary(password), now).map((one) => one.holds);

test("only a time that is newer, and not from before the wait, has moved", () => {
  expect(holds(seen({}))).toEqual([false]);
  expect(holds(seen({ lastSync: at(7) }))).toEqual([true]);
  // Another replica knew of a cycle that was over already.
  expect(holds(seen({ lastSync: at(-30) }))).toEqual([false]);
  expect(holds(seen({ lastSync: null }))).toEqual([false]);
  expect(holds(seen({ lastSync: "soon" }))).toEqual([false]);
});

test("a password is followed beside the user", () => {
  expect(holds(seen({ lastSync: at(7) }), true)).toEqual([true, false]);
  // The time is the domain controller's, whose clock may be behind.
  expect(holds(seen({ lastSync: at(7), lastPasswordChange: at(-4) }), true)).toEqual([true, true]);
  expect(holds(seen({ lastPasswordChange: at(-10) }), true)).toEqual([false, false]);
});

test("a user that cannot be read, or is gone, has not moved", () => {
  const [refused] = judgeCanary(canary(false), unknown("It was refused.", "Grant it."));
  expect(refused).toMatchObject({ holds: false, evidence: "Not known: It was refused." });
  const [gone] = judgeCanary(canary(false), known(null, { request: "GET /" }));
  expect(gone).toMatchObject({ holds: false, evidence: "canary@contoso.com is not there any more." });
});
