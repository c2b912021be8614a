// App registrations, and what is consented for them.
import { anyOf, both, type Permission, roles } from "./permission.js";

export const REGISTRATIONS = {
  "register-applications": {
    purpose: "register an application",
    requests: [
      "GET /applications",
      "GET /applications/{id}",
      "GET /applications/{id}/owners",
      "GET /applications/{id}/federatedIdentityCredentials",
      "GET /servicePrincipals(appId='{appId}')",
      "GET /servicePrincipals/{id}/owners",
      "GET /servicePrincipals/{id}/appRoleAssignments",
      "GET /directory/deletedItems/microsoft.graph.application",
      "GET /directory/deletedItems/microsoft.graph.servicePrincipal",
      "GET /directory/deletedItems/{id}",
      "POST /applications",
      "PATCH /applications/{id}",
      "POST /applications/{id}/federatedIdentityCredentials",
      "POST /servicePrincipals",
      "DELETE /applications/{id}",
      "DELETE /applications/{id}/federatedIdentityCredentials/{id}",
      "DELETE /servicePrincipals/{id}",
      "POST /directory/deletedItems/{id}/restore",
    ],
    ...both(anyOf("Application.ReadWrite.All")),
    // "Delegate app registration permissions in Microsoft Entra ID": by default every member registers applications, an
    // Application Developer does where that is turned off; whoever has registered one owns it, and may change it.
    ...roles("applicationDeveloper", "cloudApplicationAdministrator", "applicationAdministrator"),
    membersToo: true,
  },
  "consent-for-people": {
    purpose: "consent to what people may do through the application",
    requests: [
      "GET /oauth2PermissionGrants",
      "POST /oauth2PermissionGrants",
      "PATCH /oauth2PermissionGrants/{id}",
      "DELETE /oauth2PermissionGrants/{id}",
    ],
    ...both(anyOf("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All")),
    ...roles("cloudApplicationAdministrator", "applicationAdministrator", "privilegedRoleAdministrator"),
  },
  "consent-for-applications": {
    purpose: "consent to what the application may do by itself",
    requests: [
      "POST /servicePrincipals/{id}/appRoleAssignments",
      "DELETE /servicePrincipals/{id}/appRoleAssignments/{id}",
    ],
    ...both([
      ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
      ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
      ["AppRoleAssignment.ReadWrite.All", "Directory.Read.All"],
    ]),
    ...roles("privilegedRoleAdministrator"),
  },
  // The application and its service principal are items of their own among the deleted ones.
  "manage-sync-applications": {
    purpose: "disable the applications of old servers, note it, delete and restore them",
    requests: [
      "GET /applications/{id}",
      "GET /servicePrincipals/{id}",
      "GET /directory/deletedItems/microsoft.graph.servicePrincipal",
      "GET /directory/deletedItems/{id}",
      "PATCH /servicePrincipals/{id}",
      "PATCH /applications/{id}",
      "DELETE /applications/{id}",
      "DELETE /servicePrincipals/{id}",
      "POST /directory/deletedItems/{id}/restore",
    ],
    ...both(anyOf("Application.ReadWrite.All")),
    ...roles("applicationAdministrator", "cloudApplicationAdministrator"),
  },
} as const satisfies Readonly<Record<string, Permission>>;
