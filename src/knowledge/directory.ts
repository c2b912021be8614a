// Well-known ids of Entra ID, the same in every tenant.

/** Template ids of directory roles. Source: learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference. */
export const ROLES = {
  hybridIdentityAdministrator: { id: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", name: "Hybrid Identity Administrator" },
  directorySynchronizationAccounts: {
    id: "d29b2b05-8046-44ba-8758-1e26182fcf32",
    name: "Directory Synchronization Accounts",
  },
  /** In role lists, but not described by Microsoft; some tenants' sync accounts hold it. */
  onPremisesDirectorySyncAccount: {
    id: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
    name: "On Premises Directory Sync Account",
  },
} as const;

/** Roles whose holders synchronise. */
export const SYNC_ROLE_IDS: readonly string[] = [
  ROLES.directorySynchronizationAccounts.id,
  ROLES.onPremisesDirectorySyncAccount.id,
];

/** "Microsoft Entra AD Synchronization Service", the resource that a sync application has its role on. */
export const SYNC_SERVICE_APP_ID = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";

/** Its app role `ADSynchronization.ReadWrite.All`. Source: learn.microsoft.com, "Authenticate with an application identity". */
export const SYNC_APP_ROLE_ID = "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9";

/** Cloud Sync's own account; it holds the same role as Connect Sync's and must never be taken for a stale one. */
export const CLOUD_SYNC_ACCOUNT = "ADToAADSyncServiceAccount";

/** Service plans by which licences are told, whatever the bundle is called. P2 includes P1. */
export const PREMIUM_P1_PLANS: readonly string[] = [
  "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
  "eec0eb4f-6444-4f95-aba0-50c24d67f998",
];

/**
 * Resources for which the wizard and the sync engine ask tokens; Conditional Access matches these, not the client.
 * As of 2026-11, partly from sign-in logs: not a list that Microsoft publishes.
 */
export const SYNC_RESOURCE_APP_IDS: readonly string[] = [
  "00000002-0000-0000-c000-000000000000",
  "00000003-0000-0000-c000-000000000000",
  "00000014-0000-0000-c000-000000000000",
  SYNC_SERVICE_APP_ID,
];
