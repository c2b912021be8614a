// The applications that may sign in at Contoso, and Microsoft's own that synchronisation needs.
import { SYNC_SERVICE_APP_ID } from "../on-premises/install.js";
import type { TenantState } from "../store/tenant-state.js";

export const MIGRATION_CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
export const READER_CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f61";
const MICROSOFT_TENANT_ID = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
const MIGRATION_PRINCIPAL = "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f302";

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
  const createdDateTime = "2026-01-12T09:00:00Z";
  const applications: TenantState["applications"] = [
    {
      id: "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f301",
      appId: MIGRATION_CLIENT,
      displayName: "Entra Connect migration",
      isPublicClient: true,
      appRoles: [...READING, ...WRITING].sort(),
      delegatedScopes: {
        graph: [...READING, ...WRITING, "OnPremDirectorySynchronization.Read.All", "User.Read"].sort(),
        arm: ["user_impersonation"],
      },
      createdDateTime,
    },
    {
      id: "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f303",
      appId: READER_CLIENT,
      displayName: "Inventory (read only)",
      isPublicClient: true,
      appRoles: ["Organization.Read.All", "User.Read.All"],
      delegatedScopes: { graph: ["Organization.Read.All", "User.Read", "User.Read.All"], arm: ["user_impersonation"] },
      createdDateTime,
    },
  ];
  const servicePrincipals: TenantState["servicePrincipals"] = [
    principal(MIGRATION_PRINCIPAL, MIGRATION_CLIENT, "Entra Connect migration", tenantId),
    principal("51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f304", READER_CLIENT, "Inventory (read only)", tenantId),
    {
      ...principal(
        "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f305",
        SYNC_SERVICE_APP_ID,
        "Microsoft Entra AD Synchronization Service",
        MICROSOFT_TENANT_ID,
      ),
      appRoles: [
        {
          id: "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9",
          value: "ADSynchronization.ReadWrite.All",
          displayName: "ADSynchronization.ReadWrite.All",
          description: "Synchronise with Active Directory",
          allowedMemberTypes: ["Application"],
          isEnabled: true,
        },
      ],
    },
  ];
  return { applications, servicePrincipals, migrationPrincipalId: MIGRATION_PRINCIPAL };
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
