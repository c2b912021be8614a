// Accounts, their roles, and how they sign in. Of an account that holds a role, what could take it over is for a higher role
// alone, whatever the permissions say ("Who can perform sensitive actions", "Who can reset passwords"); a person then needs
// Directory.AccessAsUser.All to delete or restore it ("Delete a user", "Restore deleted item").
import { anyOf, both, DIRECTORY_READ, NO_ROLES, type Permission, roles } from "./permission.js";

const ABOVE_ROLE_HOLDERS = {
  roles: ["privilegedAuthenticationAdministrator"],
  applicationRoles: ["privilegedAuthenticationAdministrator", "globalAdministrator"],
} as const;

export const ACCOUNTS = {
  "read-accounts": {
    purpose: "look for the account, its mark, and deleted ones of its name",
    requests: [
      "GET /users/{id}",
      "GET /users/{id}/extensions/{name}",
      "GET /directory/deletedItems/microsoft.graph.user",
      "GET /directory/deletedItems/{id}",
    ],
    ...both(anyOf("User.Read.All", "User.ReadWrite.All", ...DIRECTORY_READ)),
    ...NO_ROLES,
  },
  "create-users": {
    purpose: "create the account, and mark it",
    requests: ["POST /users", "POST /users/{id}/extensions", "DELETE /users/{id}/extensions/{name}"],
    ...both(anyOf("User.ReadWrite.All", "Directory.ReadWrite.All")),
    ...roles("userAdministrator", "directoryWriters"),
  },
  // The same extension of an account that is there already: whatever roles it holds, nothing of this could take it over.
  "mark-accounts": {
    purpose: "keep in the account's mark until when it is excluded, and since when it is disabled",
    requests: [
      "POST /users/{id}/extensions",
      "PATCH /users/{id}/extensions/{name}",
      "DELETE /users/{id}/extensions/{name}",
    ],
    ...both(anyOf("User.ReadWrite.All", "Directory.ReadWrite.All")),
    ...roles("userAdministrator", "directoryWriters"),
  },
  // The plain assignment, and the same through Privileged Identity Management, which one permission covers.
  "assign-roles": {
    purpose: "give the account its role",
    requests: [
      "POST /roleManagement/directory/roleAssignments",
      "DELETE /roleManagement/directory/roleAssignments/{id}",
      "POST /roleManagement/directory/roleAssignmentScheduleRequests",
      "POST /roleManagement/directory/roleEligibilityScheduleRequests",
    ],
    ...both(anyOf("RoleManagement.ReadWrite.Directory")),
    ...roles("privilegedRoleAdministrator"),
  },
  // In tenants with P2 only. One of the last two covers all three requests.
  "read-privileged-roles": {
    purpose: "read what Privileged Identity Management has assigned, and its rules",
    requests: [
      "GET /roleManagement/directory/roleAssignmentScheduleInstances",
      "GET /roleManagement/directory/roleEligibilityScheduleInstances",
      "GET /policies/roleManagementPolicyAssignments",
    ],
    ...both([
      [
        "RoleAssignmentSchedule.Read.Directory",
        "RoleEligibilitySchedule.Read.Directory",
        "RoleManagementPolicy.Read.Directory",
      ],
      ["RoleManagement.Read.Directory"],
      ["RoleManagement.ReadWrite.Directory"],
    ]),
    ...roles(
      "securityReader",
      "globalReader",
      "securityOperator",
      "securityAdministrator",
      "privilegedRoleAdministrator",
    ),
  },
  // Of an account that held no role when it was deleted; of another one the service asks for more.
  "restore-users": {
    purpose: "restore a deleted account",
    requests: ["POST /directory/deletedItems/{id}/restore"],
    ...both(anyOf("User.DeleteRestore.All", "User.ReadWrite.All")),
    ...roles("userAdministrator", "authenticationAdministrator", "privilegedAuthenticationAdministrator"),
  },
  "disable-accounts": {
    purpose: "disable or enable an account that holds a role",
    requests: ["PATCH /users/{id}"],
    ...both([["User.EnableDisableAccount.All", "User.Read.All"], ["User.ReadWrite.All"], ["Directory.ReadWrite.All"]]),
    ...ABOVE_ROLE_HOLDERS,
  },
  // Two properties: the password, and that it does not expire.
  "reset-passwords": {
    purpose: "reset the password of an account that holds a role",
    requests: ["PATCH /users/{id}"],
    delegated: [
      ["User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All"],
      ["Directory.AccessAsUser.All", "User.ReadWrite.All"],
    ],
    application: anyOf("User.ReadWrite.All"),
    ...ABOVE_ROLE_HOLDERS,
  },
  // Of an account without a role; of another one, the second of the roles.
  "issue-passes": {
    purpose: "issue a Temporary Access Pass",
    requests: [
      "GET /users/{id}/authentication/temporaryAccessPassMethods",
      "POST /users/{id}/authentication/temporaryAccessPassMethods",
      "DELETE /users/{id}/authentication/temporaryAccessPassMethods/{id}",
    ],
    ...both(anyOf("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")),
    ...roles("authenticationAdministrator", "privilegedAuthenticationAdministrator"),
  },
  // Of an account without a role: what a run has given is taken from it first.
  "undo-accounts": {
    purpose: "delete an account that a run has made, or disable it",
    requests: ["PATCH /users/{id}", "DELETE /users/{id}"],
    ...both(anyOf("User.ReadWrite.All")),
    ...roles("userAdministrator", "authenticationAdministrator", "privilegedAuthenticationAdministrator"),
  },
  "read-methods": {
    purpose: "tell how the account can sign in",
    requests: ["GET /users/{id}/authentication/methods"],
    ...both(anyOf("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")),
    ...roles("globalReader", "authenticationAdministrator", "privilegedAuthenticationAdministrator"),
  },
  "manage-role-holders": {
    purpose: "delete accounts that hold roles, and restore them",
    requests: ["DELETE /users/{id}", "POST /directory/deletedItems/{id}/restore"],
    delegated: [
      ["User.DeleteRestore.All", "Directory.AccessAsUser.All"],
      ["User.ReadWrite.All", "Directory.AccessAsUser.All"],
    ],
    application: anyOf("User.DeleteRestore.All", "User.ReadWrite.All"),
    ...ABOVE_ROLE_HOLDERS,
  },
} as const satisfies Readonly<Record<string, Permission>>;
