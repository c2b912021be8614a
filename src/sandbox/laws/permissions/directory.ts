// Users.
import { ROLE } from "../directory-roles.js";
import { DELETERS, USER_UPDATERS } from "../user-rights.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const USERS = anyOf(
  "User.ReadBasic.All",
  "User.Read.All",
  "User.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const USERS_CREATE = anyOf("User.ReadWrite.All", "Directory.ReadWrite.All");
/** Which of them serve for which property: laws/user-rights.ts. */
const USERS_UPDATE = [
  ...USERS_CREATE,
  ["User.EnableDisableAccount.All", "User.Read.All"],
  ["User-PasswordProfile.ReadWrite.All"],
  ["User-OnPremisesSyncBehavior.ReadWrite.All"],
];
const USERS_DELETE = anyOf("User.DeleteRestore.All", "User.ReadWrite.All");
const USER_CREATORS = [ROLE.userAdministrator, ROLE.directoryWriters];
const REVOKE = anyOf("User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All");
const REVOKERS = [
  ROLE.userAdministrator,
  ROLE.helpdeskAdministrator,
  ROLE.passwordAdministrator,
  ROLE.authenticationAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
  ROLE.directoryWriters,
];
const LICENCES = anyOf(
  "LicenseAssignment.Read.All",
  "User.Read.All",
  "User.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const MEMBERSHIPS = anyOf(
  "Directory.Read.All",
  "Directory.ReadWrite.All",
  "Group.ReadBasic.All",
  "GroupMember.ReadBasic.All",
);
const TRANSITIVE = [...MEMBERSHIPS, ...anyOf("User.Read.All", "GroupMember.Read.All", "Group.Read.All")];

export const directoryRows: readonly PermissionRow[] = [
  both("GET /users", "user-list", USERS),
  both("GET /users/:id", "user-get", USERS),
  {
    request: "GET /me",
    source: "user-get",
    delegated: [["User.Read"], ["User.ReadWrite"], ...USERS],
    application: anyOf("User.Read.All"),
    roles: "any",
  },
  both("POST /users", "user-post-users", USERS_CREATE, USER_CREATORS),
  both("PATCH /users/:id", "user-update", USERS_UPDATE, USER_UPDATERS),
  both("DELETE /users/:id", "user-delete", USERS_DELETE, DELETERS),
  both("POST /users/:id/revokeSignInSessions", "user-revokesigninsessions", REVOKE, REVOKERS),
  both("GET /users/:id/licenseDetails", "user-list-licensedetails", LICENCES),
  {
    ...both("GET /users/:id/memberOf", "user-list-memberof", MEMBERSHIPS),
    delegated: [...MEMBERSHIPS, ...anyOf("GroupMember.Read.All", "User.Read")],
  },
  {
    ...both("GET /users/:id/transitiveMemberOf", "user-list-transitivememberof", TRANSITIVE),
    delegated: [...TRANSITIVE, ...anyOf("User.Read")],
  },
];
