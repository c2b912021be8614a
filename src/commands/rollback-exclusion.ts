// What the tenant shows of the steps of a run that are about exclusions. Reads only.

import { other, type Sight } from "../changes/executor.js";
import type { Found } from "../changes/inverse.js";
import { ownEntries } from "../changes/own-entries.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Change } from "../shapes/change.js";
import type { AddGroupMemberChange, CreateGroupChange, RemoveGroupMemberChange } from "../shapes/exclusion-change.js";
import { sameId } from "../shapes/ids.js";
import type { RunStep } from "../shapes/run.js";
import { isAmongDeletedGroups } from "../tenant/group-state.js";
import { readGroupMembers } from "../tenant/groups.js";
import { orNull } from "../tenant/observe.js";
import type { Policy } from "../tenant/policies.js";
import type { RollbackWork } from "./rollback-executors.js";

interface Looked {
  readonly sight: Sight;
  readonly found: Found;
}

/** Kinds of steps for which all policies are read. */
export function needsPolicies({ kind }: Change): boolean {
  return ["exclude-user", "exclude-role", "exclude-group", "end-exclusion", "create-group"].includes(kind);
}

/**
 * Entry by entry: what others have added to the same list, or taken out of it, is no concern of this step.
 * @param begunAt of the run, ISO 8601
 * @returns null for a step of another kind, and for a mark, which its own executor looks at
 */
export async function lookAtExclusion(step: RunStep, work: RollbackWork, begunAt: string): Promise<Looked | null> {
  const { change } = step;
  switch (change.kind) {
    case "exclude-user":
    case "exclude-role":
    case "exclude-group":
    case "end-exclusion": {
      const { target } = change;
      const groupId =
        change.kind === "exclude-group"
          ? await work.groups.groupId({ groupName: change.target.groupName, groupId: null })
          : null;
      return lookAtList(change, groupId, target.policyName, work.policies);
    }
    case "create-group":
      return lookAtGroup(change, step, work, begunAt);
    case "add-group-member":
    case "remove-group-member":
      return lookAtMember(change, work);
    default:
      return null;
  }
}

function lookAtList(
  change: Change,
  groupId: string | null,
  policyName: string,
  policies: readonly Policy[],
): Looked | null {
  const own = ownEntries(change, groupId);
  if (own === null) return null;
  const policy = policies.find(({ id }) => sameId(id, own.policyId));
  if (policy === undefined) return { sight: other(`the policy "${policyName}" is gone`), found: {} };
  if (policy.strange !== undefined)
    return {
      sight: other(`the policy "${policy.displayName}" is in a form that this version does not know`),
      found: {},
    };
  const now = policy.conditions.users?.[own.list] ?? [];
  const isThere = ({ id }: { readonly id: string }) => now.some((one) => sameId(one, id));
  const isUndone = own.put ? !own.entries.some(isThere) : own.entries.every(isThere);
  if (isUndone) return { sight: { at: "before" }, found: {} };
  return {
    sight: { at: "after", image: policy.whole },
    found: { exclusion: { own, now, policyName: policy.displayName } },
  };
}

async function lookAtGroup(
  { target }: CreateGroupChange,
  { objectId }: RunStep,
  { graph, groups, policies }: RollbackWork,
  begunAt: string,
): Promise<Looked> {
  const { groupName } = target;
  const all = await groups.groups(target);
  const [group, ...more] = all;
  if (group === undefined) return { sight: { at: "before" }, found: {} };
  if (more.length > 0)
    return {
      sight: other(`${all.length} groups are called "${groupName}", and which one is meant is not known`),
      found: {},
    };
  // Graph tells whole seconds.
  const isOlder =
    group.createdAt === null || Date.parse(group.createdAt) < Math.floor(Date.parse(begunAt) / 1000) * 1000;
  if (objectId === null && isOlder)
    return { sight: other(`the group "${groupName}" (${group.id}) was not made by this run`), found: {} };
  groups.recall(groupName, group.id);
  if (group.displayName !== groupName)
    return { sight: other(`the group "${groupName}" is called "${group.displayName}" by now`), found: {} };
  const members = (await membersOf(graph, group.id)) ?? [];
  return {
    sight: { at: "after", image: group.whole },
    found: {
      group: { id: group.id, displayName: group.displayName, members, policies: policiesNaming(group.id, policies) },
    },
  };
}

async function lookAtMember(
  { kind, target }: AddGroupMemberChange | RemoveGroupMemberChange,
  { graph, groups }: RollbackWork,
): Promise<Looked> {
  const { groupName } = target;
  const wasAdded = kind === "add-group-member";
  const groupId = await groups.groupId(target);
  // A group that was never made has no members.
  if (groupId === null) return { sight: { at: "before" }, found: {} };
  const members = await membersOf(graph, groupId);
  if (members === null) {
    const isGone = (await isAmongDeletedGroups(graph, groupId)).value;
    if (isGone && wasAdded) return { sight: { at: "before" }, found: {} };
    return { sight: other(`the group "${groupName}" is not ${isGone ? "there any more" : "seen"}`), found: {} };
  }
  const isIn = members.some(({ id }) => sameId(id, target.memberId));
  const group = { id: groupId, displayName: groupName, members, policies: [] };
  return { sight: { at: isIn === wasAdded ? "after" : "before" }, found: { group } };
}

/** Null where there is no such group. */
async function membersOf(graph: ServiceClient, groupId: string) {
  return (await orNull(readGroupMembers(graph, groupId), "GET /groups/{id}/members")).value;
}

function policiesNaming(groupId: string, policies: readonly Policy[]) {
  return policies.flatMap(({ id, displayName, conditions: { users }, strange }) => {
    const isIn = (list: readonly string[] | undefined) => list?.some((one) => sameId(one, groupId)) === true;
    // What is not understood may name it.
    const included = isIn(users?.includeGroups) || strange !== undefined;
    return included || isIn(users?.excludeGroups) ? [{ id, name: displayName, included }] : [];
  });
}
