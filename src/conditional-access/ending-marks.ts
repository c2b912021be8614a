// What accounts' marks say of their exclusions: when they end, and what is left of them once they have ended.
import type { Change } from "../shapes/change.js";
import type { MarkExclusionChange, MarkedExclusion } from "../shapes/exclusion-change.js";
import { parseTime } from "../shapes/time.js";
import type { Policy } from "../tenant/policies.js";
import { policyAfter } from "./bound-again.js";
import type { GroupAsked } from "./ending-groups.js";
import { minuteOf } from "./expiry.js";

export interface MarkedAccount {
  readonly userPrincipalName: string;
  readonly userId: string;
  readonly mark: MarkedExclusion;
}

export interface Due {
  readonly due: readonly MarkedAccount[];
  /** When the next one ends, ISO 8601; null: none that is known of. */
  readonly next: string | null;
  readonly warnings: readonly string[];
}

/** Nothing of this program's excludes for longer. */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * Whose time is past. Who may change the account can write its mark: an end that this program cannot have written counts as
 * past.
 * @param at the service's time, epoch milliseconds
 */
export function dueOf(marked: readonly MarkedAccount[], at: number): Due {
  const judged = marked.map((account) => {
    const until = parseTime(account.mark.excludedUntil);
    const isStrange = until === undefined || until > at + LONGEST_MS;
    return { account, until, isStrange, isDue: isStrange || until <= at };
  });
  const ends = judged.flatMap(({ until, isDue }) => (isDue || until === undefined ? [] : [until]));
  return {
    due: judged.flatMap(({ account, isDue }) => (isDue ? [account] : [])),
    next: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
    warnings: judged.flatMap(({ account, isStrange }) =>
      isStrange
        ? [
            `The mark of ${account.userPrincipalName} tells "${account.mark.excludedUntil}" as the end of its exclusion, which no run of this program wrote: it counts as past.`,
          ]
        : [],
    ),
  };
}

/** What is out of a policy is out of the mark; an exclusion that cannot be ended here stays noted. */
export function endMarks(
  marked: readonly MarkedAccount[],
  policies: readonly Policy[],
  changes: readonly Change[],
  groups: readonly GroupAsked[],
): readonly MarkExclusionChange[] {
  return marked.flatMap(({ userPrincipalName, userId, mark }): readonly MarkExclusionChange[] => {
    const left = mark.excludedFrom.filter((id) => {
      const policy = policies.find((one) => same(one.id, id));
      return policy !== undefined && isExcluded(userId, policyAfter(policy, changes), changes, groups);
    });
    if (left.length === mark.excludedFrom.length && left.length > 0) return [];
    const isOver = left.length === 0;
    return [
      {
        kind: "mark-exclusion",
        target: { userPrincipalName, userId },
        summary: isOver
          ? `note in the account's mark that ${userPrincipalName} is not excluded any more`
          : `note in the account's mark from what ${userPrincipalName} is still excluded until ${minuteOf(mark.excludedUntil)}`,
        before: mark,
        after: isOver ? null : { ...mark, excludedFrom: left },
        reversible: true,
      },
    ];
  });
}

/** By name, or by a group that this program uses: what others have arranged is not noted in the mark. */
function isExcluded(
  userId: string,
  policy: Policy,
  changes: readonly Change[],
  groups: readonly GroupAsked[],
): boolean {
  const { excludeUsers = [], excludeGroups = [] } = policy.conditions.users ?? {};
  // In a form that is not known, nobody can tell.
  if ((policy.strange ?? []).length > 0 || excludeUsers.some((id) => same(id, userId))) return true;
  const left = changes.flatMap((change) =>
    change.kind === "remove-group-member" && same(change.target.memberId, userId) ? [change.target.groupId] : [],
  );
  return groups.some(({ id, members }) => {
    if (!excludeGroups.some((one) => same(one, id)) || left.some((one) => same(one, id))) return false;
    return members.state === "unknown" || members.value.some((one) => same(one.id, userId));
  });
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
