// Exclusion by a group: who comes into it, and out of what else that takes them. Pure.
import { GuardError } from "../shapes/errors.js";
import type { AddGroupMemberChange, CreateGroupChange } from "../shapes/exclusion-change.js";
import type { ExclusionInput, Freed } from "./exclusion.js";
import { addMember, createGroup, type FoundGroup, groupNameOf } from "./exclusion-group.js";
import type { ExclusionWishes } from "./exclusion-wishes.js";
import type { UserSubject } from "./subject.js";

/** Each once. */
export function groupMembers(all: readonly UserSubject[]): readonly UserSubject[] {
  return [...new Map(all.map((one) => [one.userId, one])).values()];
}

export function groupChanges(
  found: FoundGroup | null,
  members: readonly UserSubject[],
  { groupName }: ExclusionWishes,
): readonly (CreateGroupChange | AddGroupMemberChange)[] {
  if (members.length === 0) return [];
  const name = found?.group.displayName ?? groupNameOf(groupName);
  const inIt = new Set(found?.members.state === "known" ? found.members.value.map(({ id }) => id.toLowerCase()) : []);
  const added = members.flatMap(({ userId, name: memberName }) =>
    userId === null || inIt.has(userId.toLowerCase())
      ? []
      : [addMember({ id: found?.group.id ?? null, name }, { id: userId, name: memberName })],
  );
  return found === null ? [createGroup(name), ...added] : added;
}

interface ByGroup {
  /** Those that come into the group. */
  readonly members: readonly UserSubject[];
  readonly freed: readonly Freed[];
  /** From which the group will be excluded. */
  readonly policyIds: readonly string[];
}

/**
 * The other policies from which the group is, or will be, excluded: whoever is in it already is out of those as well.
 * @throws {GuardError} `group-unfit` where a policy is aimed at the group
 */
export function freedByGroup(
  { policies, judged, subjects }: ExclusionInput,
  found: FoundGroup,
  { members, freed, policyIds }: ByGroup,
) {
  const groupId = found.group.id;
  const has = (ids: readonly string[] | undefined) =>
    ids?.some((id) => id.toLowerCase() === groupId.toLowerCase()) === true;
  const aimed =
    members.length === 0 ? undefined : policies.find(({ conditions }) => has(conditions.users?.includeGroups));
  if (aimed !== undefined)
    throw new GuardError(
      `The policy "${aimed.displayName}" is aimed at the group: it would bind whoever is added to it.`,
      {
        code: "group-unfit",
        remedy: "Choose another name with --via group:NAME: a new group is made.",
      },
    );
  const there = found.members.state === "known" ? found.members.value.map(({ id }) => id.toLowerCase()) : [];
  const inIt = subjects.flatMap(({ subject }) =>
    subject.kind === "user" && there.includes(subject.userId?.toLowerCase() ?? "") ? [subject] : [],
  );
  const excluding = policies.filter(
    ({ id, conditions }) => has(conditions.users?.excludeGroups) || policyIds.includes(id),
  );
  return excluding.flatMap(({ id, displayName }) =>
    groupMembers([...members, ...(policyIds.includes(id) ? inIt : [])]).flatMap(({ name }) => {
      const one = judged.find(({ policyId, subject }) => policyId === id && subject === name);
      const isNew = freed.every(({ policyId, subject }) => policyId !== id || subject !== name);
      return isNew && one !== undefined && one.verdict !== "does-not-bind"
        ? [{ policyId: id, policyName: displayName, subject: name }]
        : [];
    }),
  );
}
