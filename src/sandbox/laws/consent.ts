// What a client may do at a resource: app roles assigned to its service principal, scopes granted for its users.

import type { Caller } from "../login/access-token.js";
import type { Tenant } from "../store/tenant-state.js";
import { ROLE } from "./directory-roles.js";
import { FIRST_PARTY, publishedPermissions } from "./first-party.js";
import type { PublishedPermission } from "./graph-permissions.js";
import { holdsOneOf } from "./role-holders.js";

type ServicePrincipal = Tenant["servicePrincipals"][number];
type Consenter = Pick<Caller, "kind" | "principalId">;
type InCloud = Pick<Tenant, "cloud">;

/** The app roles, by value, that the principal holds at the resource. */
export function assignedAppRoles(tenant: Tenant, principalId: string, resourceAppId: string): readonly string[] {
  const resource = tenant.servicePrincipals.find((one) => one.appId === resourceAppId);
  if (resource === undefined) return [];
  const published = appRolesOf(tenant, resource);
  return tenant.appRoleAssignments
    .filter((one) => one.principalId === principalId && one.resourceId === resource.id)
    .map((one) => published.find((role) => role.id === one.appRoleId)?.value)
    .filter((value) => value !== undefined)
    .sort();
}

/** The scopes, by value, that the client may use for this user at the resource. */
export function grantedScopes(
  tenant: Tenant,
  clientPrincipalId: string,
  userId: string,
  resourceAppId: string,
): readonly string[] {
  const resource = tenant.servicePrincipals.find((one) => one.appId === resourceAppId);
  const scopes = tenant.permissionGrants
    .filter((grant) => grant.clientId === clientPrincipalId && grant.resourceId === resource?.id)
    .filter((grant) => grant.consentType === "AllPrincipals" || grant.principalId === userId)
    .flatMap((grant) => grant.scope.split(" "))
    .filter((scope) => scope !== "");
  return [...new Set(scopes)].sort();
}

/** As Graph shows `appRoles`: Microsoft's own from the table, others from the tenant. */
export function appRolesOf(tenant: InCloud, principal: ServicePrincipal): ServicePrincipal["appRoles"] {
  if (principal.appRoles.length > 0) return principal.appRoles;
  return publishedPermissions(principal.appId, tenant.cloud).flatMap((one) => {
    const { roleId: id, value } = one;
    return id === undefined
      ? []
      : [{ id, value, displayName: value, description: value, allowedMemberTypes: ["Application"], isEnabled: true }];
  });
}

/** The delegated permissions that a resource publishes. */
export function publishedScopes(tenant: InCloud, principal: ServicePrincipal): readonly PublishedPermission[] {
  return publishedPermissions(principal.appId, tenant.cloud).filter((one) => one.scopeId !== undefined);
}

const CONSENTERS = [
  ROLE.globalAdministrator,
  ROLE.privilegedRoleAdministrator,
  ROLE.applicationAdministrator,
  ROLE.cloudApplicationAdministrator,
];

/**
 * May the caller, having the permission, consent to delegated permissions for all users? Application Administrator and
 * Cloud Application Administrator may, whatever the resource ("Grant tenant-wide admin consent to an application").
 * Users' consent for themselves is not emulated.
 */
export function mayConsentToScopes(tenant: Tenant, caller: Consenter): boolean {
  return caller.kind === "application" || holdsOneOf(tenant, caller.principalId, CONSENTERS);
}

/**
 * May the caller, having the permission, give a principal an app role of the resource, or take it away? Application
 * permissions of Microsoft Graph and its predecessor are for Privileged Role Administrators ("Grant tenant-wide admin
 * consent to an application", prerequisites); an application with `AppRoleAssignment.ReadWrite.All` may give any.
 */
export function mayAssignAppRole(
  tenant: Tenant,
  caller: Consenter,
  resourceAppId: string,
  principalType: string,
): boolean {
  if (caller.kind === "application") return true;
  const isGraph = GRAPHS.includes(resourceAppId) && principalType === "ServicePrincipal";
  const roles = isGraph ? [ROLE.globalAdministrator, ROLE.privilegedRoleAdministrator] : CONSENTERS;
  return holdsOneOf(tenant, caller.principalId, roles);
}

const GRAPHS: readonly string[] = [FIRST_PARTY.microsoftGraph, FIRST_PARTY.windowsAzureActiveDirectory];
