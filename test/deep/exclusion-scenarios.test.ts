// The tenants of every scenario: what binds whom is as in the tables, and whoever is excluded signs in.
import { describe, test } from "vitest";
import { SCENARIO_NAMES } from "../../src/sandbox/scenarios/known-scenarios.js";
import { expectExclusionIn } from "../support/exclusion-in-scenario.js";
import { expectStatusOfTable } from "../support/status-in-scenario.js";

describe.each(SCENARIO_NAMES)("%s", (scenario) => {
  test("every identity and every policy as in its table", () => expectStatusOfTable(scenario));

  test("the engine signs in, nothing else is changed, and it is taken back exactly", () => expectExclusionIn(scenario));
});
