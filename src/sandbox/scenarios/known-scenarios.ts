// The scenarios by name.
import { SandboxError } from "../sandbox-error.js";
import { type TenantState, tenantStateSchema } from "../store/tenant-state.js";
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

/** A new tenant; checked, so that a scenario that does not fit the state's form fails here and not in use. */
export function buildTenant(scenario: Scenario, now: number): TenantState {
  return tenantStateSchema.parse(scenario.build(now));
}
