// Until when an administrator is excluded: kept in the account's mark, so that whoever comes next can end it.
import type { MarkExclusionChange, MarkedExclusion } from "../shapes/exclusion-change.js";
import { minuteOf } from "../shapes/time.js";

/**
 * The mark as it shall be; null: it is so already. What it said before of other policies stays in it.
 * @param until ISO 8601, UTC
 */
export function expiryChange(
  { userPrincipalName, userId }: { readonly userPrincipalName: string; readonly userId: string },
  before: MarkedExclusion | null,
  until: string,
  policyIds: readonly string[],
): MarkExclusionChange | null {
  const earlier = before?.excludedFrom ?? [];
  const known = new Set(earlier.map((id) => id.toLowerCase()));
  const added = [...new Set(policyIds)].filter((id) => !known.has(id.toLowerCase()));
  if (before !== null && added.length === 0 && Date.parse(before.excludedUntil) === Date.parse(until)) return null;
  return {
    kind: "mark-exclusion",
    target: { userPrincipalName, userId },
    summary: `note in the account's mark that ${userPrincipalName} is excluded until ${minuteOf(until)}`,
    before,
    after: { excludedUntil: until, excludedFrom: [...earlier, ...added] },
    reversible: true,
  };
}
