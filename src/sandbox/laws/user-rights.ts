// Who may write what of a user, beyond having one of the permissions that the request takes.
//
// Sources: Microsoft Graph, "Update user" (permissions for specific scenarios), "user resource type" (accountEnabled,
// passwordProfile), "Delete a user"; "Microsoft Entra built-in roles".

import type { Caller } from "../login/access-token.js";
import type { Tenant } from "../store/tenant-state.js";
import { ROLE } from "./directory-roles.js";
import { holdsRole, mayActOn, type Protection, protectionOf, SENSITIVE_PROPERTIES } from "./protected-objects.js";

const WRITE_ALL = ["User.ReadWrite.All", "Directory.ReadWrite.All"];

/** Besides Global Administrator. */
const WRITERS = [
  ROLE.userAdministrator,
  ROLE.authenticationAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
  ROLE.directoryWriters,
];
const PASSWORD_WRITERS = [
  ROLE.userAdministrator,
  ROLE.authenticationAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
  ROLE.helpdeskAdministrator,
  ROLE.passwordAdministrator,
];

/** All roles that may write something of a user. */
export const USER_UPDATERS: readonly string[] = [
  ...new Set([...WRITERS, ...PASSWORD_WRITERS, ROLE.hybridIdentityAdministrator]),
];

/** May the caller change these properties of this user? The permissions of the request itself are checked before. */
export function mayUpdateUser(tenant: Tenant, caller: Caller, userId: string, properties: readonly string[]): boolean {
  return properties.every((property) => mayUpdate(tenant, caller, userId, property));
}

function mayUpdate(tenant: Tenant, caller: Caller, userId: string, property: string): boolean {
  if (property === "onPremisesObjectIdentifier") {
    return (
      has(caller, "User-OnPremisesSyncBehavior.ReadWrite.All") &&
      hasRole(tenant, caller, [ROLE.hybridIdentityAdministrator])
    );
  }
  if (property === "passwordProfile") {
    return (
      mayWritePasswords(tenant, caller) &&
      mayActOn(tenant, caller.principalId, protectionOf(tenant, userId), "password")
    );
  }
  const isPermitted =
    has(caller, ...WRITE_ALL) || (property === "accountEnabled" && has(caller, "User.EnableDisableAccount.All"));
  if (!isPermitted || !hasRole(tenant, caller, WRITERS)) return false;
  return (
    !SENSITIVE_PROPERTIES.includes(property) ||
    mayActOn(tenant, caller.principalId, protectionOf(tenant, userId), "sensitive")
  );
}

/**
 * `User-PasswordProfile.ReadWrite.All` is the least; a user may have `Directory.AccessAsUser.All` instead, and an
 * application that may write users User Administrator ("Update user", its earlier and its present text).
 */
function mayWritePasswords(tenant: Tenant, caller: Caller): boolean {
  if (has(caller, "User-PasswordProfile.ReadWrite.All")) return hasRole(tenant, caller, PASSWORD_WRITERS);
  if (caller.kind === "user") {
    return has(caller, "Directory.AccessAsUser.All") && hasRole(tenant, caller, PASSWORD_WRITERS);
  }
  const above = [ROLE.userAdministrator, ROLE.privilegedAuthenticationAdministrator];
  return has(caller, ...WRITE_ALL) && holdsRole(tenant, caller.principalId, above);
}

/**
 * May the caller delete, restore or finally remove this user? Of protected ones a user needs the scope
 * `Directory.AccessAsUser.All` besides the role.
 */
export function mayDeleteUser(tenant: Tenant, caller: Caller, protection: Protection | undefined): boolean {
  if (!hasRole(tenant, caller, DELETERS)) return false;
  if (protection === undefined) return true;
  const hasScope = caller.kind === "application" || has(caller, "Directory.AccessAsUser.All");
  return hasScope && mayActOn(tenant, caller.principalId, protection, "sensitive");
}

/** Besides Global Administrator. */
export const DELETERS: readonly string[] = [
  ROLE.userAdministrator,
  ROLE.authenticationAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
];

/** May the caller end this user's sessions? Like a password, which it is meant to protect: the pages are silent. */
export function mayRevokeSessions(tenant: Tenant, caller: Caller, userId: string): boolean {
  return (
    caller.principalId === userId || mayActOn(tenant, caller.principalId, protectionOf(tenant, userId), "password")
  );
}

function has(caller: Caller, ...permissions: readonly string[]): boolean {
  return permissions.some((one) => caller.permissions.includes(one));
}

/** Applications need none, unless the user is protected. */
function hasRole(tenant: Tenant, caller: Caller, roles: readonly string[]): boolean {
  return caller.kind === "application" || holdsRole(tenant, caller.principalId, roles);
}
