// Groups that roles may be assigned to. Those are changed by their owners, by Privileged Role Administrators, and by whoever
// may manage roles besides ("Use Microsoft Entra groups to manage role assignments", "Add members").
import { both, type Permission, roles } from "./permission.js";

export const GROUPS = {
  "change-groups": {
    purpose: "create and delete a group that roles may be assigned to, and change who is in it",
    requests: [
      "GET /directory/deletedItems/{id}",
      "POST /groups",
      "DELETE /groups/{id}",
      "POST /groups/{id}/members/$ref",
      "DELETE /groups/{id}/members/{id}/$ref",
    ],
    ...both([["Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory"]]),
    ...roles("privilegedRoleAdministrator"),
    licence: "P1",
  },
} as const satisfies Readonly<Record<string, Permission>>;
