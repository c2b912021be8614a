// A tenant whose first client may do whatever Microsoft Graph publishes a permission for.
import { FIRST_PARTY, publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";

/** Both as an application and for all users; roles of users stay as they are. `except` names what it does not get. */
export function withAllPermissions(tenant: TenantState, except: readonly string[] = []): void {
  const [application] = tenant.applications;
  const client = tenant.servicePrincipals.find((one) => one.appId === application?.appId);
  const graph = tenant.servicePrincipals.find((one) => one.appId === FIRST_PARTY.microsoftGraph);
  if (client === undefined || graph === undefined) throw new Error("The tenant has no client, or no Graph.");
  const published = publishedPermissions(FIRST_PARTY.microsoftGraph).filter((one) => !except.includes(one.value));
  const isOfClient = (one: { readonly resourceId: string }, id: string) =>
    id === client.id && one.resourceId === graph.id;
  tenant.appRoleAssignments = tenant.appRoleAssignments.filter((one) => !isOfClient(one, one.principalId));
  tenant.permissionGrants = tenant.permissionGrants.filter((one) => !isOfClient(one, one.clientId));
  for (const { roleId } of published) {
    if (roleId === undefined) continue;
    tenant.appRoleAssignments.push({
      id: `all_${roleId}`,
      appRoleId: roleId,
      createdDateTime: "2026-01-12T09:00:00Z",
      principalDisplayName: client.displayName,
      principalId: client.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
  tenant.permissionGrants.push({
    id: "all",
    clientId: client.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: graph.id,
    scope: published.flatMap((one) => (one.scopeId === undefined ? [] : [one.value])).join(" "),
  });
}
