// What was written is seen later, at each place another time later: setup-svc-account waits for it, and makes nothing twice.
// Waits take tenant time, and none of ours. More of it is among the deep tests.
import { test } from "vitest";
import { readLags } from "../../src/sandbox/laws/lag-spec.js";
import { expectRightUnder } from "../support/setup-under-lag.js";
import { setupVariant } from "../support/setup-variants.js";

/** Of a machine that has much else to do. */
const PATIENCE_MS = 90_000;

test.each([
  ["a new account with a pass", "all=120s"],
  ["a new account, with P2", "user=90s, role-schedule=120s"],
  ["an account that is restored", "user=60s, deleted-item=3 reads"],
])("%s, under %s", (name, spec) => expectRightUnder(setupVariant(name), readLags(spec)), PATIENCE_MS);
