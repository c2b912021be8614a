// Turns a scenario file into the tenants it describes.
import { buildTenant, tenantIdOf } from "./build-tenant.js";
import type { BuiltScenario } from "./scenario.js";
import type { ScenarioFile, TenantPlan } from "./scenario-schema.js";

/** Throws an Error that says which name leads nowhere. */
export function buildScenario(file: ScenarioFile, now: number): BuiltScenario {
  const plans = file.tenants.flatMap(repeated);
  const home = plans[0] === undefined ? undefined : tenantIdOf(plans[0]);
  return {
    tenants: plans.map((plan) => buildTenant(plan, home, now)),
    signInUsers: plans.flatMap((plan) =>
      plan.people.filter((person) => person.signsIn).map((person) => `${person.alias}@${plan.initialDomain}`),
    ),
    clientIds: [
      ...new Set(
        plans.flatMap((plan) =>
          plan.clients.filter((client) => client.kind === "application").map((client) => client.appId),
        ),
      ),
    ],
  };
}

/** `{n}` in names and domains is the number of the copy. */
function repeated(plan: TenantPlan): readonly TenantPlan[] {
  return Array.from({ length: plan.repeat }, (_, index) => {
    const numbered = (text: string) => text.replaceAll("{n}", String(index + 1).padStart(2, "0"));
    return {
      ...plan,
      name: numbered(plan.name),
      initialDomain: numbered(plan.initialDomain),
      domains: plan.domains.map((domain) => ({ ...domain, name: numbered(domain.name) })),
    };
  });
}
