// The end of memberships in the group by which accounts are excluded, and of that group once it is empty.

import type { DeleteGroupChange, RemoveGroupMemberChange } from "../shapes/exclusion-change.js";
import type { Fact } from "../shapes/fact.js";
import { sameId } from "../shapes/ids.js";
import type { GroupMember } from "../tenant/groups.js";
import type { Policy } from "../tenant/policies.js";
import type { Asked, EndedEntry, EndingInput } from "./ending.js";
import type { OurMember } from "./our-entries.js";

/** A group that this program's runs have used, as it is now. */
export interface GroupAsked {
  readonly id: string;
  readonly name: string;
  readonly mailNickname: string;
  /** Somebody has deleted it; what policies say of it is left. */
  readonly gone: boolean;
  readonly members: Fact<readonly GroupMember[]>;
}

export interface EndedGroups {
  readonly memberships: readonly RemoveGroupMemberChange[];
  readonly entries: readonly EndedEntry[];
  readonly deletions: readonly DeleteGroupChange[];
  readonly warnings: readonly string[];
}

const NOTHING: EndedGroups = { memberships: [], entries: [], deletions: [], warnings: [] };

export function endGroups(input: EndingInput, asked: Asked, named: readonly string[]): EndedGroups {
  const found = input.groups.map((group) => ofGroup(group, input, asked, named));
  return {
    memberships: found.flatMap(({ memberships }) => memberships),
    entries: found.flatMap(({ entries }) => entries),
    deletions: found.flatMap(({ deletions }) => deletions),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

/** In a form that this version does not know: whom it excludes may be told elsewhere in it. */
export function isStrange({ strange }: Policy): boolean {
  return strange !== undefined && strange.length > 0;
}

export function isOfGroup(group: GroupAsked, id: string): boolean {
  return sameId(group.id, id);
}

function ofGroup(group: GroupAsked, input: EndingInput, asked: Asked, named: readonly string[]): EndedGroups {
  const { members } = group;
  const ours = input.ours.members.filter(({ groupId }) => sameId(groupId, group.id));
  if (members.state === "unknown")
    return ours.some((one) => isAsked(one, asked)) || input.marked.length > 0
      ? {
          ...NOTHING,
          warnings: [`Who is in the group "${group.name}" is not known: ${members.reason} ${members.remedy}`],
        }
      : NOTHING;
  const leaving = members.value.filter(({ id }) => {
    const own = ours.find(({ memberId }) => sameId(memberId, id));
    return own === undefined ? isMarkedMember(id, group, input) : isAsked(own, asked);
  });
  const staying = members.value.filter((one) => !leaving.includes(one));
  const strange = staying.filter(({ id }) => asked.isUser(id));
  const warnings = strange.map(
    ({ id, name }) =>
      `${name ?? id} is in the group "${group.name}", and no run whose journal is on this machine put it there: it stays. To end it, take it out of that group in the Entra admin center.`,
  );
  if (named.length > 0) return onlySome(group, input, { leaving, staying, named, warnings });
  const memberships = leaving.map((one) => leave(group, one));
  // An emptied group is cleared away; one that was empty before, by the runs that made it or put it into a policy.
  const isConcerned = leaving.length > 0 || isOurGroup(group, input, asked);
  if (staying.length > 0 || !isConcerned) return { ...NOTHING, memberships, warnings };
  const cleared = emptied(group, input);
  return { ...cleared, memberships, warnings: [...warnings, ...cleared.warnings] };
}

interface Some {
  readonly leaving: readonly GroupMember[];
  readonly staying: readonly GroupMember[];
  readonly named: readonly string[];
  readonly warnings: readonly string[];
}

/** Who leaves the group is bound by all policies again; here only some are named. */
function onlySome(group: GroupAsked, input: EndingInput, { leaving, staying, named, warnings }: Some): EndedGroups {
  const policies = excluding(group, input).filter(({ id }) => named.includes(id.toLowerCase()));
  if (policies.length === 0 || leaving.length === 0) return { ...NOTHING, warnings };
  if (staying.length === 0) {
    const entries = policies.filter((policy) => isOurs(policy, group, input)).map((policy) => entryOf(policy, group));
    return { ...NOTHING, entries, warnings };
  }
  const names = leaving.map(({ name, id }) => name ?? id).join(" and ");
  return {
    ...NOTHING,
    warnings: [
      ...warnings,
      ...policies.map(
        ({ displayName }) =>
          `"${displayName}" excludes ${names} by the group "${group.name}", in which others are, too: it stays. To take ${names} out of the group, and so out of all that it is excluded from, leave --policy out.`,
      ),
    ],
  };
}

function emptied(group: GroupAsked, input: EndingInput): Pick<EndedGroups, "entries" | "deletions" | "warnings"> {
  const mine = excluding(group, input).filter((policy) => isOurs(policy, group, input));
  const entries = mine.map((policy) => entryOf(policy, group));
  const made = input.ours.groups.some(({ groupId }) => sameId(groupId, group.id));
  if (!made || group.gone) return { entries, deletions: [], warnings: [] };
  const others = input.policies.filter((policy) => !mine.includes(policy) && speaksOf(policy, group));
  if (others.length > 0)
    return {
      entries,
      deletions: [],
      warnings: [
        `The group "${group.name}" is empty then, and is not deleted: ${others.map(({ displayName }) => `"${displayName}"`).join(", ")} speaks of it, by somebody else's doing.`,
      ],
    };
  return { entries, deletions: [deletion(group)], warnings: [] };
}

function leave(group: GroupAsked, { id, name }: GroupMember): RemoveGroupMemberChange {
  const memberName = name ?? id;
  return {
    kind: "remove-group-member",
    target: { groupId: group.id, groupName: group.name, memberId: id, memberName },
    summary: `take ${memberName} out of the group "${group.name}"`,
    before: { member: true },
    after: { member: false },
    reversible: true,
  };
}

function deletion({ id, name, mailNickname }: GroupAsked): DeleteGroupChange {
  return {
    kind: "delete-group",
    target: { groupId: id, groupName: name, mailNickname },
    summary: `delete the group "${name}", in which nobody is any more`,
    before: { displayName: name },
    after: null,
    reversible: false,
  };
}

function isAsked(member: OurMember, asked: Asked): boolean {
  return asked.isOf(member, member.memberId, member.memberName);
}

/** What its mark lists is ended, too, where the journals are on another machine: an exclusion of an administrator. */
function isMarkedMember(id: string, group: GroupAsked, { marked, policies }: EndingInput): boolean {
  const mark = marked.find(({ userId, isTrusted }) => isTrusted && sameId(userId, id))?.mark;
  return policies.some(
    (policy) => mark?.excludedFrom.some((one) => sameId(one, policy.id)) === true && excludes(policy, group),
  );
}

function isOurGroup(group: GroupAsked, { ours }: EndingInput, asked: Asked): boolean {
  const isIt = (id: string) => sameId(id, group.id);
  const made = ours.groups.some((one) => isIt(one.groupId) && asked.isOf(one, one.groupId, one.groupName));
  return made || ours.entries.some((one) => isIt(one.id) && asked.isOf(one, one.id, one.name));
}

function isOurs({ id: policyId }: Policy, group: GroupAsked, { ours }: EndingInput): boolean {
  return ours.entries.some(
    (one) => one.list === "excludeGroups" && sameId(one.policyId, policyId) && sameId(one.id, group.id),
  );
}

function entryOf({ id, displayName }: Policy, group: GroupAsked): EndedEntry {
  const common = { policyId: id, policyName: displayName, list: "excludeGroups" as const };
  return { ...common, id: group.id, name: group.name, by: "journal" };
}

function excluding(group: GroupAsked, { policies }: EndingInput): readonly Policy[] {
  return policies.filter((policy) => !isStrange(policy) && excludes(policy, group));
}

function excludes({ conditions }: Policy, { id }: GroupAsked): boolean {
  return conditions.users?.excludeGroups.some((one) => sameId(one, id)) === true;
}

function speaksOf(policy: Policy, group: GroupAsked): boolean {
  return (
    isStrange(policy) ||
    excludes(policy, group) ||
    policy.conditions.users?.includeGroups.some((one) => sameId(one, group.id)) === true
  );
}
