// What each kind of request needs. Source: Microsoft Graph permissions reference (permissions.json of
// microsoft-graph-devx-content, 2026-08-07) and, for Connect Health, learn.microsoft.com, "Microsoft Entra Connect Health
// operations" (roles of the Health scope).

export interface Permission {
  /** Least Graph permission, delegated and application alike where not said otherwise; or the Azure role. */
  readonly permission: string;
  /** The least directory role that a person who signs in must hold besides. */
  readonly role: string;
}

export const PERMISSIONS = {
  "read-organization": { permission: "Organization.Read.All", role: "Directory Readers" },
  "read-synchronization": {
    permission: "OnPremDirectorySynchronization.Read.All (Microsoft documents it for delegated sign-in only)",
    role: "Global Administrator",
  },
  "read-users": { permission: "User.Read.All", role: "Directory Readers" },
  "create-users": { permission: "User.ReadWrite.All", role: "User Administrator" },
  "read-roles": { permission: "RoleManagement.Read.Directory", role: "Directory Readers" },
  "assign-roles": { permission: "RoleManagement.ReadWrite.Directory", role: "Privileged Role Administrator" },
  "read-applications": { permission: "Application.Read.All", role: "Directory Readers" },
  "read-policies": { permission: "Policy.Read.All", role: "Security Reader" },
  "change-policies": {
    permission: "Policy.Read.All and Policy.ReadWrite.ConditionalAccess",
    role: "Conditional Access Administrator",
  },
  "read-health": {
    permission: "the Azure role Reader on /providers/Microsoft.ADHybridHealthService",
    role: "Global Administrator (Hybrid Identity Administrator is not enough)",
  },
  "remove-health": {
    permission: "the Azure role Contributor on /providers/Microsoft.ADHybridHealthService",
    role: "Global Administrator (Hybrid Identity Administrator is not enough)",
  },
} as const satisfies Readonly<Record<string, Permission>>;

export type Need = keyof typeof PERMISSIONS;

/** One sentence: what to grant, to whom. */
export function howToGrant(need: Need): string {
  const { permission, role } = PERMISSIONS[need];
  return `Needed: ${permission}; a person who signs in also needs the role ${role}.`;
}
