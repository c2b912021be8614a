// A Conditional Access policy as Graph shows it, with nothing set but what is given.
import type { TenantDraft } from "./tenant-state.js";

type Policy = TenantDraft["conditionalAccessPolicies"][number];

export interface PolicyParts {
  readonly id: string;
  readonly displayName: string;
  readonly state: string;
  readonly createdDateTime: string;
  readonly modifiedDateTime: string | null;
  readonly clientAppTypes: readonly string[];
  readonly applications: Readonly<Record<string, readonly string[]>>;
  readonly users: Readonly<Record<string, readonly string[]>>;
  /** Further conditions, or others in the place of those above. */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly controls: readonly string[];
  /** Id of an authentication strength. */
  readonly strength: string | undefined;
}

export function plainPolicy(parts: PolicyParts): Policy {
  const { id, displayName, state, createdDateTime, modifiedDateTime } = parts;
  return {
    id,
    templateId: null,
    displayName,
    createdDateTime,
    modifiedDateTime,
    deletedDateTime: null,
    description: null,
    state,
    sessionControls: null,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      clientAppTypes: [...parts.clientAppTypes],
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
        ...parts.applications,
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
        ...parts.users,
      },
      ...parts.conditions,
    },
    grantControls: {
      operator: "OR",
      builtInControls: [...parts.controls],
      customAuthenticationFactors: [],
      termsOfUse: [],
      authenticationStrength: parts.strength === undefined ? null : { id: parts.strength },
    },
  };
}
