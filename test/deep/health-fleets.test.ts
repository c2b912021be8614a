// Over ten thousand made-up lists no plan of cleanup-health removes what must stay.
import { expect, test } from "vitest";
import { FIRST_FLEET } from "../properties/fleet-sweeps.js";
import { MOVES, sweepSecondLooks } from "../properties/health-second-looks.js";
import { sweepFresherUploads, sweepHealthPlans } from "../properties/health-sweeps.js";

const LISTS = 10_000;
const VERDICTS = ["live", "staging", "stale", "never-reported", "disabled", "unknown"];

test("no plan removes what must stay, and none is refused for nothing", async () => {
  const { tally, violation } = await sweepHealthPlans(LISTS);
  const told = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
  process.stdout.write(`${LISTS} lists of Connect Health from ${FIRST_FLEET}: ${told.join(", ")}\n`);
  expect(violation).toBeNull();
  const share = (what: string) => (tally.get(what) ?? 0) / LISTS;
  for (const what of [...VERDICTS, "equal names"]) expect(share(what), what).toBeGreaterThanOrEqual(0.05);
  expect(share("plans that are not empty")).toBeGreaterThanOrEqual(0.2);
  for (const what of ["one", "one, vouched for", "one, by name"]) expect(share(what), what).toBeGreaterThan(0.05);
});

test("an upload of this moment ends a removal, and opens none", async () => {
  const { tally, violation } = await sweepFresherUploads(LISTS / 4);
  expect(violation).toBeNull();
  expect(tally.get("ended") ?? 0).toBeGreaterThan(LISTS / 40);
});

test("right before it is removed each is judged by what is there then", async () => {
  const { tally, violation } = await sweepSecondLooks(LISTS);
  const told = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
  process.stdout.write(`${LISTS} lists that move on: ${told.join(", ")}\n`);
  expect(violation).toBeNull();
  for (const what of MOVES) expect((tally.get(what) ?? 0) / LISTS, what).toBeGreaterThan(0.05);
});
