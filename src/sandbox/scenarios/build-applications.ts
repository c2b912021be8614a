// Applications and service principals of a scenario: its clients, and Microsoft's own.
import type { CloudName } from "../hosts.js";
import {
  FIRST_PARTY,
  firstPartyAppId,
  firstPartyName,
  MICROSOFT_TENANT_ID,
  publishedPermissions,
} from "../laws/first-party.js";
import type { TenantDraft } from "../store/tenant-state.js";
import { madeGuid, madeKey } from "./made-ids.js";
import type { ClientPlan } from "./scenario-schema.js";

const CREATED = "2026-01-12T09:00:00Z";

const MICROSOFTS = [
  "microsoftGraph",
  "windowsAzureActiveDirectory",
  "azureResourceManager",
  "keyVault",
  "synchronizationService",
  "passwordReset",
] as const;

type Built = Required<
  Pick<TenantDraft, "applications" | "servicePrincipals" | "appRoleAssignments" | "permissionGrants">
>;

/** `homeTenantId` is where clients that are registered elsewhere have their home. */
export function buildApplications(
  clients: readonly ClientPlan[],
  tenantId: string,
  homeTenantId: string,
  cloud: CloudName,
): Built & { readonly principalIds: ReadonlyMap<string, string> } {
  const microsofts = MICROSOFTS.map((name) => {
    const appId = firstPartyAppId(name, cloud);
    const displayName = firstPartyName(appId, cloud) ?? name;
    return principal(madeGuid(tenantId, "principal", appId), appId, displayName, MICROSOFT_TENANT_ID, "Application");
  });
  const own = clients.map((client) => {
    const type = client.kind === "managed-identity" ? "ManagedIdentity" : "Application";
    const id = client.principalId ?? madeGuid(tenantId, "principal", client.appId);
    return principal(id, client.appId, client.name, client.registeredElsewhere ? homeTenantId : tenantId, type);
  });
  const resource = (appId: string) => {
    const found = microsofts.find((one) => one.appId === appId);
    if (found === undefined) throw new Error(`There is no service principal of ${appId}.`);
    return found;
  };
  const graph = resource(FIRST_PARTY.microsoftGraph);
  const perClient = clients.map((client, index) => {
    const holder = own[index];
    if (holder === undefined) throw new Error(`The client ${client.name} has no service principal.`);
    return {
      assignments: client.appRoles.map((value) => assigned(holder, value, graph, cloud)),
      grants: [
        ...(client.scopes.graph.length === 0 ? [] : [granted(holder.id, graph.id, client.scopes.graph)]),
        ...(client.scopes.arm
          ? [granted(holder.id, resource(FIRST_PARTY.azureResourceManager).id, ["user_impersonation"])]
          : []),
        ...(client.scopes.vault ? [granted(holder.id, resource(FIRST_PARTY.keyVault).id, ["user_impersonation"])] : []),
      ],
    };
  });
  return {
    applications: clients
      .filter((client) => client.kind === "application" && !client.registeredElsewhere)
      .map((client) => ({
        id: client.id ?? madeGuid(tenantId, "application", client.appId),
        appId: client.appId,
        displayName: client.name,
        isPublicClient: true,
        publicClientRedirectUris: [...client.redirectUris],
        signInAudience: client.multiTenant ? ("AzureADMultipleOrgs" as const) : ("AzureADMyOrg" as const),
        createdDateTime: CREATED,
      })),
    servicePrincipals: [...own, ...microsofts],
    appRoleAssignments: perClient.flatMap((one) => one.assignments),
    permissionGrants: perClient.flatMap((one) => one.grants),
    principalIds: new Map(own.map((one) => [one.appId, one.id])),
  };
}

function principal(
  id: string,
  appId: string,
  displayName: string,
  appOwnerOrganizationId: string,
  servicePrincipalType: string,
) {
  return {
    id,
    appId,
    displayName,
    appOwnerOrganizationId,
    servicePrincipalType,
    accountEnabled: true,
    appRoles: [],
    createdDateTime: CREATED,
  };
}

function assigned(
  holder: ReturnType<typeof principal>,
  value: string,
  resource: ReturnType<typeof principal>,
  cloud: CloudName,
) {
  const appRoleId = publishedPermissions(resource.appId, cloud).find((one) => one.value === value)?.roleId;
  if (appRoleId === undefined) throw new Error(`${resource.displayName} has no app role ${value}.`);
  return {
    id: madeKey(holder.id, appRoleId),
    appRoleId,
    createdDateTime: CREATED,
    principalDisplayName: holder.displayName,
    principalId: holder.id,
    principalType: "ServicePrincipal",
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  };
}

function granted(clientId: string, resourceId: string, scopes: readonly string[]) {
  return {
    id: madeKey(clientId, resourceId),
    clientId,
    consentType: "AllPrincipals" as const,
    principalId: null,
    resourceId,
    scope: [...scopes].sort().join(" "),
  };
}
