// Whom security defaults ask for a second factor, and where.
import type { Tenant } from "../store/tenant-state.js";
import { activeRolesOf, groupsOf } from "./conditional-access/memberships.js";
import { ROLE } from "./directory-roles.js";
import { FIRST_PARTY } from "./first-party.js";

/** "These Microsoft Entra administrator roles will be required to perform more authentication every time they sign in". */
const ALWAYS_ASKED: readonly string[] = [
  ROLE.globalAdministrator,
  ROLE.applicationAdministrator,
  ROLE.authenticationAdministrator,
  ROLE.authenticationPolicyAdministrator,
  ROLE.billingAdministrator,
  ROLE.cloudApplicationAdministrator,
  ROLE.conditionalAccessAdministrator,
  ROLE.exchangeAdministrator,
  ROLE.helpdeskAdministrator,
  ROLE.identityGovernanceAdministrator,
  ROLE.passwordAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
  ROLE.privilegedRoleAdministrator,
  ROLE.securityAdministrator,
  ROLE.sharePointAdministrator,
  ROLE.userAdministrator,
];

/**
 * Do security defaults ask the user for a second factor at the resource? Administrators everywhere, everybody else at
 * Azure Resource Manager, whose protection "doesn't include Microsoft Entra ID or Microsoft Graph"; who synchronises
 * (the role Directory Synchronization Accounts) nowhere ("Security defaults in Microsoft Entra ID"). That others are
 * never asked "when necessary" is a choice.
 */
export function securityDefaultsAskMfa(tenant: Tenant, userId: string, resourceAppId: string): boolean {
  if (!tenant.securityDefaultsEnabled) return false;
  const roles = activeRolesOf(tenant, userId, groupsOf(tenant, userId));
  if (roles.includes(ROLE.directorySynchronizationAccounts)) return false;
  return resourceAppId === FIRST_PARTY.azureResourceManager || roles.some((one) => ALWAYS_ASKED.includes(one));
}
