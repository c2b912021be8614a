// Directory roles and who holds them.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const READ = anyOf(
  "RoleManagement.Read.Directory",
  "RoleManagement.ReadWrite.Directory",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const WRITE = anyOf("RoleManagement.ReadWrite.Directory");
const READERS = [ROLE.directoryReaders, ROLE.globalReader, ROLE.privilegedRoleAdministrator];
const WRITERS = [ROLE.privilegedRoleAdministrator];
const BASE = "/roleManagement/directory";

export const roleRows: readonly PermissionRow[] = [
  both(`GET ${BASE}/roleDefinitions`, "rbacapplication-list-roledefinitions", READ, READERS),
  both(`GET ${BASE}/roleDefinitions/:id`, "unifiedroledefinition-get", READ, READERS),
  both(`GET ${BASE}/roleAssignments`, "rbacapplication-list-roleassignments", READ, READERS),
  both(`GET ${BASE}/roleAssignments/:id`, "unifiedroleassignment-get", READ, READERS),
  both(`POST ${BASE}/roleAssignments`, "rbacapplication-post-roleassignments", WRITE, WRITERS),
  both(`DELETE ${BASE}/roleAssignments/:id`, "unifiedroleassignment-delete", WRITE, WRITERS),
  both("GET /directoryRoles", "directoryrole-list", READ, READERS),
  both("POST /directoryRoles", "directoryrole-post-directoryroles", WRITE, WRITERS),
  both("GET /directoryRoles/:id", "directoryrole-get", READ, READERS),
  both("GET /directoryRoles(roleTemplateId=:id)", "directoryrole-get", READ, READERS),
  both("GET /directoryRoles/:id/members", "directoryrole-list-members", READ, READERS),
  both("GET /directoryRoles(roleTemplateId=:id)/members", "directoryrole-list-members", READ, READERS),
  both("POST /directoryRoles/:id/members/$ref", "directoryrole-post-members", WRITE, WRITERS),
  both("DELETE /directoryRoles/:id/members/:memberId/$ref", "directoryrole-delete-member", WRITE, WRITERS),
];
