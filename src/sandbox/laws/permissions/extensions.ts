// Open extensions: what is needed to read or write the resource is needed for them ("Add custom data to resources using
// extensions", Permissions and privileges).
import { ROLE } from "../directory-roles.js";
import { USER_UPDATERS } from "../user-rights.js";
import { anyOf, type PermissionRow } from "./row.js";

const USERS = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const GROUPS = ["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const ORGANIZATION = [
  "Organization.Read.All",
  "Organization.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];

export const extensionRows: readonly PermissionRow[] = [
  ...rows("users", USERS, ["User.ReadWrite.All", "Directory.ReadWrite.All"], USER_UPDATERS),
  ...rows("groups", GROUPS, ["Group.ReadWrite.All", "Directory.ReadWrite.All"], "any"),
  ...rows(
    "organization",
    ORGANIZATION,
    ["Organization.ReadWrite.All", "Directory.ReadWrite.All"],
    [ROLE.globalAdministrator],
  ),
];

function rows(
  set: string,
  read: readonly string[],
  write: readonly string[],
  writers: PermissionRow["roles"],
): readonly PermissionRow[] {
  const path = `/${set}/:id/extensions`;
  const row = (
    method: string,
    where: string,
    source: string,
    permissions: readonly string[],
    roles: PermissionRow["roles"],
  ): PermissionRow => ({
    request: `${method} ${where}`,
    source: `opentypeextension-${source}`,
    delegated: anyOf(...permissions),
    application: anyOf(...permissions),
    roles,
  });
  return [
    row("GET", path, "get", read, "any"),
    row("POST", path, "post-opentypeextension", write, writers),
    row("GET", `${path}/:name`, "get", read, "any"),
    row("PATCH", `${path}/:name`, "update", write, writers),
    row("DELETE", `${path}/:name`, "delete", write, writers),
  ];
}
