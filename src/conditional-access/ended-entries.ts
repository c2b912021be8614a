// Of one policy: which of the entries in its lists are taken out, which stay, and why. Pure.

import { SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { ExclusionList } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import type { Policy } from "../tenant/policies.js";
import type { Asked, EndedEntry, EndingInput, EndingPlan } from "./ending.js";
import { isOfGroup, isStrange } from "./ending-groups.js";
import { type OurEntries, type OurEntry, roleNameOf } from "./our-entries.js";

type OfPolicy = Pick<EndingPlan, "entries" | "warnings">;

/** @param named ids of the policies that were named, in lower case */
export function endedEntries(policy: Policy, input: EndingInput, asked: Asked, named: readonly string[]): OfPolicy {
  const { users } = policy.conditions;
  if (isStrange(policy)) return { entries: [], warnings: strangeWords(policy, input) };
  if (users === null || users === undefined) return { entries: [], warnings: [] };
  const isNamed = named.includes(policy.id.toLowerCase());
  const judged = [
    ...users.excludeUsers.map((id) => userEntry(policy, id, input, asked, isNamed)),
    ...users.excludeRoles.map((id) => roleEntry(policy, id, input, asked, isNamed)),
    ...users.excludeGroups.map((id) => foreignGroup(policy, id, input, asked)),
  ];
  return {
    entries: judged.flatMap((one) => (typeof one === "object" && one !== null ? [one] : [])),
    warnings: judged.filter((one) => typeof one === "string"),
  };
}

export function targetOf({ id, displayName }: Policy) {
  return { policyId: id, policyName: displayName };
}

function strangeWords(policy: Policy, { ours, marked }: EndingInput): readonly string[] {
  const isOurs =
    ours.entries.some(({ policyId }) => sameId(policyId, policy.id)) ||
    marked.some(({ mark }) => mark.excludedFrom.some((id) => sameId(id, policy.id)));
  if (!isOurs) return [];
  return [
    `"${policy.displayName}" is in a form that this version does not know, and is left as it is: whether what this program has put in is still there could not be looked at. Look at it in the Entra admin center.`,
  ];
}

/** An entry that is taken out; a sentence on one that stays; null: it is nobody's who was asked for. */
type Judged = EndedEntry | string | null;

function userEntry(policy: Policy, id: string, input: EndingInput, asked: Asked, isNamed: boolean): Judged {
  const ours = entryOf(input.ours, policy, "excludeUsers", id);
  const name = nameOf(id, input) ?? ours?.name ?? id;
  const entry = { ...targetOf(policy), ...{ list: "excludeUsers" as const, id, name } };
  if (ours !== undefined && asked.isOf(ours, id, ours.name)) return { ...entry, by: "journal" };
  if (!asked.isUser(id)) return null;
  const marked = input.marked.find(
    ({ userId, mark }) => sameId(userId, id) && mark.excludedFrom.some((one) => sameId(one, policy.id)),
  );
  if (marked?.isTrusted === true) return { ...entry, by: "mark" };
  if (isNamed) return { ...entry, by: "policy" };
  const claim = marked === undefined ? "" : " (its mark tells so, but whoever may change the account can write that)";
  return notOurs(policy, `excludes ${name}${claim}`);
}

function roleEntry(policy: Policy, id: string, input: EndingInput, asked: Asked, isNamed: boolean): Judged {
  const ours = entryOf(input.ours, policy, "excludeRoles", id);
  const name = roleNameOf(id);
  const entry = { ...targetOf(policy), ...{ list: "excludeRoles" as const, id, name } };
  const isAsked = asked.roleIds.some((one) => sameId(one, id));
  if (ours !== undefined && (isAsked || asked.isOf(ours, id, name))) return { ...entry, by: "journal" };
  if (isAsked) return isNamed ? { ...entry, by: "policy" } : notOurs(policy, `excludes the role ${name}`);
  const covered = input.subjects.find(({ subject }) => subject.kind === "user" && subject.roleIds.includes(id));
  if (covered === undefined || !SYNC_ROLE_IDS.includes(id.toLowerCase())) return null;
  return `"${policy.displayName}" excludes ${covered.subject.name} by the role ${name}, which covers others, too: it stays. To end it for all: --for sync.`;
}

/** Others may be in a group: its exclusion is never taken out for the sake of one of them. */
function foreignGroup(policy: Policy, id: string, { groups, subjects }: EndingInput, asked: Asked): Judged {
  if (groups.some((group) => isOfGroup(group, id))) return null;
  const member = subjects.find(
    ({ subject }) =>
      subject.kind === "user" &&
      subject.userId !== null &&
      asked.isUser(subject.userId) &&
      subject.memberships.state === "known" &&
      subject.memberships.value.groupIds.some((one) => sameId(one, id)),
  );
  if (member === undefined) return null;
  return `"${policy.displayName}" excludes ${member.subject.name} by the group ${id}, in which others may be: it stays. To end it, take ${member.subject.name} out of that group in the Entra admin center.`;
}

function notOurs({ id, displayName }: Policy, what: string): string {
  return `"${displayName}" ${what}, and no run whose journal is on this machine did that: it stays. To end it all the same, add --policy ${id}: the policy binds again then. Ask first whoever made it: it may be what keeps an emergency access account from being locked out.`;
}

function entryOf(
  { entries }: OurEntries,
  { id: policyId }: Policy,
  list: ExclusionList,
  id: string,
): OurEntry | undefined {
  return entries.find((one) => one.list === list && sameId(one.policyId, policyId) && sameId(one.id, id));
}

function nameOf(id: string, { subjects }: EndingInput): string | undefined {
  return subjects.find(
    ({ subject }) => subject.kind === "user" && subject.userId !== null && sameId(subject.userId, id),
  )?.subject.name;
}
