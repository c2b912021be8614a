// The applications that may sign in at Contoso, and Microsoft's own that synchronisation and the clients need.
import { createHash } from "node:crypto";
import { FIRST_PARTY, MICROSOFT_TENANT_ID, publishedPermissions } from "../laws/first-party.js";
import type { TenantDraft } from "../store/tenant-state.js";

export const MIGRATION_CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
export const READER_CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f61";
const MIGRATION_PRINCIPAL = "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f302";
const READER_PRINCIPAL = "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f304";
const CREATED = "2026-01-12T09:00:00Z";

const READING = [
  "Application.Read.All",
  "Domain.Read.All",
  "GroupMember.Read.All",
  "LicenseAssignment.Read.All",
  "Organization.Read.All",
  "Policy.Read.All",
  "RoleManagement.Read.Directory",
  "User.Read.All",
];
const WRITING = ["Policy.ReadWrite.ConditionalAccess", "RoleManagement.ReadWrite.Directory", "User.ReadWrite.All"];

export function contosoClients(tenantId: string) {
  const applications: TenantDraft["applications"] = [
    application("51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f301", MIGRATION_CLIENT, "Entra Connect migration"),
    application("51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f303", READER_CLIENT, "Inventory (read only)"),
  ];
  const graph = principal(
    "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f306",
    FIRST_PARTY.microsoftGraph,
    "Microsoft Graph",
    MICROSOFT_TENANT_ID,
  );
  const arm = principal(
    "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f307",
    FIRST_PARTY.azureResourceManager,
    "Windows Azure Service Management API",
    MICROSOFT_TENANT_ID,
  );
  const servicePrincipals: TenantDraft["servicePrincipals"] = [
    principal(MIGRATION_PRINCIPAL, MIGRATION_CLIENT, "Entra Connect migration", tenantId),
    principal(READER_PRINCIPAL, READER_CLIENT, "Inventory (read only)", tenantId),
    principal(
      "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f305",
      FIRST_PARTY.synchronizationService,
      "Microsoft Entra AD Synchronization Service",
      MICROSOFT_TENANT_ID,
    ),
    graph,
    arm,
  ];
  const all = [...READING, ...WRITING];
  const delegated = [...all, "OnPremDirectorySynchronization.Read.All", "User.Read"];
  const appRoleAssignments = [
    ...all.map((value) => assigned(MIGRATION_PRINCIPAL, "Entra Connect migration", value, graph)),
    ...["Organization.Read.All", "User.Read.All"].map((value) =>
      assigned(READER_PRINCIPAL, "Inventory (read only)", value, graph),
    ),
  ];
  const permissionGrants = [
    granted(MIGRATION_PRINCIPAL, graph.id, delegated),
    granted(READER_PRINCIPAL, graph.id, ["Organization.Read.All", "User.Read", "User.Read.All"]),
    granted(MIGRATION_PRINCIPAL, arm.id, ["user_impersonation"]),
    granted(READER_PRINCIPAL, arm.id, ["user_impersonation"]),
  ];
  return {
    applications,
    servicePrincipals,
    appRoleAssignments,
    permissionGrants,
    migrationPrincipalId: MIGRATION_PRINCIPAL,
  };
}

function application(id: string, appId: string, displayName: string) {
  return { id, appId, displayName, isPublicClient: true, createdDateTime: CREATED };
}

function principal(id: string, appId: string, displayName: string, appOwnerOrganizationId: string) {
  return {
    id,
    appId,
    displayName,
    appOwnerOrganizationId,
    servicePrincipalType: "Application",
    accountEnabled: true,
    appRoles: [],
  };
}

function assigned(
  principalId: string,
  principalDisplayName: string,
  value: string,
  resource: ReturnType<typeof principal>,
): TenantDraft["appRoleAssignments"][number] {
  const appRoleId = publishedPermissions(resource.appId).find((one) => one.value === value)?.roleId;
  if (appRoleId === undefined) throw new Error(`${resource.displayName} has no app role ${value}.`);
  return {
    id: key(`${principalId} ${appRoleId}`),
    appRoleId,
    createdDateTime: CREATED,
    principalDisplayName,
    principalId,
    principalType: "ServicePrincipal",
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  };
}

function granted(clientId: string, resourceId: string, scopes: readonly string[]) {
  return {
    id: key(`${clientId} ${resourceId}`),
    clientId,
    consentType: "AllPrincipals" as const,
    principalId: null,
    resourceId,
    scope: [...scopes].sort().join(" "),
  };
}

/** Such objects have ids that are no GUIDs. */
function key(name: string): string {
  return createHash("sha256").update(name).digest("base64url");
}
