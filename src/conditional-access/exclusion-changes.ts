// The one change of a policy that an exclusion is: each list as it shall be as a whole, since Graph replaces it whole.
import { ROLES } from "../knowledge/directory.js";
import type { ExcludeGroupChange, ExcludeRoleChange, ExcludeUserChange } from "../shapes/exclusion-change.js";
import type { Policy } from "../tenant/policies.js";
import type { UserSubject } from "./subject.js";

export type ExcludeChange = ExcludeUserChange | ExcludeRoleChange | ExcludeGroupChange;

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

/**
 * By the role Directory Synchronization Accounts, which Microsoft advises ("Conditional Access: Users, groups, agents, and
 * workload identities"); by On Premises Directory Sync Account as well only where somebody holds it. Nothing where both are
 * excluded already.
 */
export function excludeRoles(policy: Policy, holders: readonly UserSubject[]): readonly ExcludeRoleChange[] {
  const other = ROLES.onPremisesDirectorySyncAccount.id;
  const isHeld = holders.some(({ roleIds }) => includes(roleIds, other));
  const before = policy.conditions.users?.excludeRoles ?? [];
  const wanted = [ROLES.directorySynchronizationAccounts.id, ...(isHeld ? [other] : [])];
  const added = wanted.filter((id) => !includes(before, id));
  if (added.length === 0) return [];
  const names = added.map((id) => ROLE_NAMES.get(id) ?? id).join(" and ");
  return [
    {
      kind: "exclude-role",
      target: targetOf(policy),
      summary: `exclude the role ${names} from the policy "${policy.displayName}"`,
      before: { excludeRoles: before },
      after: { excludeRoles: [...before, ...added] },
      reversible: true,
    },
  ];
}

export function excludeUsers(policy: Policy, subjects: readonly UserSubject[]): readonly ExcludeUserChange[] {
  const before = policy.conditions.users?.excludeUsers ?? [];
  const users = subjects.flatMap(({ userId, name }) =>
    userId === null || includes(before, userId) ? [] : [{ id: userId, name }],
  );
  if (users.length === 0) return [];
  return [
    {
      kind: "exclude-user",
      target: { ...targetOf(policy), users },
      summary: `exclude ${users.map(({ name }) => name).join(" and ")} from the policy "${policy.displayName}"`,
      before: { excludeUsers: before },
      after: { excludeUsers: [...before, ...users.map(({ id }) => id)] },
      reversible: true,
    },
  ];
}

/** @param group its id is null as long as the same plan is to make it */
export function excludeGroup(
  policy: Policy,
  group: { readonly id: string | null; readonly name: string },
): readonly ExcludeGroupChange[] {
  const before = policy.conditions.users?.excludeGroups ?? [];
  if (group.id !== null && includes(before, group.id)) return [];
  return [
    {
      kind: "exclude-group",
      target: { ...targetOf(policy), groupName: group.name },
      summary: `exclude the group "${group.name}" from the policy "${policy.displayName}"`,
      before: { excludeGroups: before },
      after: { excludeGroups: [...before, group.id] },
      reversible: true,
    },
  ];
}

function targetOf({ id, displayName }: Policy) {
  return { policyId: id, policyName: displayName };
}

function includes(ids: readonly string[], id: string): boolean {
  return ids.some((one) => one.toLowerCase() === id.toLowerCase());
}
