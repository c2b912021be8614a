// Who belongs to which groups and holds which roles, as Conditional Access counts it.
import type { Tenant } from "../../store/tenant-state.js";
import { settled } from "./policy-form.js";

type Groups = Tenant["groups"];

type RoleHolders = Pick<Tenant, "groups" | "roleAssignments">;

/** Per list of groups: member id → ids of the groups that hold it directly. A changed list is another object. */
const DIRECT = new WeakMap<Groups, ReadonlyMap<string, readonly string[]>>();

/** Ids of all groups that hold the object, directly or through others. */
export function groupsOf(tenant: Pick<Tenant, "groups">, memberId: string): readonly string[] {
  const direct = directMemberships(settled(tenant.groups));
  const found = new Set<string>();
  const waiting = [memberId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const group of direct.get(id) ?? []) {
      if (found.has(group)) continue;
      found.add(group);
      waiting.push(group);
    }
  }
  return [...found];
}

/**
 * Template ids of the roles that the user holds now in the whole tenant, by itself or through a group that can be
 * assigned to roles. What is assigned to an administrative unit or an object does not count, nor do custom roles
 * ("Conditional Access: Users, groups, and workload identities", directory roles), nor what one is only eligible for.
 */
export function activeRolesOf(tenant: RoleHolders, userId: string, groupIds: readonly string[]): readonly string[] {
  const assignable = settled(tenant.groups).filter(
    (one) => one.isAssignableToRole === true && groupIds.includes(one.id),
  );
  const holders = new Set([userId, ...assignable.map((one) => one.id)]);
  return settled(tenant.roleAssignments)
    .filter((one) => one.directoryScopeId === "/" && holders.has(one.principalId))
    .map((one) => one.roleDefinitionId);
}

function directMemberships(groups: Groups): ReadonlyMap<string, readonly string[]> {
  const known = DIRECT.get(groups);
  if (known !== undefined) return known;
  const made = new Map<string, string[]>();
  for (const group of groups) {
    for (const id of group.memberIds) {
      const list = made.get(id);
      if (list === undefined) made.set(id, [group.id]);
      else list.push(group.id);
    }
  }
  DIRECT.set(groups, made);
  return made;
}
