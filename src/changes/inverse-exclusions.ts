// How exclusions, and what belongs to them, are taken back: the lists of policies, the group, the mark.
import type { Change } from "../shapes/change.js";
import type { CreateGroupChange, ExclusionChange, MarkExclusionChange } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import type { Beside, Found, Inverse } from "./inverse.js";
import { inverseOfListChange, NOT_THERE, namesOf } from "./inverse-exclusion-lists.js";

export function inverseOfExclusionChange(change: ExclusionChange, found: Found, beside: Beside): Inverse {
  const { nameOf, whyNotAgain } = beside.people;
  switch (change.kind) {
    case "exclude-user":
    case "exclude-role":
    case "exclude-group":
    case "end-exclusion":
      return inverseOfListChange(change, found, beside);
    case "create-group":
      return withoutGroup(change, found, beside);
    case "add-group-member": {
      const groupId = change.target.groupId ?? found.group?.id;
      if (groupId === undefined) return NOT_THERE;
      const memberName = nameOf(change.target.memberId, change.target.memberName);
      return one({
        kind: "remove-group-member",
        target: { ...change.target, memberName, groupId },
        summary: `take ${memberName} out of the group "${change.target.groupName}"`,
        before: change.after,
        after: change.before,
        reversible: true,
      });
    }
    case "remove-group-member": {
      const whyNot = whyNotAgain(change.target.memberId);
      if (whyNot !== null) return { changes: [], leftAlone: true, words: whyNot };
      const memberName = nameOf(change.target.memberId, change.target.memberName);
      return one({
        kind: "add-group-member",
        target: { ...change.target, memberName },
        summary: `add ${memberName} to the group "${change.target.groupName}" again`,
        before: change.after,
        after: change.before,
        reversible: true,
      });
    }
    case "mark-exclusion":
      return markedAsBefore(change, beside);
    case "delete-group":
      return { changes: [] };
  }
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
    sight?.at === "after" && exclusion?.own.put === true && exclusion.own.entries.some(({ id }) => sameId(id, group.id))
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
function markedAsBefore(change: MarkExclusionChange, { all, people }: Beside): Inverse {
  const { userId } = change.target;
  const userPrincipalName = people.nameOf(userId, change.target.userPrincipalName);
  const stays = all.some(
    ({ step, sight }) => sight?.at === "other" && covers(step.change, userId) && change.after !== null,
  );
  if (stays)
    return { changes: [], leftAlone: true, words: "An exclusion of this account stays, and the mark says until when." };
  // Nor is a mark to tell of exclusions that are not put back.
  if (endsExclusions(change) && people.whyNotAgain(userId) !== null)
    return { changes: [], leftAlone: true, words: "The exclusions that it told of are not put back." };
  return one({
    ...change,
    target: { ...change.target, userPrincipalName },
    summary:
      change.before === null
        ? `let the mark of ${userPrincipalName} say nothing of an exclusion`
        : `let the mark of ${userPrincipalName} say what it said before of its exclusion`,
    before: change.after,
    after: change.before,
  });
}

/** It was written because exclusions were ended, of some policies or of all. */
export function endsExclusions({ before, after }: MarkExclusionChange): boolean {
  return before !== null && (after === null || after.excludedFrom.length < before.excludedFrom.length);
}

function covers(change: Change, userId: string): boolean {
  if (change.kind === "exclude-user") return change.target.users.some(({ id }) => sameId(id, userId));
  return change.kind === "add-group-member" && sameId(change.target.memberId, userId);
}

function one(change: ExclusionChange): Inverse {
  return { changes: [change] };
}
