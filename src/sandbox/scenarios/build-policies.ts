// Conditional Access of a scenario.
import { plainPolicy } from "../store/plain-policy.js";
import type { TenantDraft } from "../store/tenant-state.js";
import { roleId } from "./build-roles.js";
import { madeGuid } from "./made-ids.js";
import type { PolicyPlan, TenantPlan } from "./scenario-schema.js";

type Policy = TenantDraft["conditionalAccessPolicies"][number];

const CREATED = "2021-02-09T13:24:51.6120493Z";
const MODIFIED = "2024-04-17T08:11:06.0375218Z";

/** `idOf` gives the id of a person or group by alias or name, and `undefined` for what is no such name. */
export function buildPolicies(plan: TenantPlan, tenantId: string, idOf: (name: string) => string | undefined) {
  const built = plan.policies.flatMap((policy) =>
    Array.from({ length: policy.repeat }, (_, index) => {
      const name = policy.name.replaceAll("{n}", String(index + 1).padStart(3, "0"));
      const id = policy.repeat === 1 && policy.id !== undefined ? policy.id : madeGuid(tenantId, "policy", name);
      return { policy: buildPolicy(policy, id, name, idOf), managed: policy.managed };
    }),
  );
  return {
    conditionalAccessPolicies: built.map((one) => one.policy),
    managedPolicyIds: built.filter((one) => one.managed).map((one) => one.policy.id),
  };
}

export function buildNamedLocations(plan: TenantPlan, tenantId: string): NonNullable<TenantDraft["namedLocations"]> {
  return plan.namedLocations.map((location) => {
    const common = {
      id: location.id ?? madeGuid(tenantId, "location", location.name),
      displayName: location.name,
      createdDateTime: CREATED,
      modifiedDateTime: MODIFIED,
    };
    if (location.countries.length > 0) {
      return {
        ...common,
        "@odata.type": "#microsoft.graph.countryNamedLocation",
        countriesAndRegions: [...location.countries],
        countryLookupMethod: "clientIpAddress",
        includeUnknownCountriesAndRegions: false,
      };
    }
    return {
      ...common,
      "@odata.type": "#microsoft.graph.ipNamedLocation",
      isTrusted: location.trusted,
      ipRanges: location.ranges.map((cidrAddress) => ({
        "@odata.type": `#microsoft.graph.${cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange"}`,
        cidrAddress,
      })),
    };
  });
}

function buildPolicy(
  plan: PolicyPlan,
  id: string,
  displayName: string,
  idOf: (name: string) => string | undefined,
): Policy {
  const users = Object.fromEntries(
    Object.entries(plan.users).map(([key, values]) => [
      key,
      values.map((value) => (key.endsWith("Roles") ? roleId(value) : (idOf(value) ?? value))),
    ]),
  );
  return plainPolicy({
    id,
    displayName,
    state: plan.state,
    createdDateTime: CREATED,
    modifiedDateTime: MODIFIED,
    clientAppTypes: plan.clientAppTypes,
    applications: plan.applications ?? {},
    users,
    conditions: plan.conditions,
    controls: plan.strength === undefined ? plan.controls : [],
    strength: plan.strength,
  });
}
