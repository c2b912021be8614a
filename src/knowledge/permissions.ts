// What each kind of request needs: the one table behind the help texts, `doctor`, `register-app`, the check before a
// command's first write, and docs/permissions.md. Sources: Microsoft Graph permissions reference (permissions.json of
// microsoft-graph-devx-content, 2026-08-07) and the API pages' role sections; for Connect Health learn.microsoft.com,
// "Microsoft Entra Connect Health operations"; for role holders "Sensitive actions" of the users resource.
import { ROLES, type RoleKey } from "./directory.js";

/** Each inner list is sufficient, and all of it is needed; the first is the least that serves. */
export type Alternatives = readonly (readonly string[])[];

export interface Permission {
  /** What it is for: completes "to …". */
  readonly purpose: string;
  /** The requests that are sent with it, `METHOD /path`. */
  readonly requests: readonly string[];
  /** Scopes of a person's token for Graph. Empty: none. */
  readonly delegated: Alternatives;
  /** App roles of an application that signs in by itself. Null: Microsoft documents none that would serve. */
  readonly application: Alternatives | null;
  /** Directory roles of which a person needs one, the least first; Global Administrator always serves. Empty: none. */
  readonly roles: readonly RoleKey[];
  /** Directory roles of which an application's service principal needs one. Empty: none. */
  readonly applicationRoles: readonly RoleKey[];
  /** Azure role on the Connect Health scope that serves persons and applications; for a person, Global Administrator does too. */
  readonly azureRole?: AzureRole;
  /**
   * Where documents disagree on the roles that serve, so that only the reading itself tells: what stays open without it,
   * while everything else is done.
   */
  readonly staysOpen?: string;
  /**
   * Without any role, too, wherever the tenant has not forbidden it: the service decides, and nobody is turned away before.
   */
  readonly membersToo?: true;
  /** Licence without which the service refuses. */
  readonly licence?: "P1";
}

export type AzureRole = "Reader" | "Contributor";

/** Where Azure roles for Connect Health are assigned: in the portal, Connect Health > Role based access control (IAM). */
export const HEALTH_SCOPE = "/providers/Microsoft.ADHybridHealthService";

const DIRECTORY_READ = ["Directory.Read.All", "Directory.ReadWrite.All"];
const anyOf = (...permissions: readonly string[]): Alternatives => permissions.map((one) => [one]);

/** The same scopes and app roles for a person and for an application. */
const both = (alternatives: Alternatives) => ({ delegated: alternatives, application: alternatives });
const NO_ROLES = { roles: [], applicationRoles: [] } as const;
const roles = (...keys: readonly RoleKey[]) => ({ roles: keys, applicationRoles: [] });
const POLICY_ADMINISTRATORS = ["conditionalAccessAdministrator", "securityAdministrator"] as const;
const HEALTH = { delegated: [], application: [], roles: ["globalAdministrator"], applicationRoles: [] } as const;

export const PERMISSIONS = {
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
    requests: ["GET /users/{id}"],
    ...both(anyOf("User.Read.All", "User.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "read-memberships": {
    purpose: "read the groups and roles of an account",
    requests: ["GET /users/{id}/transitiveMemberOf"],
    ...both(anyOf("User.Read.All", "GroupMember.Read.All", "Group.Read.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "create-users": {
    purpose: "create the account",
    requests: ["POST /users"],
    ...both(anyOf("User.ReadWrite.All", "Directory.ReadWrite.All")),
    ...roles("userAdministrator", "directoryWriters"),
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
  "assign-roles": {
    purpose: "give the account its role",
    requests: ["POST /roleManagement/directory/roleAssignments"],
    ...both(anyOf("RoleManagement.ReadWrite.Directory")),
    ...roles("privilegedRoleAdministrator"),
  },
  "read-applications": {
    purpose: "find the applications that synchronise",
    requests: ["GET /servicePrincipals(appId='{appId}')/appRoleAssignedTo"],
    ...both(anyOf("Application.Read.All", "Application.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "read-policies": {
    purpose: "read Conditional Access policies",
    requests: ["GET /identity/conditionalAccess/policies"],
    ...both(anyOf("Policy.Read.All")),
    ...roles("securityReader", "globalReader", ...POLICY_ADMINISTRATORS),
  },
  "change-policies": {
    purpose: "change Conditional Access policies",
    requests: ["GET /identity/conditionalAccess/policies/{id}", "PATCH /identity/conditionalAccess/policies/{id}"],
    ...both([["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]]),
    ...roles(...POLICY_ADMINISTRATORS),
    licence: "P1",
  },
  "read-health": {
    purpose: "list the servers of Connect Health",
    requests: [
      `GET ${HEALTH_SCOPE}/services`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}/datafreshness`,
      `GET ${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments`,
    ],
    ...HEALTH,
    azureRole: "Reader",
  },
  "remove-health": {
    purpose: "remove a server from Connect Health",
    requests: [`DELETE ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}`],
    ...HEALTH,
    azureRole: "Contributor",
  },
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
      "POST /applications",
      "PATCH /applications/{id}",
      "POST /applications/{id}/federatedIdentityCredentials",
      "POST /servicePrincipals",
      "DELETE /applications/{id}",
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
  "manage-role-holders": {
    purpose: "disable, reset, delete or restore the service account and the old Sync_* accounts",
    requests: ["PATCH /users/{id}", "DELETE /users/{id}"],
    delegated: [["User.ReadWrite.All", "Directory.AccessAsUser.All"]],
    application: anyOf("User.ReadWrite.All"),
    roles: ["privilegedAuthenticationAdministrator"],
    applicationRoles: ["privilegedAuthenticationAdministrator", "globalAdministrator"],
  },
  "manage-sync-applications": {
    purpose: "delete the applications of old servers",
    requests: ["DELETE /applications/{id}"],
    ...both(anyOf("Application.ReadWrite.All")),
    ...roles("applicationAdministrator", "cloudApplicationAdministrator"),
  },
} as const satisfies Readonly<Record<string, Permission>>;

export type Need = keyof typeof PERMISSIONS;

/** The table's row, seen without its literal types. */
export function permissionFor(need: Need): Permission {
  return PERMISSIONS[need];
}

/** Whether something is changed with it. */
export function isWriting(need: Need): boolean {
  return permissionFor(need).requests.some((request) => !request.startsWith("GET "));
}

/** What to grant, in words: scopes and app roles, or the Azure role. */
export function permissionText(need: Need): string {
  const { delegated, application, azureRole } = permissionFor(need);
  if (azureRole !== undefined) return `the Azure role ${azureRole} on ${HEALTH_SCOPE}`;
  const least = listed(delegated[0] ?? []);
  if (application === null) return `${least} (Microsoft documents it for a person's sign-in only)`;
  const own = listed(application[0] ?? []);
  return own === least ? least : `${least} for a person, ${own} for an application`;
}

/** Which directory role is needed besides, by whom; empty where none is. */
function roleText(need: Need): string {
  const { roles: forPeople, applicationRoles, azureRole } = permissionFor(need);
  const [person, application] = [forPeople[0], applicationRoles[0]];
  if (azureRole !== undefined)
    return "a person may have the role Global Administrator instead (Hybrid Identity Administrator is not enough)";
  return [
    ...(person === undefined ? [] : [`a person who signs in also needs the role ${ROLES[person].name}`]),
    ...(application === undefined ? [] : [`an application's service principal the role ${ROLES[application].name}`]),
  ].join(", ");
}

/** One sentence: what to grant, to whom. */
export function howToGrant(need: Need): string {
  return `Needed: ${[permissionText(need), roleText(need)].filter(Boolean).join("; ")}.`;
}

function listed(permissions: readonly string[]): string {
  return permissions.join(" and ");
}
