// Contoso's Conditional Access policies.
import { ROLE } from "../laws/directory-roles.js";
import type { TenantState } from "../store/tenant-state.js";

type Policy = TenantState["conditionalAccessPolicies"][number];

const ADMINISTRATORS = [
  ROLE.globalAdministrator,
  ROLE.hybridIdentityAdministrator,
  ROLE.privilegedRoleAdministrator,
  ROLE.conditionalAccessAdministrator,
  ROLE.securityAdministrator,
  ROLE.userAdministrator,
  ROLE.exchangeAdministrator,
  ROLE.sharePointAdministrator,
  ROLE.applicationAdministrator,
  ROLE.helpdeskAdministrator,
];

export function contosoPolicies(breakGlass: readonly string[]): Policy[] {
  return [
    policy("2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e201", "CA001: Require MFA for all users", "enabled", ["mfa"], {
      includeUsers: ["All"],
      excludeUsers: [...breakGlass],
    }),
    policy("2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e202", "CA002: Require MFA for administrators", "enabled", ["mfa"], {
      includeRoles: [...ADMINISTRATORS],
      excludeUsers: [...breakGlass],
    }),
    policy(
      "2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e203",
      "CA003: Require compliant device (report-only)",
      "enabledForReportingButNotEnforced",
      ["compliantDevice"],
      { includeUsers: ["All"], excludeUsers: [...breakGlass] },
    ),
  ];
}

function policy(
  id: string,
  displayName: string,
  state: string,
  builtInControls: readonly string[],
  users: Readonly<Record<string, readonly string[]>>,
): Policy {
  return {
    id,
    templateId: null,
    displayName,
    createdDateTime: "2021-02-09T13:24:51.6120493Z",
    modifiedDateTime: "2024-04-17T08:11:06.0375218Z",
    deletedDateTime: null,
    description: null,
    state,
    sessionControls: null,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      clientAppTypes: ["all"],
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
    },
    grantControls: {
      operator: "OR",
      builtInControls: [...builtInControls],
      customAuthenticationFactors: [],
      termsOfUse: [],
      authenticationStrength: null,
    },
  };
}
