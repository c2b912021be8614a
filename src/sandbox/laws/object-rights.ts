// Who may write groups, applications and service principals besides having the permission: owners and role holders.
//
// Sources: "Update group", "Add members" and "Delete group" (role-assignable groups), "Use Microsoft Entra groups to
// manage role assignments", "Update application", "Microsoft Graph permissions reference" (Application.ReadWrite.OwnedBy).

import type { Caller } from "../login/access-token.js";
import type { Tenant } from "../store/tenant-state.js";
import { ROLE } from "./directory-roles.js";
import { holdsOneOf } from "./role-holders.js";

const GROUP_WRITERS = [
  ROLE.globalAdministrator,
  ROLE.groupsAdministrator,
  ROLE.userAdministrator,
  ROLE.directoryWriters,
];
const APPLICATION_WRITERS = [
  ROLE.globalAdministrator,
  ROLE.applicationAdministrator,
  ROLE.cloudApplicationAdministrator,
];

type Group = Pick<Tenant["groups"][number], "isAssignableToRole" | "ownerIds">;
type Owned = { readonly ownerIds: readonly string[] };

/**
 * May the caller change this group, its members or its owners? A group that roles can be assigned to wants
 * `RoleManagement.ReadWrite.Directory` besides, and of a user Privileged Role Administrator or ownership.
 */
export function mayWriteGroup(tenant: Tenant, caller: Caller, group: Group): boolean {
  const isOwner = group.ownerIds.includes(caller.principalId);
  if (group.isAssignableToRole === true) {
    if (!mayManageRoles(caller)) return isOwner && caller.kind === "application";
    return caller.kind === "application" || isOwner || isPrivileged(tenant, caller);
  }
  return caller.kind === "application" || isOwner || holdsOneOf(tenant, caller.principalId, GROUP_WRITERS);
}

/** May the caller make a group that roles can be assigned to? An owner it cannot be yet. */
export function mayCreateRoleAssignableGroup(tenant: Tenant, caller: Caller): boolean {
  return mayManageRoles(caller) && (caller.kind === "application" || isPrivileged(tenant, caller));
}

/**
 * May the caller change this application or service principal? `Application.ReadWrite.OwnedBy` serves for what the
 * caller's service principal owns; a user needs a role or ownership.
 */
export function mayWriteApplication(tenant: Tenant, caller: Caller, object: Owned): boolean {
  const isOwner = object.ownerIds.includes(caller.principalId);
  if (caller.kind === "user") return isOwner || holdsOneOf(tenant, caller.principalId, APPLICATION_WRITERS);
  return isOwner || writesAllApplications(caller);
}

/** May a user make a service principal of an application that is registered elsewhere? Applications may. */
export function mayWriteAllApplications(tenant: Tenant, caller: Caller): boolean {
  if (caller.kind === "user") return holdsOneOf(tenant, caller.principalId, APPLICATION_WRITERS);
  return writesAllApplications(caller);
}

function writesAllApplications(caller: Caller): boolean {
  return ["Application.ReadWrite.All", "Directory.ReadWrite.All"].some((one) => caller.permissions.includes(one));
}

function mayManageRoles(caller: Caller): boolean {
  return caller.permissions.includes("RoleManagement.ReadWrite.Directory");
}

function isPrivileged(tenant: Tenant, caller: Caller): boolean {
  return holdsOneOf(tenant, caller.principalId, [ROLE.globalAdministrator, ROLE.privilegedRoleAdministrator]);
}
