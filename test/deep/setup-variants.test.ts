// What npm test shows of a few ways to call setup-svc-account, of all of them: round trips, lags
// of every kind, and interruptions.
import fc from "fast-check";
import { describe, test } from "vitest";
import { readLags } from "../../src/sandbox/laws/lag-spec.js";
import { expectSameAfter, someCuts } from "../support/setup-cut.js";
import { expectFewRoundTrips } from "../support/setup-round-trips.js";
import { expectRightUnder, someLags } from "../support/setup-under-lag.js";
import { REPEATABLE_VARIANTS, SETUP_VARIANTS } from "../support/setup-variants.js";

// An application's directory roles do not stand in its token: where one is needed they are read first, two steps more.
const RIGHTS_IN_THE_TOKEN = REPEATABLE_VARIANTS.filter(
  ({ argv }) => !argv.includes("--disable") && !argv.includes("--restore-deleted"),
);
test.each(RIGHTS_IN_THE_TOKEN)("$name: no more round trips than its plan needs", expectFewRoundTrips);

describe.each(SETUP_VARIANTS)("$name: seen late", (variant) => {
  test.each([
    "all=1 read",
    "all=4 reads",
    "all=120s",
    "user=45s, user-search=60s, role-assignment=90s, role-schedule=120s, authentication-method=30s, deleted-item=60s",
    "user=120s",
    "role-assignment=120s, role-schedule=5s",
    "role-assignment=5s, role-schedule=120s",
    "authentication-method=120s",
    "user=2 reads+20s, role-schedule=3 reads, authentication-method=2 reads",
  ])("%s", (spec) => expectRightUnder(variant, readLags(spec)));
});

test("any lags up to two minutes", async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...SETUP_VARIANTS), someLags, expectRightUnder), {
    numRuns: 60,
    endOnFailure: true,
  });
});

test("cut anywhere, under any lags", async () => {
  await fc.assert(
    fc.asyncProperty(
      someCuts,
      fc.constantFrom(...SETUP_VARIANTS),
      fc.oneof(fc.constant({}), someLags),
      expectSameAfter,
    ),
    { numRuns: 60, endOnFailure: true },
  );
});
