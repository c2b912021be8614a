// How exclusions, and what belongs to them, are taken back: entry by entry, so that what others have written into the same
// lists by then stays.
import type { Change } from "../shapes/change.js";
import type {
  CreateGroupChange,
  EndExclusionChange,
  ExcludeGroupChange,
  ExcludeRoleChange,
  ExcludeUserChange,
  ExclusionChange,
  ExclusionList,
  MarkExclusionChange,
} from "../shapes/exclusion-change.js";
import type { Beside, Found, Inverse, SeenStep } from "./inverse.js";
import { includesId as includes, type OwnEntries, sameId as same, withoutIds as without } from "./own-entries.js";

type ListChange = ExcludeUserChange | ExcludeRoleChange | ExcludeGroupChange | EndExclusionChange;

export function inverseOfExclusionChange(change: ExclusionChange, found: Found, beside: Beside): Inverse {
  switch (change.kind) {
    case "exclude-user":
    case "exclude-role":
    case "exclude-group":
    case "end-exclusion":
      return ofList(change, found, beside);
    case "create-group":
      return withoutGroup(change, found, beside);
    case "add-group-member": {
      const groupId = change.target.groupId ?? found.group?.id;
      if (groupId === undefined) return NOT_THERE;
      return one({
        kind: "remove-group-member",
        target: { ...change.target, groupId },
        summary: `take ${change.target.memberName} out of the group "${change.target.groupName}"`,
        before: change.after,
        after: change.before,
        reversible: true,
      });
    }
    case "remove-group-member":
      return one({
        kind: "add-group-member",
        target: change.target,
        summary: `add ${change.target.memberName} to the group "${change.target.groupName}" again`,
        before: change.after,
        after: change.before,
        reversible: true,
      });
    case "mark-exclusion":
      return markedAsBefore(change, beside);
    case "delete-group":
      return { changes: [] };
  }
}

const NOT_THERE: Inverse = { changes: [], leftAlone: true, words: "It is not there any more." };

function ofList(change: ListChange, found: Found, { step, all }: Beside): Inverse {
  const own = found.exclusion?.own;
  if (own === undefined) return NOT_THERE;
  const now = listWhenItsTurnComes(own, found.exclusion?.now ?? [], step.number, all);
  const policyName = found.exclusion?.policyName ?? change.target.policyName;
  const target = { policyId: change.target.policyId, policyName };
  const there = own.entries.filter(({ id }) => includes(now, id));
  const missing = own.entries.filter(({ id }) => !includes(now, id));
  const deleted = all.flatMap(({ step: { change: one } }) => (one.kind === "delete-group" ? [one.target.groupId] : []));
  const entries = own.put ? there : missing.filter(({ id }) => !includes(deleted, id));
  // A policy cannot name what is deleted.
  if (entries.length < missing.length && entries.length === 0 && !own.put)
    return { changes: [], leftAlone: true, words: `The same run has deleted ${saidOf(own.list, missing)}.` };
  if (entries.length === 0) return { changes: [], words: "It goes with what is taken back before it." };
  const left = own.put ? missing : there;
  const words = left.length === 0 ? {} : { words: `So already, by somebody else: ${namesOf(left)}.` };
  if (own.put)
    return {
      ...words,
      changes: [
        {
          kind: "end-exclusion",
          target: { ...target, list: own.list, entries },
          summary: `let the policy "${policyName}" exclude ${saidOf(own.list, entries)} no longer`,
          before: { ids: now },
          after: {
            ids: without(
              now,
              entries.map(({ id }) => id),
            ),
          },
          reversible: true,
        },
      ],
    };
  return { ...words, changes: [excludedAgain(own.list, target, entries, now)] };
}

function excludedAgain(
  list: ExclusionList,
  target: { readonly policyId: string; readonly policyName: string },
  entries: OwnEntries["entries"],
  before: readonly string[],
): ListChange {
  const after = [...before, ...entries.map(({ id }) => id)];
  const summary = `let the policy "${target.policyName}" exclude ${saidOf(list, entries)} again`;
  switch (list) {
    case "excludeUsers":
      return {
        kind: "exclude-user",
        target: { ...target, users: entries },
        ...{ summary, before: { excludeUsers: before }, after: { excludeUsers: after }, reversible: true },
      };
    case "excludeRoles":
      return {
        kind: "exclude-role",
        target,
        ...{ summary, before: { excludeRoles: before }, after: { excludeRoles: after }, reversible: true },
      };
    case "excludeGroups":
      return {
        kind: "exclude-group",
        target: { ...target, groupName: namesOf(entries) },
        ...{ summary, before: { excludeGroups: before }, after: { excludeGroups: after }, reversible: true },
      };
  }
}

/** Newer steps of the same list are taken back before. */
function listWhenItsTurnComes(
  { policyId, list }: OwnEntries,
  now: readonly string[],
  number: number,
  all: readonly SeenStep[],
): readonly string[] {
  let ids = now;
  for (const { step, sight, found } of all.toReversed()) {
    const own = found.exclusion?.own;
    if (step.number <= number || sight?.at !== "after" || own === undefined) continue;
    if (own.list !== list || !same(own.policyId, policyId)) continue;
    const entries = own.entries.map(({ id }) => id);
    ids = own.put ? without(ids, entries) : [...ids, ...without(entries, ids)];
  }
  return ids;
}

/** Only an empty group that nothing else goes by is deleted: whatever hangs on it is somebody's. */
function withoutGroup(change: CreateGroupChange, { group }: Found, { all }: Beside): Inverse {
  if (group === undefined || group === null) return NOT_THERE;
  const { mailNickname, groupName } = change.target;
  const takenOut = all.flatMap(({ step, sight }) =>
    step.change.kind === "add-group-member" && sight?.at === "after" ? [step.change.target.memberId.toLowerCase()] : [],
  );
  const others = group.members.filter(({ id }) => !takenOut.includes(id.toLowerCase()));
  const freed = all.flatMap(({ sight, found: { exclusion } }) =>
    sight?.at === "after" && exclusion?.own.put === true && exclusion.own.entries.some(({ id }) => same(id, group.id))
      ? [exclusion.own.policyId.toLowerCase()]
      : [],
  );
  const policies = group.policies.filter(({ id, included }) => included || !freed.includes(id.toLowerCase()));
  const why = [
    ...(others.length === 0 ? [] : [`${namesOf(others)} ${others.length === 1 ? "is" : "are"} in it`]),
    ...(policies.length === 0 ? [] : [`${policies.map(({ name }) => `"${name}"`).join(", ")} still go by it`]),
  ];
  if (why.length > 0)
    return { changes: [], leftAlone: true, words: `The group "${groupName}" stays: ${why.join("; ")}.` };
  return one({
    kind: "delete-group",
    target: { mailNickname, groupName, groupId: group.id },
    summary: `delete the group "${groupName}"`,
    before: { displayName: group.displayName },
    after: null,
    reversible: false,
  });
}

/** As long as one of its exclusions stays, the mark goes on telling when it is to end. */
function markedAsBefore(change: MarkExclusionChange, { all }: Beside): Inverse {
  const { userId, userPrincipalName } = change.target;
  const stays = all.some(
    ({ step, sight }) => sight?.at === "other" && covers(step.change, userId) && change.after !== null,
  );
  if (stays)
    return { changes: [], leftAlone: true, words: "An exclusion of this account stays, and the mark says until when." };
  return one({
    ...change,
    summary:
      change.before === null
        ? `let the mark of ${userPrincipalName} say nothing of an exclusion`
        : `let the mark of ${userPrincipalName} say what it said before of its exclusion`,
    before: change.after,
    after: change.before,
  });
}

function covers(change: Change, userId: string): boolean {
  if (change.kind === "exclude-user") return change.target.users.some(({ id }) => same(id, userId));
  return change.kind === "add-group-member" && same(change.target.memberId, userId);
}

function one(change: ExclusionChange): Inverse {
  return { changes: [change] };
}

function saidOf(list: ExclusionList, entries: OwnEntries["entries"]): string {
  if (list === "excludeUsers") return namesOf(entries);
  return list === "excludeRoles" ? `the role ${namesOf(entries)}` : `the group "${namesOf(entries)}"`;
}

function namesOf(entries: readonly { readonly id: string; readonly name?: string | null }[]): string {
  return entries.map(({ id, name }) => name ?? id).join(" and ");
}
