// What differs, for each kind of change of who is excluded: names beside ids, since nobody knows ids by heart.

import { ROLES } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import type {
  EndExclusionChange,
  ExclusionChange,
  MarkExclusionChange,
  MarkedExclusion,
} from "../shapes/exclusion-change.js";
import { includesId, sameId } from "../shapes/ids.js";
import { minuteOf } from "../shapes/time.js";
import { changed, type Difference, type Differences } from "./difference-parts.js";

interface Named {
  readonly id: string;
  readonly name: string;
}

const ROLE_NAMES: readonly Named[] = Object.values(ROLES);

export const EXCLUSION_DIFFERENCES: Differences<ExclusionChange["kind"]> = {
  "exclude-user": ({ target, before, after }) =>
    listed("excluded accounts", before.excludeUsers, after.excludeUsers, target.users),
  "exclude-role": ({ before, after }) => listed("excluded roles", before.excludeRoles, after.excludeRoles, ROLE_NAMES),
  "exclude-group": ({ target, before, after }) => {
    const added = after.excludeGroups.filter((id) => id !== null && !includesId(before.excludeGroups, id));
    return listed(
      "excluded groups",
      before.excludeGroups,
      after.excludeGroups.map((id) => id ?? NEW),
      [{ id: NEW, name: target.groupName }, ...added.map((id) => ({ id: id ?? NEW, name: target.groupName }))],
    );
  },
  "end-exclusion": ({ target, before, after }) =>
    listed(WHAT[target.list], before.ids, after.ids, [...target.entries, ...ROLE_NAMES]),
  "create-group": ({ target, after }) => [
    ...changed("group", null, after.displayName),
    ...changed("mail nickname", null, target.mailNickname),
    ...changed("description", null, after.description),
    { note: "a security group that roles may be assigned to, without members" },
  ],
  "delete-group": ({ target, before }) => [
    { what: "group", before: `${before.displayName} (${target.groupId})`, after: null },
    { note: "it goes to the deleted groups, restorable for 30 days" },
  ],
  "add-group-member": ({ target }) => [
    ...changed("member of the group", null, `${target.groupName} (${target.groupId ?? NEW})`),
    { note: `the account is ${target.memberName} (${target.memberId})` },
  ],
  "remove-group-member": ({ target }) => [
    ...changed("member of the group", `${target.groupName} (${target.groupId})`, null),
    { note: `the account is ${target.memberName} (${target.memberId})` },
  ],
  "mark-exclusion": (change) => markDifference(change, []),
};

/** The mark holds ids of policies; changes of the same plan know their names. */
export function markDifference({ before, after }: MarkExclusionChange, plan: readonly Change[]): readonly Difference[] {
  const names = plan.flatMap(({ target }) =>
    "policyId" in target && "policyName" in target ? [{ id: target.policyId, name: target.policyName }] : [],
  );
  const from = (marked: MarkedExclusion | null) =>
    marked === null ? null : marked.excludedFrom.map((id) => withName(id, names)).join(", ");
  return [
    ...changed("excluded until, by the open extension com.aadc-cloud", until(before), until(after)),
    ...changed("excluded from the policies", from(before), from(after)),
  ];
}

function withName(id: string, names: readonly Named[]): string {
  const name = names.find((one) => sameId(one.id, id))?.name;
  return name === undefined || name === id ? id : `${name} (${id})`;
}

/** Stands for the id of a group that an earlier change of the plan makes. */
const NEW = "a new group";

const WHAT: Readonly<Record<EndExclusionChange["target"]["list"], string>> = {
  excludeUsers: "excluded accounts",
  excludeGroups: "excluded groups",
  excludeRoles: "excluded roles",
};

function listed(
  what: string,
  before: readonly string[],
  after: readonly string[],
  names: readonly Named[],
): readonly Difference[] {
  const named = (id: string) => withName(id, names);
  return [
    { note: `${what}: ${before.length} before, ${after.length} after` },
    ...after.filter((id) => !includesId(before, id)).map((id) => ({ added: named(id) })),
    ...before.filter((id) => !includesId(after, id)).map((id) => ({ removed: named(id) })),
  ];
}

function until(marked: MarkedExclusion | null): string | null {
  if (marked === null) return null;
  return minuteOf(marked.excludedUntil);
}
