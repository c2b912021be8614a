// Users who hold roles are protected: what could take over or remove their accounts takes a role above theirs, whatever
// the permissions say, of applications too.
//
// Sources: Microsoft Entra, "Privileged roles and permissions in Microsoft Entra ID", "Who can perform sensitive
// actions" and "Who can reset passwords"; Microsoft Graph, "Update user", "Delete a user", "Restore deleted item".
import type { Tenant } from "../store/tenant-state.js";
import { activeRolesOf } from "./conditional-access/memberships.js";
import { groupsOf } from "./conditional-access-evaluation.js";
import { ROLE } from "./directory-roles.js";

/** `password` has a table of its own; everything else that is sensitive shares one. */
export type SensitiveAction = "password" | "sensitive";

/** Properties that only the table decides on, once the user holds a role. */
export const SENSITIVE_PROPERTIES: readonly string[] = [
  "accountEnabled",
  "businessPhones",
  "mobilePhone",
  "onPremisesImmutableId",
  "userPrincipalName",
];

/** Who may act on everybody. */
const ABOVE_ALL: readonly string[] = [ROLE.globalAdministrator, ROLE.privilegedAuthenticationAdministrator];

const HARMLESS: readonly string[] = [
  ROLE.directoryReaders,
  ROLE.guestInviter,
  ROLE.messageCenterReader,
  ROLE.passwordAdministrator,
  ROLE.reportsReader,
  ROLE.usageSummaryReportsReader,
];

/** Role → roles whose holders it may act on, by the two tables. */
const MAY_ACT_ON: Readonly<Record<SensitiveAction, Readonly<Record<string, readonly string[]>>>> = {
  sensitive: {
    [ROLE.authenticationAdministrator]: [...HARMLESS, ROLE.authenticationAdministrator],
    [ROLE.userAdministrator]: [
      ...HARMLESS,
      ROLE.groupsAdministrator,
      ROLE.helpdeskAdministrator,
      ROLE.userAdministrator,
    ],
  },
  password: {
    [ROLE.authenticationAdministrator]: [...HARMLESS, ROLE.authenticationAdministrator],
    [ROLE.helpdeskAdministrator]: [...HARMLESS, ROLE.helpdeskAdministrator],
    [ROLE.passwordAdministrator]: [ROLE.directoryReaders, ROLE.guestInviter, ROLE.passwordAdministrator],
    [ROLE.userAdministrator]: [
      ...HARMLESS,
      ROLE.groupsAdministrator,
      ROLE.helpdeskAdministrator,
      ROLE.userAdministrator,
    ],
  },
};

/** The roles that protect a user, or that it is in, or owns, a group that roles can be assigned to. */
export type Protection = readonly string[] | "role-assignable-group";

/** Whether permissions, and of a delegated caller the roles of the request, are not all that decides here. */
export function mayActOn(
  tenant: Tenant,
  actorId: string,
  protection: Protection | undefined,
  action: SensitiveAction,
): boolean {
  if (protection === undefined) return true;
  const actorRoles = rolesOf(tenant, actorId);
  if (actorRoles.some((role) => ABOVE_ALL.includes(role))) return true;
  if (protection === "role-assignable-group") return false;
  return actorRoles.some((role) => protection.every((one) => MAY_ACT_ON[action][role]?.includes(one) === true));
}

/** `undefined` of an ordinary user. What one is only eligible for does not count: the pages are silent. */
export function protectionOf(tenant: Tenant, userId: string): Protection | undefined {
  const groupIds = groupsOf(tenant, userId);
  return (
    protectionBy(activeRolesOf(tenant, userId, groupIds)) ??
    protectionThroughGroups(tenant, groupIds, (group) => group.ownerIds.includes(userId))
  );
}

/** Of a deleted user: what it held and where it was when it was deleted. */
export function protectionOfDeleted(tenant: Tenant, deleted: Tenant["deletedUsers"][number]): Protection | undefined {
  const { roleDefinitionIds = [], groupIds = [] } = deleted;
  return protectionBy(roleDefinitionIds) ?? protectionThroughGroups(tenant, groupIds, () => false);
}

function protectionBy(roles: readonly string[]): Protection | undefined {
  return roles.length > 0 ? roles : undefined;
}

function protectionThroughGroups(
  tenant: Tenant,
  groupIds: readonly string[],
  isOwned: (group: Tenant["groups"][number]) => boolean,
): Protection | undefined {
  const isInOne = tenant.groups.some(
    (group) => group.isAssignableToRole === true && (groupIds.includes(group.id) || isOwned(group)),
  );
  return isInOne ? "role-assignable-group" : undefined;
}

/** Does the principal hold one of these roles, or Global Administrator, by itself or through a group? */
export function holdsRole(tenant: Tenant, principalId: string, roles: readonly string[]): boolean {
  return rolesOf(tenant, principalId).some((role) => role === ROLE.globalAdministrator || roles.includes(role));
}

function rolesOf(tenant: Tenant, principalId: string): readonly string[] {
  return activeRolesOf(tenant, principalId, groupsOf(tenant, principalId));
}
