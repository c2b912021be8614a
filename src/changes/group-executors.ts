// Carries out what makes and deletes the group by which accounts are excluded.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import type { CreateGroupChange, DeleteGroupChange } from "../shapes/exclusion-change.js";
import { type GroupState, isAmongDeletedGroups, readGroupState } from "../tenant/group-state.js";
import { readGroupMembers } from "../tenant/groups.js";
import { orNull } from "../tenant/observe.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import type { GroupLookup } from "./group-lookup.js";
import { notSeenYet } from "./not-seen-yet.js";
import { mendsWithTime } from "./refusals.js";

/** How often a group whose creation was not answered is looked for before it is sent again: about 45 seconds. */
const LOOKS_BEFORE_SENT_AGAIN = 6;

/**
 * Graph lets two groups have one name and one nickname, so that nothing but looking keeps it from being made twice ("group
 * resource type").
 */
export function createGroupExecutor(graph: ServiceClient, lookup: GroupLookup): Executor<CreateGroupChange> {
  const ours = new Set<string>();
  /** Nicknames of groups whose creation was sent: without an id in an answer they are known by nothing else. */
  const sent = new Set<string>();
  /** Those whose creation was not answered, with how often that was waited for. */
  const unanswered = new Map<string, number>();
  return {
    goodReads: 3,
    isLag: mendsWithTime("create-group"),
    waitingFor: ({ target }) =>
      `waiting whether the group ${target.groupName} is seen, whose creation was not answered, before it is sent again`,
    sentEarlier({ target }, answer) {
      sent.add(target.mailNickname);
      if (answer === null) unanswered.set(target.mailNickname, 0);
    },
    recall({ target }, objectId) {
      ours.add(objectId);
      lookup.recall(target.groupName, objectId);
    },
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const found = await lookup.groups(change.target);
          const sight = await sightOf(graph, change, found, {
            isOurs: (id) => ours.has(id),
            isSent: sent.has(change.target.mailNickname),
          });
          const [group] = found;
          if (sight.at === "after" && group !== undefined) lookup.recall(change.target.groupName, group.id);
          return sight;
        }),
      ),
    async send({ target, after }) {
      const waited = unanswered.get(target.mailNickname);
      if (waited !== undefined && waited < LOOKS_BEFORE_SENT_AGAIN) {
        unanswered.set(target.mailNickname, waited + 1);
        throw notSeenYet(target.groupName);
      }
      sent.add(target.mailNickname);
      try {
        return await graph.write(
          "POST",
          "/v1.0/groups",
          {
            displayName: after.displayName,
            mailNickname: after.mailNickname,
            description: after.description,
            securityEnabled: true,
            mailEnabled: false,
            isAssignableToRole: after.isAssignableToRole,
            visibility: "Private",
          },
          "change-groups",
        );
      } catch (error) {
        if (error instanceof ServiceError && error.carriedOut === "unknown") unanswered.set(target.mailNickname, 0);
        throw error;
      }
    },
  };
}

async function sightOf(
  graph: ServiceClient,
  { target, after }: CreateGroupChange,
  found: readonly GroupState[],
  { isOurs, isSent }: { readonly isOurs: (id: string) => boolean; readonly isSent: boolean },
): Promise<Sight> {
  const [group, ...more] = found;
  const name = target.groupName;
  if (group === undefined) return BEFORE;
  if (more.length > 0)
    return other(
      `${found.length} groups are called "${name}" and have the nickname ${target.mailNickname}: ${found.map(({ id }) => id).join(", ")}; delete all but one, after a look at who is in it`,
    );
  const known = isOurs(group.id);
  if (!known && !isSent) return other(`a group "${name}" (${group.id}) is there that this run has not made`);
  const wrong = [
    ...(group.displayName === after.displayName ? [] : ["its name"]),
    ...(group.plain ? [] : ["its kind"]),
    ...(group.assignableToRole ? [] : ["that roles cannot be assigned to it"]),
  ];
  if (wrong.length > 0) return other(`the group "${name}" is not as planned: ${wrong.join(", ")}`);
  // What this run has made is empty until it puts somebody into it, which it does not before it knows the group.
  if (!known && (await hasMembers(graph, group.id)))
    return other(`whether this run has made the group "${name}" (${group.id}) is not known, and somebody is in it`);
  return { at: "after", image: group.whole };
}

async function hasMembers(graph: ServiceClient, groupId: string): Promise<boolean> {
  return (await membersOf(graph, groupId)).length > 0;
}

/** @param isTakenOut whether this run has taken the member out of the group: a replica may still show it */
export function deleteGroupExecutor(
  graph: ServiceClient,
  isTakenOut: (groupId: string, memberId: string) => boolean,
): Executor<DeleteGroupChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("delete-group"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, before }): Promise<Sight> => {
          // Both at once: where neither shows it, one replica does not know it yet, or another one not any more.
          const [{ value: group }, deleted] = await Promise.all([
            readGroupState(graph, target.groupId),
            isAmongDeletedGroups(graph, target.groupId),
          ]);
          if (group === null) return deleted.value ? AFTER : BEFORE;
          if (group.displayName !== before.displayName)
            return other(`the group "${target.groupName}" has another name by now`);
          const members = await membersOf(graph, target.groupId);
          const others = members.filter((id) => !isTakenOut(target.groupId, id));
          if (others.length > 0)
            return other(`somebody is in the group "${target.groupName}" by now (${others.slice(0, 3).join(", ")})`);
          return { at: "before", image: group.whole };
        }),
      ),
    send: ({ target }) => graph.write("DELETE", path`/v1.0/groups/${target.groupId}`, undefined, "change-groups"),
  };
}

/** Ids of its direct members; none where the replica that answered does not know the group. */
export async function membersOf(graph: ServiceClient, groupId: string): Promise<readonly string[]> {
  const { value } = await orNull(readGroupMembers(graph, groupId), "GET /groups/{id}/members");
  return value?.map(({ id }) => id.toLowerCase()) ?? [];
}
