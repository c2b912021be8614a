// Right before a removal: what is listed by then decides, and the entry that was named as the active server's.
import { expect, test } from "vitest";
import { judgedAnew } from "../../src/health/judged-anew.js";
import { ago, HOUR, idOf, NOW, STALE_AFTER, serverOf, uploads } from "./health-server.js";

const DAY = 24 * HOUR;
const ALIVE = { lastUpdated: ago(HOUR), uploads: uploads({ a: ago(HOUR) }) };
const GONE = { lastUpdated: ago(9 * DAY), uploads: uploads({ a: ago(9 * DAY) }) };
const entry = (number: number, machineName: string, more: object) =>
  serverOf({ id: idOf(number), machineName, ...more });
const old = entry(2, "OLD", GONE);
const anew = (active: string | null, times: readonly number[] = [NOW]) => ({
  ...{ times, staleAfterMs: STALE_AFTER, vouched: [] },
  active: { name: "NEW", id: active, matches: (name: string) => name === "NEW" },
});

test("it goes while the active server is alive", () => {
  expect(judgedAnew(old, [old, entry(1, "NEW", ALIVE)], anew(null))).toBeNull();
});

test("the entry that was named has to be alive itself: another one of its name is not enough", () => {
  const all = [old, entry(1, "NEW", GONE), entry(3, "NEW", ALIVE)];
  expect(judgedAnew(old, all, anew(null))).toBeNull();
  expect(judgedAnew(old, all, anew(idOf(3).toUpperCase()))).toBeNull();
  expect(judgedAnew(old, all, anew(idOf(1)))).toMatch(/does not show the active server alive any more/);
});

test("the last of a service stays, whoever took the others away", () => {
  const elsewhere = entry(1, "NEW", { ...ALIVE, serviceName: "AadSyncService-other" });
  const beside = entry(4, "THIRD", GONE);
  expect(judgedAnew(old, [old, beside, elsewhere], anew(null))).toBeNull();
  expect(judgedAnew(old, [old, elsewhere], anew(null))).toMatch(/nothing else is left of the service AadSyncService-/);
});

test("one that is alive by any of the clocks stays; so do all where the active server is not, by one of them", () => {
  const all = [old, entry(1, "NEW", ALIVE)];
  expect(judgedAnew(old, all, anew(null, [NOW, NOW - 8 * DAY]))).toMatch(/OLD is alive again/);
  expect(judgedAnew(old, all, anew(null, [NOW, NOW + 8 * DAY]))).toMatch(/the active server alive any more/);
});
