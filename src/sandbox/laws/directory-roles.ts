// Built-in directory roles that this tenant knows. Template ids: Microsoft Entra, "Microsoft Entra built-in roles".

export interface BuiltInRole {
  readonly templateId: string;
  readonly displayName: string;
  readonly description: string;
}

export const ROLE = {
  globalAdministrator: "62e90394-69f5-4237-9190-012177145e10",
  privilegedRoleAdministrator: "e8611ab8-c189-46e8-94e1-60213ab1f814",
  conditionalAccessAdministrator: "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
  securityAdministrator: "194ae4cb-b126-40b2-bd5b-6091b380977d",
  securityReader: "5d6b6bb7-de71-4623-b4af-96380a352509",
  globalReader: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
  hybridIdentityAdministrator: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
  directorySynchronizationAccounts: "d29b2b05-8046-44ba-8758-1e26182fcf32",
  onPremisesDirectorySyncAccount: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
  exchangeAdministrator: "29232cdf-9323-42fd-ade2-1d097af3e4de",
  sharePointAdministrator: "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  applicationAdministrator: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
} as const;

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  role("globalAdministrator", "Global Administrator", "Can manage all aspects of Microsoft Entra ID."),
  role("privilegedRoleAdministrator", "Privileged Role Administrator", "Can manage role assignments."),
  role("conditionalAccessAdministrator", "Conditional Access Administrator", "Can manage Conditional Access."),
  role("securityAdministrator", "Security Administrator", "Can read security information and manage configuration."),
  role("securityReader", "Security Reader", "Can read security information and reports."),
  role("globalReader", "Global Reader", "Can read everything that a Global Administrator can, but not update."),
  role("directoryReaders", "Directory Readers", "Can read basic directory information."),
  role("userAdministrator", "User Administrator", "Can manage all aspects of users and groups."),
  role("hybridIdentityAdministrator", "Hybrid Identity Administrator", "Can manage directory synchronization."),
  role("directorySynchronizationAccounts", "Directory Synchronization Accounts", "Only used by Entra Connect."),
  role("onPremisesDirectorySyncAccount", "On Premises Directory Sync Account", "Only used by synchronization."),
  role("exchangeAdministrator", "Exchange Administrator", "Can manage all aspects of Exchange."),
  role("sharePointAdministrator", "SharePoint Administrator", "Can manage all aspects of SharePoint."),
  role("helpdeskAdministrator", "Helpdesk Administrator", "Can reset passwords for non-administrators."),
  role("applicationAdministrator", "Application Administrator", "Can manage all aspects of applications."),
];

export function builtInRole(templateId: string): BuiltInRole | undefined {
  return BUILT_IN_ROLES.find((candidate) => candidate.templateId === templateId.toLowerCase());
}

function role(name: keyof typeof ROLE, displayName: string, description: string): BuiltInRole {
  return { templateId: ROLE[name], displayName, description };
}
