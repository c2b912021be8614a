// The groups of applications that a policy can name by one word.

/**
 * `Office365`: "Apps included in Conditional Access Office 365 app suite"; of its many applications those that people
 * sign in to. Microsoft Graph, Windows Azure Active Directory and the synchronisation services are none of them.
 */
export const OFFICE_365_APP_IDS: ReadonlySet<string> = new Set([
  "00000002-0000-0ff1-ce00-000000000000", // Office 365 Exchange Online
  "00000003-0000-0ff1-ce00-000000000000", // Office 365 SharePoint Online
  "00000004-0000-0ff1-ce00-000000000000", // Skype for Business Online
  "00000005-0000-0ff1-ce00-000000000000", // Viva Engage (Yammer)
  "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams services
  "09abbdfd-ed23-44ee-a2d9-a627aa1c90f3", // Microsoft Planner
  "4765445b-32c6-49b0-83e6-1d93765276ca", // OfficeHome
]);

/** `MicrosoftAdminPortals`: "Targeting resources in Conditional Access policies", Microsoft Admin Portals. */
export const ADMIN_PORTAL_APP_IDS: ReadonlySet<string> = new Set([
  "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", // Azure portal, Microsoft Entra and Intune admin centers
  "00000006-0000-0ff1-ce00-000000000000", // Microsoft 365 admin center
  "497effe9-df71-4043-a8bb-14cf78c4b63b", // Exchange admin center
  "80ccca67-54bd-44ab-8625-4b79c4dc7775", // Microsoft Defender and Purview portals
]);
