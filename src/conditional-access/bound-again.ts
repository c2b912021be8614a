// Whom policies bind again once exclusions are taken out: each policy is evaluated as it is, and as it would be. Pure.

import type { Change } from "../shapes/change.js";
import type { ExclusionList } from "../shapes/exclusion-change.js";
import { includesId, sameId } from "../shapes/ids.js";
import type { Policy } from "../tenant/policies.js";
import { bindingOf } from "./binding.js";
import type { Binding, SignInFacts, UserSubject } from "./subject.js";

export interface Connector {
  readonly subject: UserSubject;
  readonly signIn: SignInFacts;
}

export interface BoundAgain {
  /** The name of the subject. */
  readonly subject: string;
  readonly policyId: string;
  readonly policyName: string;
  readonly verdict: "binds" | "report-only" | "unknown";
  readonly reason: string;
}

type Lists = Readonly<Record<ExclusionList, readonly string[]>>;

/** Nothing of a policy that binds the subject already, or that does not reach it without the exclusion either. */
export function boundAgain(
  policies: readonly Policy[],
  changes: readonly Change[],
  connectors: readonly Connector[],
): readonly BoundAgain[] {
  return connectors.flatMap(({ subject, signIn }) => {
    const later = subjectsAfter(subject, changes);
    return policies.flatMap((policy): readonly BoundAgain[] => {
      const without = policyAfter(policy, changes);
      const gone = goneFrom(policy, without, subject, changes);
      if (!mayCover(gone, subject)) return [];
      const now = bindingOf(policy, subject, signIn).verdict;
      const { verdict, reason } = worstOf(later.map((one) => bindingOf(without, one, signIn)));
      if (verdict === "does-not-bind" || now === "binds" || (now === "report-only" && verdict === "report-only"))
        return [];
      return [{ subject: subject.name, policyId: policy.id, policyName: policy.displayName, verdict, reason }];
    });
  });
}

/** The policy as it is once the changes are made, as far as it is about who is excluded. */
export function policyAfter(policy: Policy, changes: readonly Change[]): Policy {
  const { users } = policy.conditions;
  if (users === null || users === undefined) return policy;
  const lists = changes.reduce<Lists>((now, change) => applied(now, change, policy.id), {
    excludeUsers: users.excludeUsers,
    excludeGroups: users.excludeGroups,
    excludeRoles: users.excludeRoles,
  });
  const now = {
    excludeUsers: [...lists.excludeUsers],
    excludeGroups: [...lists.excludeGroups],
    excludeRoles: [...lists.excludeRoles],
  };
  return { ...policy, conditions: { ...policy.conditions, users: { ...users, ...now } } };
}

function applied(lists: Lists, change: Change, policyId: string): Lists {
  const swap = (list: ExclusionList, before: readonly string[], after: readonly (string | null)[]): Lists => {
    if (!("policyId" in change.target) || !sameId(change.target.policyId, policyId)) return lists;
    const known = after.filter((id) => id !== null);
    const kept = lists[list].filter((id) => !includesId(before, id) || includesId(known, id));
    return { ...lists, [list]: [...kept, ...known.filter((id) => !includesId(kept, id) && !includesId(before, id))] };
  };
  switch (change.kind) {
    case "exclude-user":
      return swap("excludeUsers", change.before.excludeUsers, change.after.excludeUsers);
    case "exclude-group":
      return swap("excludeGroups", change.before.excludeGroups, change.after.excludeGroups);
    case "exclude-role":
      return swap("excludeRoles", change.before.excludeRoles, change.after.excludeRoles);
    case "end-exclusion":
      return swap(
        change.target.list,
        change.target.entries.map(({ id }) => id),
        [],
      );
    default:
      return lists;
  }
}

/**
 * The subject with the groups that are left to it. What it has only through a group that it leaves is not told apart from
 * what it has otherwise: then it may be left with all the rest, or with nothing.
 */
function subjectsAfter(subject: UserSubject, changes: readonly Change[]): readonly UserSubject[] {
  const left = groupsLeft(subject, changes);
  const { memberships } = subject;
  if (memberships.state === "unknown" || left.length === 0) return [subject];
  const groupIds = memberships.value.groupIds.filter((id) => !includesId(left, id));
  const withOnly = (value: typeof memberships.value) => ({ ...subject, memberships: { ...memberships, value } });
  return [withOnly({ ...memberships.value, groupIds }), withOnly({ groupIds: [], roleIds: [] })];
}

/** Where they differ, nobody can tell. */
function worstOf(bindings: readonly Binding[]): Pick<Binding, "verdict" | "reason"> {
  const [first, ...others] = bindings;
  if (first !== undefined && others.every(({ verdict }) => verdict === first.verdict)) return first;
  return { verdict: "unknown", reason: "it is not known what other groups and roles are left to the account then" };
}

function groupsLeft({ userId }: UserSubject, changes: readonly Change[]): readonly string[] {
  return changes.flatMap((change) => {
    if (change.kind === "delete-group") return [change.target.groupId];
    const leaves = change.kind === "remove-group-member" && userId !== null && sameId(change.target.memberId, userId);
    return leaves ? [change.target.groupId] : [];
  });
}

/** What covers somebody now and will not any more. */
function goneFrom(policy: Policy, without: Policy, subject: UserSubject, changes: readonly Change[]): Lists {
  const before = policy.conditions.users;
  const after = without.conditions.users;
  const gone = (list: ExclusionList) => (before?.[list] ?? []).filter((id) => !includesId(after?.[list] ?? [], id));
  const left = groupsLeft(subject, changes);
  return {
    excludeUsers: gone("excludeUsers"),
    excludeGroups: [...gone("excludeGroups"), ...(before?.excludeGroups ?? []).filter((id) => includesId(left, id))],
    excludeRoles: gone("excludeRoles"),
  };
}

function mayCover({ excludeUsers, excludeGroups, excludeRoles }: Lists, subject: UserSubject): boolean {
  const { userId, roleIds, memberships } = subject;
  if (userId !== null && includesId(excludeUsers, userId)) return true;
  if (excludeRoles.some((id) => includesId(roleIds, id))) return true;
  if (excludeGroups.length + excludeRoles.length === 0 || userId === null) return false;
  if (memberships.state === "unknown") return true;
  const { value } = memberships;
  return (
    excludeGroups.some((id) => includesId(value.groupIds, id)) ||
    excludeRoles.some((id) => includesId(value.roleIds, id))
  );
}
