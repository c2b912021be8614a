// How long deleted objects can be restored, and who may see, restore and finally remove which kind of them.
//
// Sources: "List deletedItems (directory objects)", "Restore deleted item (directory object)", "Permanently delete item".
import type { Caller } from "../login/access-token.js";
import type { Tenant } from "../store/tenant-state.js";
import { ROLE } from "./directory-roles.js";
import { holdsRole, protectionOfDeleted } from "./protected-objects.js";
import { mayDeleteUser } from "./user-rights.js";

const DAY = 86_400_000;
/** "A recently deleted item will remain available for up to 30 days." */
const KEPT_DAYS = 30;

/** Is the object still there? `now` is tenant time in milliseconds. */
export function isRestorable(deletedDateTime: string, now: number): boolean {
  return now < Date.parse(deletedDateTime) + KEPT_DAYS * DAY;
}

export type DeletedType = "user" | "group" | "application" | "servicePrincipal";

/** What is enough to see them. */
export const DELETED_READERS: Readonly<Record<DeletedType, readonly string[]>> = {
  user: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  group: ["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  application: ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  servicePrincipal: [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
};

/** What is enough to restore them, and to remove them for good. */
export const DELETED_WRITERS: Readonly<Record<DeletedType, readonly string[]>> = {
  user: ["User.DeleteRestore.All", "User.ReadWrite.All"],
  group: ["Group.ReadWrite.All"],
  application: ["Application.ReadWrite.All"],
  servicePrincipal: ["Application.ReadWrite.All"],
};

/** What a user needs besides, one of them or Global Administrator; of users, laws/user-rights.ts says. */
const ROLES: Readonly<Record<Exclude<DeletedType, "user">, readonly string[]>> = {
  group: [ROLE.groupsAdministrator, ROLE.userAdministrator],
  application: [ROLE.applicationAdministrator, ROLE.cloudApplicationAdministrator, ROLE.hybridIdentityAdministrator],
  servicePrincipal: [
    ROLE.applicationAdministrator,
    ROLE.cloudApplicationAdministrator,
    ROLE.hybridIdentityAdministrator,
  ],
};

export function maySeeDeleted(caller: Caller, type: DeletedType): boolean {
  return DELETED_READERS[type].some((one) => caller.permissions.includes(one));
}

/** May the caller restore the object, or remove it for good? Groups for roles: Privileged Role Administrator only. */
export function mayWriteDeleted(tenant: Tenant, caller: Caller, type: DeletedType, id: string): boolean {
  if (!DELETED_WRITERS[type].some((one) => caller.permissions.includes(one))) return false;
  if (type === "user") {
    const deleted = tenant.deletedUsers.find((one) => one.user.id === id);
    return mayDeleteUser(tenant, caller, deleted === undefined ? undefined : protectionOfDeleted(tenant, deleted));
  }
  if (caller.kind === "application") return true;
  const isForRoles = tenant.deletedGroups.some(({ group }) => group.id === id && group.isAssignableToRole === true);
  const roles = isForRoles ? [ROLE.privilegedRoleAdministrator] : ROLES[type];
  return holdsRole(tenant, caller.principalId, roles);
}
