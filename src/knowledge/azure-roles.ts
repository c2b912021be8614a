// Azure roles that count at the scope of Connect Health. Ids: learn.microsoft.com, "Azure built-in roles"; what they allow
// there: "Microsoft Entra Connect Health operations", which knows the first three ("All other roles have no impact") and is
// older than the fourth, a role of Azure that has all of the provider's deletions among its actions.
import type { AzureRole } from "./permissions/permission.js";

interface HealthRole {
  readonly id: string;
  readonly name: string;
  readonly allows: readonly AzureRole[];
}

export const HEALTH_ROLES: readonly HealthRole[] = [
  { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader", allows: ["Reader"] },
  { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor", allows: ["Reader", "Contributor"] },
  { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", name: "Owner", allows: ["Reader", "Contributor", "Owner"] },
  {
    id: "93629c8c-5d36-4533-85cd-f5bb3338710e",
    name: "Entra Connect Health Service Admin",
    allows: ["Reader", "Contributor"],
  },
];
