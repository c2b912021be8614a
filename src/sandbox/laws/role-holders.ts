import type { Tenant } from "../store/tenant-state.js";

/** Does the principal hold one of the roles in the whole tenant, by an active assignment of its own? */
export function holdsOneOf(tenant: Tenant, principalId: string, roleTemplateIds: readonly string[]): boolean {
  return tenant.roleAssignments.some(
    (one) =>
      one.principalId === principalId && one.directoryScopeId === "/" && roleTemplateIds.includes(one.roleDefinitionId),
  );
}
