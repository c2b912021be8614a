// When a directory role may be given to a principal, and when it may be taken away.
import type { Tenant } from "../store/tenant-state.js";
import { ROLE } from "./directory-roles.js";

export interface WantedAssignment {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly directoryScopeId: string;
}

export type AssignmentRefusal = "synchronisation-role" | "group-not-assignable" | "conflict";

/**
 * Why a role cannot be assigned; `undefined` when it can.
 *
 * - `synchronisation-role`: Directory Synchronization Accounts "can't be granted outside of the Connect wizard"
 *   (Microsoft Entra Connect, "Accounts and permissions"). The same is taken to hold of On Premises Directory Sync
 *   Account, of which Microsoft says nothing: a choice.
 * - `group-not-assignable`: `isAssignableToRole` must have been set when the group was created ("Use Microsoft Entra
 *   groups to manage role assignments").
 * - `conflict`: the same assignment exists.
 */
export function refusalOfAssignment(tenant: Tenant, wanted: WantedAssignment): AssignmentRefusal | undefined {
  if (SYNCHRONISATION_ROLES.includes(wanted.roleDefinitionId)) return "synchronisation-role";
  const group = tenant.groups.find((one) => one.id === wanted.principalId);
  if (group !== undefined && group.isAssignableToRole !== true) return "group-not-assignable";
  const exists = tenant.roleAssignments.some(
    (one) =>
      one.principalId === wanted.principalId &&
      one.roleDefinitionId === wanted.roleDefinitionId &&
      one.directoryScopeId === wanted.directoryScopeId,
  );
  return exists ? "conflict" : undefined;
}

/**
 * Would the tenant be without a Global Administrator? The directory keeps the last one; Microsoft's pages name the rule
 * ("Manage emergency access accounts") but not its error, which is a choice of the callers.
 */
export function isLastGlobalAdministrator(tenant: Tenant, assignmentId: string): boolean {
  const assignments = tenant.roleAssignments.filter(
    (one) => one.roleDefinitionId === ROLE.globalAdministrator && one.directoryScopeId === "/",
  );
  return assignments.length === 1 && assignments[0]?.id === assignmentId;
}

const SYNCHRONISATION_ROLES: readonly string[] = [
  ROLE.directorySynchronizationAccounts,
  ROLE.onPremisesDirectorySyncAccount,
];
