// How the lists of a policy that name whom it excludes are taken back: entry by entry, so that what others have written into
// the same lists by then stays.
import type {
  EndExclusionChange,
  ExcludeGroupChange,
  ExcludeRoleChange,
  ExcludeUserChange,
  ExclusionList,
} from "../shapes/exclusion-change.js";
import { includesId, sameId, withoutIds } from "../shapes/ids.js";
import type { Beside, Found, Inverse, People } from "./inverse.js";
import type { OwnEntries } from "./own-entries.js";

type ListChange = ExcludeUserChange | ExcludeRoleChange | ExcludeGroupChange | EndExclusionChange;

export const NOT_THERE: Inverse = { changes: [], leftAlone: true, words: "It is not there any more." };

export function inverseOfListChange(change: ListChange, found: Found, { step, all, people }: Beside): Inverse {
  if (found.exclusion === undefined) return NOT_THERE;
  const own = calledAsToday(found.exclusion.own, people);
  const now = listWhenItsTurnComes(own, found.exclusion.now, step.number, { all, people });
  const { policyName } = found.exclusion;
  const target = { policyId: change.target.policyId, policyName };
  const there = own.entries.filter(({ id }) => includesId(now, id));
  const missing = own.entries.filter(({ id }) => !includesId(now, id));
  const deleted = all.flatMap(({ step: { change: one } }) => (one.kind === "delete-group" ? [one.target.groupId] : []));
  const restorable = missing.filter(({ id }) => !includesId(deleted, id));
  // A policy cannot name what is deleted.
  if (restorable.length < missing.length && restorable.length === 0 && !own.put)
    return { changes: [], leftAlone: true, words: `The same run has deleted ${saidOf(own.list, missing)}.` };
  const entries = own.put ? there : restorable.filter(({ id }) => people.whyNotAgain(id) === null);
  const over = own.put ? [] : restorable.flatMap(({ id }) => people.whyNotAgain(id) ?? []);
  if (entries.length === 0 && over.length > 0) return { changes: [], leftAlone: true, words: over.join(" ") };
  if (entries.length === 0) return { changes: [], words: "It goes with what is taken back before it." };
  const left = own.put ? missing : there;
  const said = [...(left.length === 0 ? [] : [`So already, by somebody else: ${namesOf(left)}.`]), ...over];
  const words = said.length === 0 ? {} : { words: said.join(" ") };
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
            ids: withoutIds(
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

function calledAsToday(own: OwnEntries, { nameOf }: People): OwnEntries {
  if (own.list !== "excludeUsers") return own;
  return { ...own, entries: own.entries.map(({ id, name }) => ({ id, name: nameOf(id, name) })) };
}

/** Newer steps of the same list are taken back before. */
function listWhenItsTurnComes(
  { policyId, list }: OwnEntries,
  now: readonly string[],
  number: number,
  { all, people }: Omit<Beside, "step">,
): readonly string[] {
  let ids = now;
  for (const { step, sight, found } of all.toReversed()) {
    const own = found.exclusion?.own;
    if (step.number <= number || sight?.at !== "after" || own === undefined) continue;
    if (own.list !== list || !sameId(own.policyId, policyId)) continue;
    const entries = own.entries.map(({ id }) => id);
    const again = entries.filter((id) => people.whyNotAgain(id) === null);
    ids = own.put ? withoutIds(ids, entries) : [...ids, ...withoutIds(again, ids)];
  }
  return ids;
}

function saidOf(list: ExclusionList, entries: OwnEntries["entries"]): string {
  if (list === "excludeUsers") return namesOf(entries);
  return list === "excludeRoles" ? `the role ${namesOf(entries)}` : `the group "${namesOf(entries)}"`;
}

export function namesOf(entries: readonly { readonly id: string; readonly name?: string | null }[]): string {
  return entries.map(({ id, name }) => name ?? id).join(" and ");
}
