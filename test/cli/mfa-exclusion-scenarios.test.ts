// A tenant bound by users, one with applications, one with two writers, and one without a licence; all of them are among the
// deep tests.
import { test } from "vitest";
import { expectExclusionIn } from "../support/exclusion-in-scenario.js";

test.each(["contoso-v1", "fabrikam-app", "rogue-server", "tailspin-free"])(
  "%s: the engine signs in, nothing else is changed, and it is taken back exactly",
  expectExclusionIn,
  60_000,
);
