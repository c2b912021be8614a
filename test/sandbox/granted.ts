// What a test's tenant grants to its clients and users, written into the tenant before it is served.
import { FIRST_PARTY, publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";

/** Gives the client at this place these permissions of Microsoft Graph and no others, as application and for all users. */
export function grantOnly(tenant: TenantState, client: number, permissions: readonly string[]): void {
  const application = tenant.applications[client];
  const principal = tenant.servicePrincipals.find((one) => one.appId === application?.appId);
  const graph = tenant.servicePrincipals.find((one) => one.appId === FIRST_PARTY.microsoftGraph);
  if (principal === undefined || graph === undefined) throw new Error(`There is no client ${client}, or no Graph.`);
  tenant.appRoleAssignments = tenant.appRoleAssignments.filter((one) => one.principalId !== principal.id);
  tenant.permissionGrants = tenant.permissionGrants.filter(
    (one) => one.clientId !== principal.id || one.resourceId !== graph.id,
  );
  const published = publishedPermissions(FIRST_PARTY.microsoftGraph);
  for (const permission of permissions) {
    const appRoleId = published.find((one) => one.value === permission)?.roleId;
    if (appRoleId === undefined) continue;
    tenant.appRoleAssignments.push({
      id: `granted_${client}_${appRoleId}`,
      appRoleId,
      createdDateTime: "2026-01-12T09:00:00Z",
      principalDisplayName: principal.displayName,
      principalId: principal.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
  tenant.permissionGrants.push({
    id: `granted_${client}`,
    clientId: principal.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: graph.id,
    scope: permissions.join(" "),
  });
}

/** The principal holds these roles in the whole tenant, and no others. */
export function giveRoles(tenant: TenantState, principalId: string, roles: readonly string[]): void {
  tenant.roleAssignments = tenant.roleAssignments.filter((one) => one.principalId !== principalId);
  for (const roleDefinitionId of roles) {
    tenant.roleAssignments.push({
      id: `role_${principalId}_${roleDefinitionId}`,
      roleDefinitionId,
      principalId,
      directoryScopeId: "/",
    });
  }
}

/** Object id of the service principal of the client at this place. */
export function principalOfClient(tenant: TenantState, client: number): string {
  const appId = tenant.applications[client]?.appId;
  const found = tenant.servicePrincipals.find((one) => one.appId === appId);
  if (found === undefined) throw new Error(`There is no client ${client}.`);
  return found.id;
}
