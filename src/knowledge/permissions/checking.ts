// What verify-sync reads besides: logs, lists of objects, credentials of applications.
import { anyOf, both, DIRECTORY_READ, LOG_READERS, NO_ROLES, type Permission, roles } from "./permission.js";

export const CHECKING = {
  "read-domains": {
    purpose: "see how the domains sign in",
    requests: ["GET /domains"],
    ...both(anyOf("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All")),
    ...NO_ROLES,
  },
  "list-users": {
    purpose: "find users with provisioning errors, and count those that are synchronised or were deleted",
    requests: ["GET /users", "GET /directory/deletedItems/microsoft.graph.user"],
    ...both(anyOf("User.Read.All", "User.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "list-groups": {
    purpose: "find groups with provisioning errors, and count those that are synchronised or were deleted",
    requests: ["GET /groups", "GET /directory/deletedItems/microsoft.graph.group"],
    ...both(anyOf("Group.Read.All", "Group.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "list-contacts": {
    purpose: "find contacts with provisioning errors, and count those that are synchronised",
    requests: ["GET /contacts"],
    ...both(anyOf("OrgContact.Read.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  // Without a licence, too, of the last 7 days ("Microsoft Entra data retention").
  "read-audit": {
    purpose: "see which identity writes, and when one was disabled",
    requests: ["GET /auditLogs/directoryAudits"],
    ...both(anyOf("AuditLog.Read.All", "Directory.Read.All")),
    ...LOG_READERS,
  },
  // "List agents": for a person's sign-in only. That page names no role.
  "read-agents": {
    purpose: "see where pass-through authentication agents are",
    requests: ["GET /onPremisesPublishingProfiles/{publishingType}/agents"],
    delegated: anyOf("Policy.Read.HybridAuthentication"),
    application: null,
    ...roles("hybridIdentityAdministrator", "globalReader"),
    staysOpen: "pass-through authentication",
  },
  "read-credential-policy": {
    purpose: "tell whether the tenant forbids or shortens certificates of applications",
    requests: ["GET /policies/defaultAppManagementPolicy"],
    ...both(anyOf("Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration")),
    ...NO_ROLES,
  },
  "read-application-credentials": {
    purpose: "see with what the applications that synchronise prove themselves, and who owns them",
    requests: [
      "GET /applications(appId='{appId}')",
      "GET /applications/{id}/owners",
      "GET /applications/{id}/federatedIdentityCredentials",
      "GET /servicePrincipals/{id}/owners",
      "GET /servicePrincipals/{id}/appRoleAssignments",
    ],
    ...both(anyOf("Application.Read.All", "Application.ReadWrite.All")),
    ...NO_ROLES,
  },
} as const satisfies Readonly<Record<string, Permission>>;
