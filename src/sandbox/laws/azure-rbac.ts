// Who may do what in Azure: role assignments at a scope hold for everything below it.
// And in Connect Health: Azure role assignments at its own scope, and Global Administrators.
// Sources: "Microsoft Entra Connect Health operations" (role-based access control), "Microsoft Entra Connect Health FAQ"
// (who may delete), "Microsoft Entra built-in roles" (Hybrid Identity Administrator has no access to Connect Health).
import type { Tenant } from "../store/tenant-state.js";
import { azureRoleAllows } from "./azure-roles.js";
import { ROLE } from "./directory-roles.js";
import { holdsOneOf } from "./role-holders.js";

export interface RbacRequest {
  readonly principalId: string;
  readonly kind: "application" | "user";
  /** Below the provider's namespace, such as `services/servicemembers/delete`. */
  readonly action: string;
  /** In lower case; absent for what belongs to no single service. */
  readonly serviceName: string | undefined;
}

/** The roles, by id, that the principal holds at the scope or above it, by itself or through groups. */
function azureRolesAt(tenant: Tenant, principalId: string, scope: string): readonly string[] {
  const principals = principalAndItsGroups(tenant, principalId);
  const wanted = `${scope.toLowerCase()}/`;
  return tenant.azure.roleAssignments
    .filter((one) => principals.has(one.principalId) && wanted.startsWith(`${one.scope.toLowerCase()}/`))
    .map((one) => one.roleId);
}

/**
 * @param action with its namespace, such as `Microsoft.Web/sites/write`
 * @param scope the id of a subscription, a resource group or a resource
 */
export function mayInAzure(tenant: Tenant, principalId: string, action: string, scope: string): boolean {
  return azureRolesAt(tenant, principalId, scope).some((roleId) => azureRoleAllows(roleId, action));
}

type HealthRole = Tenant["health"]["access"][number]["role"];

/**
 * Global Administrators are given everything as users only; for applications the documents name Azure roles alone.
 * An assignment at one service's scope does not serve for lists above it, as everywhere in Azure RBAC.
 */
export function mayUseHealth(tenant: Tenant, { principalId, kind, action, serviceName }: RbacRequest): boolean {
  if (kind === "user" && holdsOneOf(tenant, principalId, [ROLE.globalAdministrator])) return true;
  const principals = principalAndItsGroups(tenant, principalId);
  return tenant.health.access.some(
    (one) =>
      principals.has(one.principalId) &&
      (one.service === null || one.service.toLowerCase() === serviceName) &&
      allows(one.role, action),
  );
}

/**
 * "Owners can manage access (for example, assign a role to a user)", contributors cannot. The Service Admin's role is made
 * for the same purpose as Owner; that it may assign roles too is a choice.
 */
export function mayManageHealthAccess(tenant: Tenant, principalId: string, kind: "application" | "user"): boolean {
  if (kind === "user" && holdsOneOf(tenant, principalId, [ROLE.globalAdministrator])) return true;
  const principals = principalAndItsGroups(tenant, principalId);
  return tenant.health.access.some(
    ({ principalId: id, role, service }) =>
      principals.has(id) && service === null && (role === "Owner" || role === "Entra Connect Health Service Admin"),
  );
}

/** Assignments to a group hold for its members, nested ones too ("Steps to assign an Azure role", groups). */
export function principalAndItsGroups(tenant: Tenant, principalId: string): ReadonlySet<string> {
  const found = new Set([principalId]);
  for (;;) {
    const size = found.size;
    for (const group of tenant.groups) {
      if (group.securityEnabled && group.memberIds.some((id) => found.has(id))) found.add(group.id);
    }
    if (found.size === size) return found;
  }
}

/**
 * "Entra Connect Health Service Admin" (93629c8c-5d36-4533-85cd-f5bb3338710e) has all four delete actions of the
 * provider, and every read. "All other roles have no impact."
 */
function allows(role: HealthRole, action: string): boolean {
  return role === "Reader" ? action.endsWith("/read") : true;
}
