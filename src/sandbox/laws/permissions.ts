// Who may call what in Microsoft Graph: the sandbox's own table, written from the permission tables of the API
// reference pages (https://learn.microsoft.com/graph/api/…; the page's name stands at each row). A route without a row
// answers 501.
import { ROLE } from "./directory-roles.js";

export interface PermissionRow {
  /** `METHOD /path` as the route declares it. */
  readonly request: string;
  /** Each inner list is sufficient, and all of it is needed. */
  readonly delegated: readonly (readonly string[])[];
  /** Empty: not supported for applications. */
  readonly application: readonly (readonly string[])[];
  /** What a delegated caller needs besides, one of them; Global Administrator always suffices. `any` user otherwise. */
  readonly roles: readonly string[] | "any";
}

const DIRECTORY = [["Directory.Read.All"], ["Directory.ReadWrite.All"]] as const;
const ORGANIZATION = [["Organization.Read.All"], ["Organization.ReadWrite.All"], ...DIRECTORY] as const;
const USERS = [["User.ReadBasic.All"], ["User.Read.All"], ["User.ReadWrite.All"], ...DIRECTORY] as const;
const GROUPS = [["GroupMember.Read.All"], ["Group.Read.All"], ["Group.ReadWrite.All"], ...DIRECTORY] as const;
const ROLES_READ = [["RoleManagement.Read.Directory"], ["RoleManagement.ReadWrite.Directory"], ...DIRECTORY] as const;
const ROLES_WRITE = [["RoleManagement.ReadWrite.Directory"]] as const;
const APPLICATIONS = [["Application.Read.All"], ["Application.ReadWrite.All"], ...DIRECTORY] as const;
const SYNCHRONIZATION = [
  ["OnPremDirectorySynchronization.Read.All"],
  ["OnPremDirectorySynchronization.ReadWrite.All"],
] as const;
const POLICIES_WRITE = [["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]] as const;

const ROLE_READERS = [ROLE.directoryReaders, ROLE.globalReader, ROLE.privilegedRoleAdministrator];
const USER_WRITERS = [ROLE.userAdministrator];
const POLICY_WRITERS = [ROLE.conditionalAccessAdministrator, ROLE.securityAdministrator];
const POLICY_READERS = [...POLICY_WRITERS, ROLE.securityReader, ROLE.globalReader];

const PERMISSION_ROWS: readonly PermissionRow[] = [
  // organization-list, organization-get. (User.Read alone returns fewer properties, which is not emulated: refused.)
  row("GET /organization", ORGANIZATION, ORGANIZATION, "any"),
  row("GET /organization/:id", ORGANIZATION, ORGANIZATION, "any"),
  // domain-list
  row(
    "GET /domains",
    [["Domain.Read.All"], ["Domain.ReadWrite.All"], ["Directory.Read.All"]],
    [["Domain.Read.All"], ["Domain.ReadWrite.All"], ["Directory.Read.All"]],
    "any",
  ),
  // subscribedsku-list
  row(
    "GET /subscribedSkus",
    [["LicenseAssignment.Read.All"], ...ORGANIZATION],
    [["LicenseAssignment.Read.All"], ...ORGANIZATION],
    "any",
  ),
  // user-list, user-get
  row("GET /users", USERS, USERS, "any"),
  row("GET /users/:id", USERS, USERS, "any"),
  // user-get, "the signed-in user"
  row("GET /me", [["User.Read"], ["User.ReadWrite"], ...USERS], [["User.Read.All"]], "any"),
  // user-post-users
  row(
    "POST /users",
    [["User.ReadWrite.All"], ["Directory.ReadWrite.All"]],
    [["User.ReadWrite.All"], ["Directory.ReadWrite.All"]],
    USER_WRITERS,
  ),
  // user-update
  row(
    "PATCH /users/:id",
    [["User.ReadWrite.All"], ["Directory.ReadWrite.All"]],
    [["User.ReadWrite.All"], ["Directory.ReadWrite.All"]],
    USER_WRITERS,
  ),
  // user-delete
  row(
    "DELETE /users/:id",
    [["User.DeleteRestore.All"], ["User.ReadWrite.All"]],
    [["User.DeleteRestore.All"], ["User.ReadWrite.All"]],
    USER_WRITERS,
  ),
  // user-list-transitivememberof
  row("GET /users/:id/transitiveMemberOf", [["User.Read.All"], ...GROUPS], [["User.Read.All"], ...GROUPS], "any"),
  // group-list, group-get
  row("GET /groups", GROUPS, GROUPS, "any"),
  row("GET /groups/:id", GROUPS, GROUPS, "any"),
  // rbacapplication-list-roledefinitions, unifiedroledefinition-get
  row("GET /roleManagement/directory/roleDefinitions", ROLES_READ, ROLES_READ, ROLE_READERS),
  row("GET /roleManagement/directory/roleDefinitions/:id", ROLES_READ, ROLES_READ, ROLE_READERS),
  // rbacapplication-list-roleassignments, unifiedroleassignment-get
  row("GET /roleManagement/directory/roleAssignments", ROLES_READ, ROLES_READ, ROLE_READERS),
  row("GET /roleManagement/directory/roleAssignments/:id", ROLES_READ, ROLES_READ, ROLE_READERS),
  // rbacapplication-post-roleassignments, unifiedroleassignment-delete
  row("POST /roleManagement/directory/roleAssignments", ROLES_WRITE, ROLES_WRITE, [ROLE.privilegedRoleAdministrator]),
  row("DELETE /roleManagement/directory/roleAssignments/:id", ROLES_WRITE, ROLES_WRITE, [
    ROLE.privilegedRoleAdministrator,
  ]),
  // directoryrole-list, directoryrole-list-members
  row("GET /directoryRoles", ROLES_READ, ROLES_READ, ROLE_READERS),
  row("GET /directoryRoles(roleTemplateId=:id)/members", ROLES_READ, ROLES_READ, ROLE_READERS),
  // conditionalaccessroot-list-policies, conditionalaccesspolicy-get
  row("GET /identity/conditionalAccess/policies", [["Policy.Read.All"]], [["Policy.Read.All"]], POLICY_READERS),
  row("GET /identity/conditionalAccess/policies/:id", [["Policy.Read.All"]], [["Policy.Read.All"]], POLICY_READERS),
  // conditionalaccesspolicy-update; that reading is needed besides is in Graph's list of known issues
  row("PATCH /identity/conditionalAccess/policies/:id", POLICIES_WRITE, POLICIES_WRITE, POLICY_WRITERS),
  // onpremisesdirectorysynchronization-get: "Application: Not supported", "Global Administrator is the only role
  // supported for this operation"
  row("GET /directory/onPremisesSynchronization", SYNCHRONIZATION, [], []),
  row("GET /directory/onPremisesSynchronization/:id", SYNCHRONIZATION, [], []),
  // serviceprincipal-list, serviceprincipal-get, serviceprincipal-list-approleassignedto
  row("GET /servicePrincipals", APPLICATIONS, APPLICATIONS, "any"),
  row("GET /servicePrincipals(appId=:id)", APPLICATIONS, APPLICATIONS, "any"),
  row("GET /servicePrincipals(appId=:id)/appRoleAssignedTo", APPLICATIONS, APPLICATIONS, "any"),
];

const ROWS_BY_REQUEST = new Map(PERMISSION_ROWS.map((one) => [one.request, one]));

export function permissionRow(request: string): PermissionRow | undefined {
  return ROWS_BY_REQUEST.get(request);
}

export function isSufficient(alternatives: readonly (readonly string[])[], held: readonly string[]): boolean {
  return alternatives.some((needed) => needed.every((permission) => held.includes(permission)));
}

function row(
  request: string,
  delegated: PermissionRow["delegated"],
  application: PermissionRow["application"],
  roles: PermissionRow["roles"],
): PermissionRow {
  return { request, delegated, application, roles };
}
