// The scenarios by name.
import { SandboxError } from "../sandbox-error.js";
import { newSandboxState, type SandboxState, sandboxStateSchema } from "../store/sandbox-state.js";
import { contosoV1 } from "./contoso-v1.js";
import type { Scenario } from "./scenario.js";

export const DEFAULT_SCENARIO = "contoso-v1";

const SCENARIOS: readonly Scenario[] = [contosoV1];

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = SCENARIOS.map((one) => one.name).join(", ");
  throw new SandboxError("usage", `There is no scenario "${name}".`, `Known scenarios: ${known}.`);
}

/** New tenants; checked, so that a scenario that does not fit the state's form fails here and not in use. */
export function buildSandboxState(scenario: Scenario, now: number): SandboxState {
  const { tenants, signInUsers, clientIds } = scenario.build(now);
  const state = { ...newSandboxState(scenario.name, { tenants: [], signInUsers, clientIds }), tenants };
  return sandboxStateSchema.parse(state);
}
