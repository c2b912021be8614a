// What holds of cleanup-health over made-up lists of Connect Health.
import { expect, test } from "vitest";
import { FIRST_FLEET } from "./fleet-sweeps.js";
import { MOVES, sweepSecondLooks } from "./health-second-looks.js";
import { sweepFresherUploads, sweepHealthPlans } from "./health-sweeps.js";

const VERDICTS = ["live", "staging", "stale", "never-reported", "disabled", "unknown"];

/** Defines the tests. @param lists how many; @param second how many of them move on between plan and removal */
export function tryHealthLists(lists: number, second: number): void {
  test("no plan removes what must stay, and none is refused for nothing", async () => {
    const { tally, violation } = await sweepHealthPlans(lists);
    const told = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
    process.stdout.write(`${lists} lists of Connect Health from ${FIRST_FLEET}: ${told.join(", ")}\n`);
    expect(violation).toBeNull();
    const share = (what: string) => (tally.get(what) ?? 0) / lists;
    for (const what of [...VERDICTS, "equal names"]) expect(share(what), what).toBeGreaterThanOrEqual(0.05);
    expect(share("plans that are not empty")).toBeGreaterThanOrEqual(0.2);
    for (const what of ["one", "one, vouched for", "one, by name"]) expect(share(what), what).toBeGreaterThan(0.05);
  });

  test("an upload of this moment ends a removal, and opens none", async () => {
    const { tally, violation } = await sweepFresherUploads(lists / 4);
    expect(violation).toBeNull();
    expect(tally.get("ended") ?? 0).toBeGreaterThan(lists / 40);
  });

  test("right before it is removed each is judged by what is there then", async () => {
    const { tally, violation } = await sweepSecondLooks(second);
    const told = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
    process.stdout.write(`${second} lists that move on: ${told.join(", ")}\n`);
    expect(violation).toBeNull();
    for (const what of MOVES) expect((tally.get(what) ?? 0) / lists, what).toBeGreaterThan(0.05);
  });
}
