// A command waits for as few round trips as its changes need; the other ways to call it are among the deep tests.
import { test } from "vitest";
import { expectFewRoundTrips } from "../support/setup-round-trips.js";
import { setupVariant } from "../support/setup-variants.js";

test.each(["a new account, with P2"])("setup-svc-account, %s: no more round trips than its plan needs", (name) =>
  expectFewRoundTrips(setupVariant(name)),
);
