// Groups and what is in them.
import { anyOf, both, type PermissionRow } from "./row.js";

const READ = anyOf(
  "Group.ReadBasic.All",
  "GroupMember.Read.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const READ_MEMBERS = anyOf(
  "GroupMember.ReadBasic.All",
  "Group.ReadBasic.All",
  "GroupMember.Read.All",
  "GroupMember.ReadWrite.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
);
const READ_OWNERS = anyOf(
  "GroupMember.Read.All",
  "GroupMember.ReadWrite.All",
  "Group.Read.All",
  "Group.ReadWrite.All",
  "Directory.Read.All",
);
const WRITE = anyOf("Group.ReadWrite.All", "Directory.ReadWrite.All");
const WRITE_MEMBERS = anyOf("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All");

/** Which roles or ownership a user needs besides depends on the group: laws/object-rights.ts. */
export const groupRows: readonly PermissionRow[] = [
  both("GET /groups", "group-list", READ),
  both("GET /groups/:id", "group-get", READ),
  {
    ...both("POST /groups", "group-post-groups", WRITE),
    application: anyOf("Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All"),
  },
  both("PATCH /groups/:id", "group-update", WRITE),
  both("DELETE /groups/:id", "group-delete", anyOf("Group.ReadWrite.All")),
  both("GET /groups/:id/members", "group-list-members", READ_MEMBERS),
  both("GET /groups/:id/members/microsoft.graph.user", "group-list-members", READ_MEMBERS),
  both("GET /groups/:id/transitiveMembers", "group-list-transitivemembers", READ_MEMBERS),
  both("GET /groups/:id/owners", "group-list-owners", READ_OWNERS),
  both("POST /groups/:id/members/$ref", "group-post-members", WRITE_MEMBERS),
  both("DELETE /groups/:id/members/:memberId/$ref", "group-delete-members", WRITE_MEMBERS),
  both("POST /groups/:id/owners/$ref", "group-post-owners", WRITE),
  both("DELETE /groups/:id/owners/:ownerId/$ref", "group-delete-owners", WRITE),
];
