// Over ten thousand made-up fleets no plan of cleanup-accounts holds anything that must stay.
import { expect, test } from "vitest";
import { FIRST_FLEET, sweepFresherData, sweepPlans } from "../properties/fleet-sweeps.js";

const FLEETS = 10_000;
const CLASSES = ["active", "standby", "superseded", "decommissioned", "orphan", "cloud-sync", "first-party", "unknown"];

test("no plan holds what must stay", () => {
  const { tally, violation } = sweepPlans(FLEETS);
  const told = [...tally].sort(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
  process.stdout.write(`${FLEETS} fleets from ${FIRST_FLEET}: ${told.join(", ")}\n`);
  expect(violation).toBeNull();
  const share = (what: string) => (tally.get(what) ?? 0) / FLEETS;
  for (const what of [...CLASSES, "equal names"]) expect(share(what), what).toBeGreaterThanOrEqual(0.05);
  expect(share("plans that are not empty")).toBeGreaterThanOrEqual(0.2);
  for (const what of ["judged, disable", "judged, delete", "declared, disable", "declared, delete"])
    expect(share(what), what).toBeGreaterThan(0.005);
});

test("fresher data ends what would be removed, and opens nothing", () => {
  const { tally, violation } = sweepFresherData(FLEETS);
  expect(violation).toBeNull();
  for (const what of ["a write", "a sign-in", "a later disabling", "a later note"])
    expect((tally.get(what) ?? 0) / FLEETS, what).toBeGreaterThan(0.01);
});
