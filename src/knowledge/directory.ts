// Well-known ids of Entra ID, the same in every tenant.

/** Template ids of directory roles. Source: learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference. */
export const ROLES = {
  globalAdministrator: { id: "62e90394-69f5-4237-9190-012177145e10", name: "Global Administrator" },
  globalReader: { id: "f2ef992c-3afb-46b9-b7cf-a126ee74c451", name: "Global Reader" },
  directoryReaders: { id: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", name: "Directory Readers" },
  directoryWriters: { id: "9360feb5-f418-4baa-8175-e2a00bac4301", name: "Directory Writers" },
  securityReader: { id: "5d6b6bb7-de71-4623-b4af-96380a352509", name: "Security Reader" },
  securityAdministrator: { id: "194ae4cb-b126-40b2-bd5b-6091b380977d", name: "Security Administrator" },
  conditionalAccessAdministrator: {
    id: "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
    name: "Conditional Access Administrator",
  },
  userAdministrator: { id: "fe930be7-5e62-47db-91af-98c3a49a38b1", name: "User Administrator" },
  privilegedRoleAdministrator: {
    id: "e8611ab8-c189-46e8-94e1-60213ab1f814",
    name: "Privileged Role Administrator",
  },
  privilegedAuthenticationAdministrator: {
    id: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
    name: "Privileged Authentication Administrator",
  },
  authenticationAdministrator: {
    id: "c4e39bd9-1100-46d3-8c65-fb160da0071f",
    name: "Authentication Administrator",
  },
  authenticationPolicyAdministrator: {
    id: "0526716b-113d-4c15-b2c8-68e3c22b9f80",
    name: "Authentication Policy Administrator",
  },
  reportsReader: { id: "4a5d8f65-41da-4de4-8968-e035b65339cf", name: "Reports Reader" },
  securityOperator: { id: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", name: "Security Operator" },
  applicationDeveloper: { id: "cf1c38e5-3621-4004-a7cb-879624dced7c", name: "Application Developer" },
  applicationAdministrator: { id: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", name: "Application Administrator" },
  cloudApplicationAdministrator: {
    id: "158c047a-c907-4556-b7ef-446551a6b5f7",
    name: "Cloud Application Administrator",
  },
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

export type RoleKey = keyof typeof ROLES;

/** Roles whose holders synchronise. */
export const SYNC_ROLE_IDS: readonly string[] = [
  ROLES.directorySynchronizationAccounts.id,
  ROLES.onPremisesDirectorySyncAccount.id,
];

/** "Microsoft Entra AD Synchronization Service", the resource that a sync application has its role on. */
export const SYNC_SERVICE_APP_ID = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";

/** Its app role `ADSynchronization.ReadWrite.All`. Source: learn.microsoft.com, "Authenticate with an application identity". */
export const SYNC_APP_ROLE_ID = "ab43b826-2c7a-4aff-9ecd-d0629d0ca6a9";

/**
 * The app roles `PasswordWriteback.*` of Microsoft's password reset service, which an application has when its server writes
 * passwords back. Source: learn.microsoft.com, "Authenticate with an application identity".
 */
export const PASSWORD_WRITEBACK_ROLE_IDS: readonly string[] = [
  "fc7e8088-95b5-453e-8bef-b17ecfec5ba3",
  "e006e431-a65b-4f3e-8808-77d29d4c5f1a",
  "69201c67-737b-4a20-8f16-e0c8c64e0b0e",
];

/** Cloud Sync's own account; it holds the same role as Connect Sync's and must never be taken for a stale one. */
export const CLOUD_SYNC_ACCOUNT = "ADToAADSyncServiceAccount";

/** "Microsoft Azure CLI": whoever signs in through it signs in to this application, which cannot be given more than it has. */
export const AZURE_CLI_APP_ID = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/** Service plans by which licences are told, whatever the bundle is called. P2 includes P1. */
export const PREMIUM_P1_PLANS: readonly string[] = [
  "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
  "eec0eb4f-6444-4f95-aba0-50c24d67f998",
];

/** Privileged Identity Management comes with P2 and with Governance ("Microsoft Entra ID Governance licensing fundamentals"). */
export const PRIVILEGED_IDENTITY_PLANS: readonly string[] = [
  "eec0eb4f-6444-4f95-aba0-50c24d67f998",
  "e866a266-3cff-43a3-acca-0c90a7e00c8b",
];
