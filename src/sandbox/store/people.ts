// The one way to a user of the tenant: by id, by name, and for changing it. Kept users stand in the tenant's `users`;
// the others are computed from its population until somebody changes one, which makes it a kept one.
import { current, isDraft } from "immer";
import { computedUser, numberOfId, numberOfName, type Population } from "./population.js";
import type { Tenant, TenantState, User } from "./tenant-state.js";

export type Person = Tenant["users"][number];
type People = Pick<Tenant, "users" | "population">;

/** By object id, in lower case. To change somebody, `keepUser`. */
export function userById(tenant: People, id: string): Person | undefined {
  const kept = keptUsers(tenant.users).byId.get(id);
  if (kept !== undefined || tenant.population === null) return kept;
  const number = numberOfId(tenant.population, id);
  return number === undefined || isRemoved(tenant.population, id) ? undefined : computedUser(tenant.population, number);
}

/** By user principal name, without regard to case. */
export function userByName(tenant: People, userPrincipalName: string): Person | undefined {
  const kept = keptUsers(tenant.users);
  return kept.byName.get(userPrincipalName.toLowerCase()) ?? computedByName(tenant, userPrincipalName, kept.byId);
}

/** By whichever of the two a path gives. */
export function userByKey(tenant: People, key: string): Person | undefined {
  return userById(tenant, key.toLowerCase()) ?? userByName(tenant, key);
}

/**
 * The user of a draft, to be changed in place; a computed one is kept from then on. `undefined` where there is none.
 * @param key object id or user principal name
 */
export function keepUser(draft: TenantState, key: string): User | undefined {
  const wanted = key.toLowerCase();
  const isWanted = (one: User) => one.id === wanted || one.userPrincipalName.toLowerCase() === wanted;
  const kept = draft.users.find(isWanted);
  if (kept !== undefined || draft.population === null) return kept;
  const { population } = draft;
  const number = numberOfId(population, wanted) ?? numberOfName(population, wanted);
  if (number === undefined) return undefined;
  const user = computedUser(population, number);
  if (population.removed.includes(user.id) || draft.users.some((one) => one.id === user.id)) return undefined;
  draft.users.push(user);
  return draft.users.at(-1);
}

/**
 * Deletes the user softly: it goes to the deleted items, where its name bears its id in front, so that the name can be
 * given again; roles and memberships end at once.
 * @param deletedDateTime tenant time, ISO 8601
 */
export function deleteUserSoftly(draft: TenantState, user: User, deletedDateTime: string): void {
  const { id } = user;
  const kept = isDraft(user) ? current(user) : user;
  draft.deletedUsers.push({
    deletedDateTime,
    user: { ...kept, userPrincipalName: `${deletedNamePrefix(id)}${user.userPrincipalName}` },
    roleDefinitionIds: draft.roleAssignments.filter((one) => one.principalId === id).map((one) => one.roleDefinitionId),
    groupIds: draft.groups.filter((one) => one.memberIds.includes(id)).map((one) => one.id),
  });
  draft.users = draft.users.filter((one) => one.id !== id);
  if (draft.population !== null && numberOfId(draft.population, id) !== undefined) draft.population.removed.push(id);
  draft.roleAssignments = draft.roleAssignments.filter((one) => one.principalId !== id);
  for (const group of draft.groups) {
    if (group.memberIds.includes(id)) group.memberIds = group.memberIds.filter((one) => one !== id);
    if (group.ownerIds.includes(id)) group.ownerIds = group.ownerIds.filter((one) => one !== id);
  }
}

/** Brings a deleted user back under this name, into the groups that are still there; roles do not come back. */
export function restoreUser(draft: TenantState, id: string, userPrincipalName: string): void {
  const found = draft.deletedUsers.find((one) => one.user.id === id);
  if (found === undefined) return;
  draft.deletedUsers = draft.deletedUsers.filter((one) => one.user.id !== id);
  draft.users.push({ ...current(found.user), userPrincipalName });
  if (draft.population !== null) draft.population.removed = draft.population.removed.filter((one) => one !== id);
  for (const group of draft.groups) {
    if (found.groupIds?.includes(group.id) === true && !group.memberIds.includes(id)) group.memberIds.push(id);
  }
}

/** The name that a deleted user had. */
export function nameBeforeDeletion(user: Person): string {
  const prefix = deletedNamePrefix(user.id);
  const { userPrincipalName: name } = user;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function deletedNamePrefix(id: string): string {
  return id.replaceAll("-", "");
}

/** Who has this user principal name in a draft, if not the one with `exceptId`. */
export function holderOfName(draft: TenantState, name: string, exceptId: string): string | undefined {
  const wanted = name.toLowerCase();
  const kept = draft.users.find((one) => one.id !== exceptId && one.userPrincipalName.toLowerCase() === wanted);
  if (kept !== undefined || draft.population === null) return kept?.id;
  const number = numberOfName(draft.population, wanted);
  if (number === undefined) return undefined;
  const { id } = computedUser(draft.population, number);
  const isComputed = !draft.population.removed.includes(id) && !draft.users.some((one) => one.id === id);
  return isComputed && id !== exceptId ? id : undefined;
}

/** How many users the tenant has. */
export function numberOfUsers(tenant: People): number {
  const { users, population } = tenant;
  if (population === null) return users.length;
  return users.length + population.users - keptNumbers(tenant).size;
}

/** Numbers of computed users that are computed no more: kept, or gone. */
export function keptNumbers(tenant: People): ReadonlySet<number> {
  const { users, population } = tenant;
  if (population === null) return new Set();
  const known = KEPT_NUMBERS.get(population);
  if (known?.users === users && known.count === users.length + population.removed.length) return known.numbers;
  const numbers = new Set(
    [...users.map((one) => one.id), ...population.removed]
      .map((id) => numberOfId(population, id))
      .filter((number) => number !== undefined),
  );
  if (!isDraft(users))
    KEPT_NUMBERS.set(population, { users, numbers, count: users.length + population.removed.length });
  return numbers;
}

const KEPT_NUMBERS = new WeakMap<Population, { users: People["users"]; numbers: ReadonlySet<number>; count: number }>();

interface KeptUsers {
  readonly byId: ReadonlyMap<string, Person>;
  readonly byName: ReadonlyMap<string, Person>;
  /** In the order of ids. */
  readonly ordered: readonly Person[];
}

const KEPT = new WeakMap<People["users"], KeptUsers>();

/**
 * A list of users in the store is never changed but replaced by another, so what was found out of it stays true; not so
 * of a draft, or of a tenant that a scenario is still building.
 */
export function keptUsers(users: People["users"]): KeptUsers {
  const known = KEPT.get(users);
  if (known?.ordered.length === users.length && !isDraft(users)) return known;
  const made: KeptUsers = {
    byId: new Map(users.map((one) => [one.id, one])),
    byName: new Map(users.map((one) => [one.userPrincipalName.toLowerCase(), one])),
    ordered: [...users].sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
  if (!isDraft(users)) KEPT.set(users, made);
  return made;
}

function computedByName({ population }: People, name: string, kept: KeptUsers["byId"]): Person | undefined {
  if (population === null) return undefined;
  const number = numberOfName(population, name);
  if (number === undefined) return undefined;
  const user = computedUser(population, number);
  return kept.has(user.id) || isRemoved(population, user.id) ? undefined : user;
}

const REMOVED = new WeakMap<Population["removed"], ReadonlySet<string>>();

function isRemoved({ removed }: Population, id: string): boolean {
  if (isDraft(removed)) return removed.includes(id);
  let known = REMOVED.get(removed);
  if (known === undefined) {
    known = new Set(removed);
    REMOVED.set(removed, known);
  }
  return known.has(id);
}
