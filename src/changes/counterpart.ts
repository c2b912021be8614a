// Whether two changes are about the same: one of an earlier plan, and one of a plan that was made anew.
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../shapes/change.js";

/**
 * The same kind of change of the same object, with the same end. What was null in one of them was not known yet, as the id
 * of an account that an earlier change makes. What it was before may differ, and so may the words.
 */
export function isCounterpart(one: Change, other: Change): boolean {
  return one.kind === other.kind && sameTarget(one.target, other.target) && sameEnd(one, other);
}

function sameEnd(one: Change, other: Change): boolean {
  if (one.kind !== "exclude-group" || other.kind !== "exclude-group")
    return isDeepStrictEqual(plain(one), plain(other));
  const [a, b] = [one.after.excludeGroups, other.after.excludeGroups];
  return a.length === b.length && a.every((id, index) => id === null || b[index] === null || id === b[index]);
}

function sameTarget(one: object, other: object): boolean {
  const [a, b] = [one, other] as readonly Readonly<Record<string, unknown>>[];
  if (a === undefined || b === undefined) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    (key) => a[key] === null || b[key] === null || isDeepStrictEqual(a[key], b[key]),
  );
}

/** One of the two has been written as JSON and read back. */
function plain({ after }: Change): unknown {
  return JSON.parse(JSON.stringify(after)) as unknown;
}
