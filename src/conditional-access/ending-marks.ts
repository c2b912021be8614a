// What accounts' marks say of their exclusions: when they end, and what is left of them once they have ended.

import type { Change } from "../shapes/change.js";
import type { MarkExclusionChange, MarkedExclusion } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import { minuteOf, parseTime } from "../shapes/time.js";
import type { Policy } from "../tenant/policies.js";
import { policyAfter } from "./bound-again.js";
import type { GroupAsked } from "./ending-groups.js";
import type { NotedEnd } from "./our-entries.js";

export interface MarkedAccount {
  readonly userPrincipalName: string;
  readonly userId: string;
  /**
   * It is the service account by its name, or journals of this machine tell of it. Whoever may change another account could
   * write a mark to have it taken out of what somebody else has put it in.
   */
  readonly isTrusted: boolean;
  readonly mark: MarkedExclusion;
}

export interface Due {
  /** Ids of the accounts whose time is past. */
  readonly userIds: readonly string[];
  /** Those of them whose mark tells of an exclusion. */
  readonly due: readonly MarkedAccount[];
  /** When the next one ends, ISO 8601; null: none that is known of. */
  readonly next: string | null;
  readonly warnings: readonly string[];
}

/** Nothing of this program's excludes for longer. */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * Whose time is past. Who may change the account can write its mark, or take it away, so that a mark never puts off the end that
 * a journal of this machine tells; where no journal does, an end that this program cannot have written counts as past.
 * @param noted what journals tell of accounts that this program still excludes
 * @param at the service's time, epoch milliseconds
 */
export function dueOf(marked: readonly MarkedAccount[], noted: readonly NotedEnd[], at: number): Due {
  const accounts = new Map([...marked, ...noted].map((one) => [one.userId.toLowerCase(), one.userPrincipalName]));
  const judged = [...accounts].map(([userId, name]) => {
    const mark = marked.find((one) => sameId(one.userId, userId));
    const note = noted.find((one) => sameId(one.userId, userId));
    return { userId, mark, ...endOf(name, mark?.mark.excludedUntil, note?.until, at) };
  });
  const past = judged.filter(({ end }) => end === null || end <= at);
  const ends = judged.flatMap(({ end }) => (end === null || end <= at ? [] : [end]));
  return {
    userIds: past.map(({ userId }) => userId),
    due: past.flatMap(({ mark }) => mark ?? []),
    next: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
    warnings: judged.flatMap(({ warnings }) => warnings),
  };
}

interface JudgedEnd {
  /** Epoch milliseconds; null: it is past, whatever is told. */
  readonly end: number | null;
  readonly warnings: readonly string[];
}

/** The earlier one of what the mark and the journals tell. */
function endOf(name: string, told: string | undefined, noted: string | undefined, at: number): JudgedEnd {
  const byMark = told === undefined ? undefined : parseTime(told);
  const isStrange = byMark === undefined || byMark > at + LONGEST_MS;
  if (noted === undefined)
    return isStrange
      ? {
          end: null,
          warnings: [
            `The mark of ${name} tells "${told ?? ""}" as the end of its exclusion, which no run of this program wrote: it counts as past.`,
          ],
        }
      : { end: byMark, warnings: [] };
  const byJournal = parseTime(noted) ?? null;
  const journal =
    byJournal === null ? "a journal of this machine" : `a journal of this machine tells ${minuteOf(noted)}`;
  if (told === undefined)
    return {
      end: byJournal,
      warnings: [
        `No mark of ${name} tells when its exclusion ends, and ${journal}: that counts. Look in the audit log who has changed the account.`,
      ],
    };
  if (byJournal !== null && byMark !== undefined && byMark <= byJournal) return { end: byMark, warnings: [] };
  return {
    end: byJournal,
    warnings: [
      `The mark of ${name} tells "${told}" as the end of its exclusion, and ${journal}: the earlier counts. If nobody has prolonged it from another machine, look in the audit log who has changed the account.`,
    ],
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
      const policy = policies.find((one) => sameId(one.id, id));
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
  if ((policy.strange ?? []).length > 0 || excludeUsers.some((id) => sameId(id, userId))) return true;
  const left = changes.flatMap((change) =>
    change.kind === "remove-group-member" && sameId(change.target.memberId, userId) ? [change.target.groupId] : [],
  );
  return groups.some(({ id, members }) => {
    if (!excludeGroups.some((one) => sameId(one, id)) || left.some((one) => sameId(one, id))) return false;
    return members.state === "unknown" || members.value.some((one) => sameId(one.id, userId));
  });
}
