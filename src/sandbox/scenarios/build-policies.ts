// Conditional Access of a scenario.
import { builtInRoleNamed } from "../laws/directory-roles.js";
import type { TenantDraft } from "../store/tenant-state.js";
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
  return {
    id,
    templateId: null,
    displayName,
    createdDateTime: CREATED,
    modifiedDateTime: MODIFIED,
    deletedDateTime: null,
    description: null,
    state: plan.state,
    sessionControls: null,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      clientAppTypes: [...plan.clientAppTypes],
      insiderRiskLevels: null,
      clientApplications: null,
      platforms: null,
      locations: null,
      devices: null,
      authenticationFlows: null,
      applications: {
        includeApplications: ["All"],
        excludeApplications: [],
        includeUserActions: [],
        includeAuthenticationContextClassReferences: [],
        applicationFilter: null,
        ...plan.applications,
      },
      users: {
        includeUsers: [],
        excludeUsers: [],
        includeGroups: [],
        excludeGroups: [],
        includeRoles: [],
        excludeRoles: [],
        includeGuestsOrExternalUsers: null,
        excludeGuestsOrExternalUsers: null,
        ...users,
      },
      ...plan.conditions,
    },
    grantControls: {
      operator: "OR",
      builtInControls: plan.strength === undefined ? [...plan.controls] : [],
      customAuthenticationFactors: [],
      termsOfUse: [],
      authenticationStrength: plan.strength === undefined ? null : { id: plan.strength },
    },
  };
}

function roleId(name: string): string {
  const role = builtInRoleNamed(name);
  if (role === undefined) throw new Error(`There is no directory role "${name}".`);
  return role.templateId;
}
