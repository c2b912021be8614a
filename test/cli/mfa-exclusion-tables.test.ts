// `mfa-exclusion status` against tables that were worked out by hand; the tenants of a large house and of a provider's customers are
// among the deep tests.
import { test } from "vitest";
import { SCENARIO_NAMES } from "../../src/sandbox/scenarios/known-scenarios.js";
import { expectStatusOfTable } from "../support/status-in-scenario.js";

const LARGE: readonly string[] = ["adatum-msp", "northwind-large"];

test.each(SCENARIO_NAMES.filter((scenario) => !LARGE.includes(scenario)))(
  "%s: every identity and every policy as in its table",
  expectStatusOfTable,
);
