// Microsoft's own applications in every tenant, and the permissions that they publish.
//
// Ids of the synchronisation service and of password reset: "Microsoft Entra Connect Sync: application-based
// authentication". What Microsoft Graph publishes: graph-permissions.ts.

import type { CloudName } from "../hosts.js";
import { GRAPH_PERMISSIONS_OF, type PublishedPermission } from "./graph-permissions.js";

export const FIRST_PARTY = {
  microsoftGraph: "00000003-0000-0000-c000-000000000000",
  windowsAzureActiveDirectory: "00000002-0000-0000-c000-000000000000",
  azureResourceManager: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  keyVault: "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
  storage: "e406a681-f3d4-42a8-90b6-c2b029497af1",
  /** Its id in other clouds is not published; that it is the same there is a choice. */
  tokenExchange: "fb60f99c-7a34-4190-8149-302f77469936",
  synchronizationService: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
  passwordReset: "93625bc8-bfe2-437a-97e0-3d0060024faa",
  syncFabric: "00000014-0000-0000-c000-000000000000",
} as const;

type FirstParty = keyof typeof FIRST_PARTY;

/** "Microsoft Entra Connect Sync: application-based authentication" names the password reset service of Arlington apart. */
const PASSWORD_RESET_OF_US_GOVERNMENT = "2e5ecfc8-ea79-48bd-8140-c19324acb278";

/** Microsoft's application by its id in the cloud; most have the same everywhere. */
export function firstPartyAppId(name: FirstParty, cloud: CloudName): string {
  return name === "passwordReset" && cloud === "usgov" ? PASSWORD_RESET_OF_US_GOVERNMENT : FIRST_PARTY[name];
}

/** The id in the public cloud of what has the id in this one; nothing where the cloud has no such application. */
function publicAppId(appId: string, cloud: CloudName): string | undefined {
  if (appId === firstPartyAppId("passwordReset", cloud)) return FIRST_PARTY.passwordReset;
  return appId === FIRST_PARTY.passwordReset ? undefined : appId;
}

/** What a tenant calls Microsoft's own applications; `undefined` for one that is not known. */
export function firstPartyName(appId: string, cloud: CloudName): string | undefined {
  switch (publicAppId(appId, cloud)) {
    case FIRST_PARTY.microsoftGraph:
      return "Microsoft Graph";
    case FIRST_PARTY.windowsAzureActiveDirectory:
      return "Windows Azure Active Directory";
    case FIRST_PARTY.azureResourceManager:
      return "Windows Azure Service Management API";
    case FIRST_PARTY.keyVault:
      return "Azure Key Vault";
    case FIRST_PARTY.storage:
      return "Azure Storage";
    case FIRST_PARTY.tokenExchange:
      return "AAD Token Exchange Endpoint: Public";
    case FIRST_PARTY.synchronizationService:
      return "Microsoft Entra AD Synchronization Service";
    case FIRST_PARTY.passwordReset:
      return "Microsoft password reset service";
    case FIRST_PARTY.syncFabric:
      return "Microsoft.Azure.SyncFabric";
    default:
      return undefined;
  }
}

/** The tenant in which Microsoft's services live. */
export const MICROSOFT_TENANT_ID = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

const SYNCHRONIZATION: readonly PublishedPermission[] = [
  { value: "ADSynchronization.ReadWrite.All", roleId: "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9" },
];

/** Which id belongs to which of the three is not published; the assignment here is a choice. */
const PASSWORD_RESET: readonly PublishedPermission[] = [
  { value: "PasswordWriteback.OffboardClient.All", roleId: "fc7e8088-95b5-453e-8bef-b17ecfec5ba3" },
  { value: "PasswordWriteback.RefreshClient.All", roleId: "69201c67-737b-4a20-8f16-e0c8c64e0b0e" },
  { value: "PasswordWriteback.RegisterClientVersion.All", roleId: "e006e431-a65b-4f3e-8808-77d29d4c5f1a" },
];

const USER_IMPERSONATION: readonly PublishedPermission[] = [
  { value: "user_impersonation", scopeId: "41094075-9dad-400e-a0bd-54e686782033" },
];
const VAULT_ACCESS: readonly PublishedPermission[] = [
  { value: "user_impersonation", scopeId: "f53da476-18e3-4152-8e01-aec403e6edc0" },
];

/** What the application of this id publishes in the cloud; empty for one that is not known. */
export function publishedPermissions(appId: string, cloud: CloudName = "public"): readonly PublishedPermission[] {
  switch (publicAppId(appId, cloud)) {
    case FIRST_PARTY.microsoftGraph:
      return GRAPH_PERMISSIONS_OF[cloud];
    case FIRST_PARTY.azureResourceManager:
      return USER_IMPERSONATION;
    case FIRST_PARTY.keyVault:
      return VAULT_ACCESS;
    case FIRST_PARTY.synchronizationService:
      return SYNCHRONIZATION;
    case FIRST_PARTY.passwordReset:
      return PASSWORD_RESET;
    default:
      return [];
  }
}
