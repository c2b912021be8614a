// Carries out what changes who is excluded from Conditional Access policies. Graph replaces arrays whole and merges objects,
// and offers no ETag: so only the one list is sent, right after it was looked at, and every look compares all the rest of
// every policy with its image before the run ("Update conditionalAccessPolicy").
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type {
  EndExclusionChange,
  ExcludeGroupChange,
  ExcludeRoleChange,
  ExcludeUserChange,
  ExclusionList,
} from "../shapes/exclusion-change.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import type { GroupLookup } from "./group-lookup.js";
import { notSeenYet } from "./not-seen-yet.js";
import { type PolicyImages, sameJson } from "./policy-images.js";
import { isUnseenGroup, policyRefused } from "./policy-refusals.js";

type PolicyChange = ExcludeUserChange | ExcludeRoleChange | ExcludeGroupChange | EndExclusionChange;

/** The list that a change is about, as it was and as it shall be. */
interface ListChange {
  readonly list: ExclusionList;
  readonly before: readonly string[];
  /** Null: it names a group that is not known yet. */
  readonly after: readonly string[] | null;
}

/**
 * One for each of the four kinds.
 * @param images one for all that change policies in this run
 * @param groups knows the group that an earlier change has made
 */
export function policyExecutor<C extends PolicyChange>(
  graph: ServiceClient,
  images: PolicyImages,
  groups: GroupLookup,
): Executor<C> {
  /** Whether the last one that was sent names a group that this run has made. */
  let isOfNewGroup = false;
  const tell = async (change: PolicyChange): Promise<ListChange> => {
    const part = await listOf(change, groups);
    const values = part.after === null ? [part.before] : [part.before, part.after];
    images.writes(change.target.policyId, propertyOf(part.list), values);
    return part;
  };
  return {
    goodReads: 5,
    isLag: (error) => isOfNewGroup && isUnseenGroup(error),
    waitingFor: ({ target }) =>
      `the policies do not know the new group yet (for "${target.policyName}"); waiting for up to 5 minutes`,
    // What the part that was cut has written is not somebody else's.
    sentEarlier: ({ target, ...change }) => {
      const { list, before, after } = statedList({ target, ...change } as PolicyChange);
      const known = after.filter((id) => id !== null);
      images.writes(target.policyId, propertyOf(list), known.length < after.length ? [before] : [before, known]);
    },
    async look(changes) {
      const parts = await Promise.all(changes.map(tell));
      const { value: now } = await readPolicies(graph);
      const foreign = images.differenceIn(now);
      return changes.map(({ target }, index): Sight => {
        const policy = now.find(({ id }) => id.toLowerCase() === target.policyId.toLowerCase());
        const part = parts[index];
        if (policy === undefined || part === undefined) return other(`the policy "${target.policyName}" is gone`);
        const sight = sightOf(policy, part, images);
        return { ...(sight.at === "other" || foreign === null ? sight : other(foreign)), image: policy.whole };
      });
    },
    async send(change) {
      const { list, after } = await listOf(change, groups);
      if (after === null) throw notSeenYet("groupName" in change.target ? change.target.groupName : "The group");
      isOfNewGroup = statedList(change).after.includes(null);
      const { policyId, policyName } = change.target;
      try {
        return await graph.write(
          "PATCH",
          path`/v1.0/identity/conditionalAccess/policies/${policyId}`,
          { conditions: { users: { [list]: after } } },
          "change-policies",
        );
      } catch (error) {
        throw policyRefused(error, policyName, images.of(policyId));
      }
    },
  };
}

const WHAT: Readonly<Record<ExclusionList, string>> = {
  excludeUsers: "accounts",
  excludeGroups: "groups",
  excludeRoles: "roles",
};

/** What this run itself has written into the list before, or writes after, is no stranger's. */
function sightOf(policy: Policy, { list, before, after }: ListChange, images: PolicyImages): Sight {
  const name = policy.displayName;
  // What is not understood is left out of the list: written back whole, it would be lost.
  if (policy.strange !== undefined)
    return other(`the policy "${name}" is in a form that this version does not know (${policy.strange.join(", ")})`);
  const now = policy.conditions.users?.[list] ?? [];
  if (after !== null && sameJson(now, after)) return AFTER;
  if (sameJson(now, before)) return BEFORE;
  const values = images.written(policy.id, propertyOf(list));
  const placeOf = (ids: readonly string[]) => values.findIndex((one) => sameJson(one, ids));
  const place = placeOf(now);
  if (place !== -1 && place < placeOf(before)) return BEFORE;
  if (place !== -1 && after !== null && place > placeOf(after)) return AFTER;
  return other(`the policy "${name}" excludes other ${WHAT[list]} than before`);
}

function propertyOf(list: ExclusionList): readonly string[] {
  return ["conditions", "users", list];
}

async function listOf(change: PolicyChange, groups: GroupLookup): Promise<ListChange> {
  const { list, before, after } = statedList(change);
  if (change.kind !== "exclude-group" || !after.includes(null))
    return { list, before, after: after.filter((id) => id !== null) };
  const made = await groups.groupId({ groupName: change.target.groupName, groupId: null });
  return { list, before, after: made === null ? null : after.map((id) => id ?? made) };
}

function statedList(change: PolicyChange): {
  readonly list: ExclusionList;
  readonly before: readonly string[];
  readonly after: readonly (string | null)[];
} {
  switch (change.kind) {
    case "exclude-user":
      return { list: "excludeUsers", before: change.before.excludeUsers, after: change.after.excludeUsers };
    case "exclude-role":
      return { list: "excludeRoles", before: change.before.excludeRoles, after: change.after.excludeRoles };
    case "exclude-group":
      return { list: "excludeGroups", before: change.before.excludeGroups, after: change.after.excludeGroups };
    case "end-exclusion":
      return { list: change.target.list, before: change.before.ids, after: change.after.ids };
  }
}
