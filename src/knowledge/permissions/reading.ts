// What is read of a tenant by more than one command.
import { anyOf, both, DIRECTORY_READ, LOG_READERS, NO_ROLES, type Permission, roles } from "./permission.js";

export const READING = {
  "read-organization": {
    purpose: "tell which tenant this is and whether it is synchronised",
    requests: ["GET /organization"],
    ...both(anyOf("Organization.Read.All", "Organization.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  // Who registers an application may have no registration yet: the Azure CLI's client has none of the permissions above.
  // With the others Graph tells id, name and domains and nothing else ("List organizations"); that page leaves out
  // User.Read.All, which the permissions file has.
  "name-tenant": {
    purpose: "tell the tenant's name",
    requests: ["GET /organization"],
    delegated: anyOf(
      "User.Read",
      "User.Read.All",
      "Organization.Read.All",
      "Organization.ReadWrite.All",
      ...DIRECTORY_READ,
    ),
    application: anyOf("User.Read.All", "Organization.Read.All", "Organization.ReadWrite.All", ...DIRECTORY_READ),
    ...NO_ROLES,
  },
  "read-synchronization": {
    purpose: "read the synchronisation object",
    requests: ["GET /directory/onPremisesSynchronization"],
    delegated: anyOf("OnPremDirectorySynchronization.Read.All", "OnPremDirectorySynchronization.ReadWrite.All"),
    application: null,
    // "Get onPremisesDirectorySynchronization": the only role supported. "Microsoft Entra built-in roles" gives Hybrid
    // Identity Administrator onPremisesSynchronization/standard/read.
    ...roles("globalAdministrator"),
    staysOpen: "the synchronisation object only (active server, version, password hashes)",
  },
  "read-users": {
    purpose: "look an account up",
    requests: ["GET /users/{id}", "GET /users"],
    ...both(anyOf("User.Read.All", "User.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  // Groups that roles may be assigned to are read like any other; whose members they are takes no more.
  "read-groups": {
    purpose: "look a group, its members and its owners up",
    requests: ["GET /groups", "GET /groups/{id}", "GET /groups/{id}/members", "GET /groups/{id}/owners"],
    ...both(anyOf("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All")),
    ...NO_ROLES,
  },
  // The role that is the least opens all of the log ("Microsoft Entra built-in roles"); with the licence only ("List signIns").
  "read-sign-ins": {
    purpose: "see with which policies, and from where, the identities really sign in",
    requests: ["GET /auditLogs/signIns"],
    ...both(anyOf("AuditLog.Read.All")),
    ...LOG_READERS,
    licence: "P1",
  },
  // Of every user; with the licence only ("signInActivity resource type").
  "read-sign-in-activity": {
    purpose: "tell when somebody last signed in with the account",
    requests: [],
    ...both([
      ["AuditLog.Read.All", "User.Read.All"],
      ["AuditLog.Read.All", "User.ReadWrite.All"],
    ]),
    ...NO_ROLES,
    licence: "P1",
  },
  "read-memberships": {
    purpose: "read the groups and roles of an account",
    requests: ["GET /users/{id}/transitiveMemberOf"],
    ...both(anyOf("User.Read.All", "GroupMember.Read.All", "Group.Read.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "read-roles": {
    purpose: "read role assignments",
    requests: ["GET /roleManagement/directory/roleAssignments"],
    ...both(anyOf("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", ...DIRECTORY_READ)),
    ...roles("directoryReaders", "globalReader", "privilegedRoleAdministrator"),
  },
  // Asked only to tell somebody who lacks a role that it can be activated: no command needs it.
  "read-eligibility": {
    purpose: "tell which roles the operator may activate",
    requests: ["GET /roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')"],
    delegated: anyOf(
      "RoleEligibilitySchedule.Read.Directory",
      "RoleEligibilitySchedule.ReadWrite.Directory",
      "RoleManagement.Read.Directory",
      "RoleManagement.ReadWrite.Directory",
    ),
    application: null,
    ...NO_ROLES,
  },
  "read-applications": {
    purpose: "find the applications that synchronise",
    requests: [
      "GET /servicePrincipals(appId='{appId}')/appRoleAssignedTo",
      "GET /servicePrincipals(appId='{appId}')",
      "GET /servicePrincipals/{id}",
    ],
    ...both(anyOf("Application.Read.All", "Application.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  // Of an application that lists them Directory.ReadWrite.All is not accepted.
  "find-applications": {
    purpose: "find applications that servers have left behind, by their names",
    requests: ["GET /servicePrincipals"],
    delegated: anyOf("Application.Read.All", "Application.ReadWrite.All", ...DIRECTORY_READ),
    application: anyOf("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"),
    ...NO_ROLES,
  },
} as const satisfies Readonly<Record<string, Permission>>;
