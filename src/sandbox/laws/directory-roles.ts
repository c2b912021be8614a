// Built-in directory roles that this tenant knows. Template ids and which of them are privileged: Microsoft Entra,
// "Microsoft Entra built-in roles" (2026-01); that page does not have On Premises Directory Sync Account.

export interface BuiltInRole {
  readonly templateId: string;
  readonly displayName: string;
  readonly description: string;
  /** Carries the label "privileged" ("Privileged roles and permissions in Microsoft Entra ID"). */
  readonly isPrivileged: boolean;
}

export const ROLE = {
  globalAdministrator: "62e90394-69f5-4237-9190-012177145e10",
  privilegedRoleAdministrator: "e8611ab8-c189-46e8-94e1-60213ab1f814",
  privilegedAuthenticationAdministrator: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  authenticationAdministrator: "c4e39bd9-1100-46d3-8c65-fb160da0071f",
  authenticationPolicyAdministrator: "0526716b-113d-4c15-b2c8-68e3c22b9f80",
  conditionalAccessAdministrator: "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
  securityAdministrator: "194ae4cb-b126-40b2-bd5b-6091b380977d",
  securityOperator: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
  securityReader: "5d6b6bb7-de71-4623-b4af-96380a352509",
  globalReader: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  reportsReader: "4a5d8f65-41da-4de4-8968-e035b65339cf",
  usageSummaryReportsReader: "75934031-6c7e-415a-99d7-48dbd49e875e",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  directoryWriters: "9360feb5-f418-4baa-8175-e2a00bac4301",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
  groupsAdministrator: "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  passwordAdministrator: "966707d0-3269-4727-9be2-8c3a10f19b9d",
  licenseAdministrator: "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
  guestInviter: "95e79109-95c0-4d8e-aee3-d01accf2d47b",
  billingAdministrator: "b0f54661-2d74-4c50-afa3-1ec803f12efe",
  serviceSupportAdministrator: "f023fd81-a637-4b56-95fd-791ac0226033",
  domainNameAdministrator: "8329153b-31d0-4727-b945-745eb3bc5f31",
  externalIdentityProviderAdministrator: "be2f45a1-457d-42af-a067-6ec1fa63bc45",
  hybridIdentityAdministrator: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
  directorySynchronizationAccounts: "d29b2b05-8046-44ba-8758-1e26182fcf32",
  onPremisesDirectorySyncAccount: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
  applicationAdministrator: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  cloudApplicationAdministrator: "158c047a-c907-4556-b7ef-446551a6b5f7",
  applicationDeveloper: "cf1c38e5-3621-4004-a7cb-879624dced7c",
  identityGovernanceAdministrator: "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e",
  lifecycleWorkflowsAdministrator: "59d46f88-662b-457b-bceb-5c3809e5908f",
  cloudDeviceAdministrator: "7698a772-787b-4ac8-901f-60d6b08affd2",
  intuneAdministrator: "3a2c62db-5318-420d-8d74-23affee5d9d5",
  complianceAdministrator: "17315797-102d-40b4-93e0-432062caca18",
  exchangeAdministrator: "29232cdf-9323-42fd-ade2-1d097af3e4de",
  exchangeRecipientAdministrator: "31392ffb-586c-42d1-9346-e59415a2cc4e",
  sharePointAdministrator: "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
  teamsAdministrator: "69091246-20e8-4a56-aa4d-066075b2a7a8",
  powerPlatformAdministrator: "11648597-926c-4cf3-9c36-bcebb0ba8dcc",
  fabricAdministrator: "a9ea8996-122f-4c74-9520-8edcd192826c",
  dynamics365Administrator: "44367163-eba1-44c3-98af-f5787879f96a",
  messageCenterReader: "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b",
  partnerTier1Support: "4ba39ca4-527c-499a-b93d-d9b492c50246",
  partnerTier2Support: "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8",
} as const;

export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  privileged("globalAdministrator", "Global Administrator", "Can manage all aspects of Microsoft Entra ID."),
  privileged("privilegedRoleAdministrator", "Privileged Role Administrator", "Can manage role assignments."),
  privileged(
    "privilegedAuthenticationAdministrator",
    "Privileged Authentication Administrator",
    "Can reset sign-in methods of any user.",
  ),
  privileged(
    "authenticationAdministrator",
    "Authentication Administrator",
    "Can reset sign-in methods of non-administrators.",
  ),
  role(
    "authenticationPolicyAdministrator",
    "Authentication Policy Administrator",
    "Can manage the policy of sign-in methods.",
  ),
  privileged("conditionalAccessAdministrator", "Conditional Access Administrator", "Can manage Conditional Access."),
  privileged(
    "securityAdministrator",
    "Security Administrator",
    "Can read security information and manage configuration.",
  ),
  privileged("securityOperator", "Security Operator", "Can manage security events."),
  privileged("securityReader", "Security Reader", "Can read security information and reports."),
  privileged("globalReader", "Global Reader", "Can read everything that a Global Administrator can, but not update."),
  role("reportsReader", "Reports Reader", "Can read sign-in and audit reports."),
  role("usageSummaryReportsReader", "Usage Summary Reports Reader", "Can read usage reports without user details."),
  role("directoryReaders", "Directory Readers", "Can read basic directory information."),
  privileged("directoryWriters", "Directory Writers", "Can read and write basic directory information."),
  privileged("userAdministrator", "User Administrator", "Can manage all aspects of users and groups."),
  role("groupsAdministrator", "Groups Administrator", "Can manage groups and their settings."),
  privileged("helpdeskAdministrator", "Helpdesk Administrator", "Can reset passwords for non-administrators."),
  privileged("passwordAdministrator", "Password Administrator", "Can reset passwords for non-administrators."),
  role("licenseAdministrator", "License Administrator", "Can manage product licenses."),
  role("guestInviter", "Guest Inviter", "Can invite guest users."),
  role("billingAdministrator", "Billing Administrator", "Can manage payment and subscriptions."),
  role("serviceSupportAdministrator", "Service Support Administrator", "Can manage support tickets."),
  privileged("domainNameAdministrator", "Domain Name Administrator", "Can manage domain names."),
  privileged(
    "externalIdentityProviderAdministrator",
    "External Identity Provider Administrator",
    "Can configure federation.",
  ),
  privileged("hybridIdentityAdministrator", "Hybrid Identity Administrator", "Can manage directory synchronization."),
  role("directorySynchronizationAccounts", "Directory Synchronization Accounts", "Only used by Entra Connect."),
  role("onPremisesDirectorySyncAccount", "On Premises Directory Sync Account", "Only used by synchronization."),
  privileged("applicationAdministrator", "Application Administrator", "Can manage all aspects of applications."),
  privileged(
    "cloudApplicationAdministrator",
    "Cloud Application Administrator",
    "Can manage applications except App Proxy.",
  ),
  privileged("applicationDeveloper", "Application Developer", "Can create application registrations."),
  role(
    "identityGovernanceAdministrator",
    "Identity Governance Administrator",
    "Can manage access for identity governance.",
  ),
  privileged("lifecycleWorkflowsAdministrator", "Lifecycle Workflows Administrator", "Can manage Lifecycle Workflows."),
  privileged("cloudDeviceAdministrator", "Cloud Device Administrator", "Can manage devices in Microsoft Entra ID."),
  privileged("intuneAdministrator", "Intune Administrator", "Can manage all aspects of Intune."),
  role("complianceAdministrator", "Compliance Administrator", "Can manage compliance configuration."),
  role("exchangeAdministrator", "Exchange Administrator", "Can manage all aspects of Exchange."),
  role("exchangeRecipientAdministrator", "Exchange Recipient Administrator", "Can manage Exchange recipients."),
  role("sharePointAdministrator", "SharePoint Administrator", "Can manage all aspects of SharePoint."),
  role("teamsAdministrator", "Teams Administrator", "Can manage the Teams service."),
  role("powerPlatformAdministrator", "Power Platform Administrator", "Can manage the Power Platform."),
  role("fabricAdministrator", "Fabric Administrator", "Can manage Fabric and Power BI."),
  role("dynamics365Administrator", "Dynamics 365 Administrator", "Can manage all aspects of Dynamics 365."),
  role("messageCenterReader", "Message Center Reader", "Can read the Message Center."),
  privileged("partnerTier1Support", "Partner Tier1 Support", "Not intended for general use."),
  privileged("partnerTier2Support", "Partner Tier2 Support", "Not intended for general use."),
];

export function builtInRole(templateId: string): BuiltInRole | undefined {
  return BUILT_IN_ROLES.find((candidate) => candidate.templateId === templateId.toLowerCase());
}

/** By its display name, without regard to case. */
export function builtInRoleNamed(displayName: string): BuiltInRole | undefined {
  return BUILT_IN_ROLES.find((candidate) => candidate.displayName.toLowerCase() === displayName.toLowerCase());
}

function privileged(name: keyof typeof ROLE, displayName: string, description: string): BuiltInRole {
  return { ...role(name, displayName, description), isPrivileged: true };
}

function role(name: keyof typeof ROLE, displayName: string, description: string): BuiltInRole {
  return { templateId: ROLE[name], displayName, description, isPrivileged: false };
}
