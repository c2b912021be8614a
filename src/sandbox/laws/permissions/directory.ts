// Users.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const USERS = anyOf(
  "User.ReadBasic.All",
  "User.Read.All",
  "User.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const GROUPS = anyOf(
  "GroupMember.Read.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const USERS_WRITE = anyOf("User.ReadWrite.All", "Directory.ReadWrite.All");
const USERS_DELETE = anyOf("User.DeleteRestore.All", "User.ReadWrite.All");
const USER_WRITERS = [ROLE.userAdministrator];

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
  both("POST /users", "user-post-users", USERS_WRITE, USER_WRITERS),
  both("PATCH /users/:id", "user-update", USERS_WRITE, USER_WRITERS),
  both("DELETE /users/:id", "user-delete", USERS_DELETE, USER_WRITERS),
  both("GET /users/:id/transitiveMemberOf", "user-list-transitivememberof", [["User.Read.All"], ...GROUPS]),
];
