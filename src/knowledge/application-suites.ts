// Words by which a policy names many applications at once. As of 2026-11.
import { SYNC_RESOURCES } from "./sync-resources.js";

/**
 * Members that a sign-in of ours could be asked about. Sources: "Apps included in Conditional Access Office 365 app suite";
 * "Targeting resources in Conditional Access policies", Microsoft Admin Portals. In lower case, as compared.
 */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  office365: [
    "00000002-0000-0ff1-ce00-000000000000", // Office 365 Exchange Online
    "00000003-0000-0ff1-ce00-000000000000", // Office 365 SharePoint Online
    "00000004-0000-0ff1-ce00-000000000000", // Skype for Business Online
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams Services
  ],
  microsoftadminportals: [
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", // Azure portal, Microsoft Entra and Intune admin centers
    "00000006-0000-0ff1-ce00-000000000000", // Microsoft 365 admin center
  ],
};

/** The suite that Microsoft's list has the Microsoft 365 Reporting Service in, which newer engines may ask for. */
export const REPORTING_SERVICE_SUITE = "office365";

/** Both pages list their members by name, and no resource of synchronisation whose id is known is among them. */
const OUTSIDERS: readonly string[] = SYNC_RESOURCES.flatMap(({ appId }) => appId ?? []);

/** Null where it cannot be told. */
export function isInSuite(suite: string, appId: string): boolean | null {
  const id = appId.toLowerCase();
  if (MEMBERS[suite]?.includes(id) === true) return true;
  return OUTSIDERS.includes(id) ? false : null;
}
