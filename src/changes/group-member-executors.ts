// Carries out who is in the group by which accounts are excluded.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AddGroupMemberChange, RemoveGroupMemberChange } from "../shapes/exclusion-change.js";
import { AFTER, BEFORE, type Executor } from "./executor.js";
import { membersOf } from "./group-executors.js";
import { type GroupLookup, requireGroupId } from "./group-lookup.js";
import { mendsWithTime } from "./refusals.js";

/** @param origin of Microsoft Graph in this cloud: members are referred to by whole addresses ("Add members") */
export function addGroupMemberExecutor(
  graph: ServiceClient,
  lookup: GroupLookup,
  origin: string,
): Executor<AddGroupMemberChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("add-member"),
    waitingFor: ({ target }) =>
      `waiting until the tenant knows the group ${target.groupName} everywhere, or shows ${target.memberName} in it`,
    async look(changes) {
      const members = membersByGroup(graph);
      return Promise.all(
        changes.map(async ({ target }) => {
          const groupId = await lookup.groupId(target);
          if (groupId === null) return BEFORE;
          return (await members(groupId)).includes(target.memberId.toLowerCase()) ? AFTER : BEFORE;
        }),
      );
    },
    async send({ target }) {
      const groupId = await requireGroupId(lookup, target);
      const reference = `${origin}${path`/v1.0/directoryObjects/${target.memberId}`}`;
      return graph.write(
        "POST",
        `${path`/v1.0/groups/${groupId}/members`}/$ref`,
        { "@odata.id": reference },
        "change-groups",
      );
    },
  };
}

/** @param sent told of each one that is taken out */
export function removeGroupMemberExecutor(
  graph: ServiceClient,
  sent: (groupId: string, memberId: string) => void,
): Executor<RemoveGroupMemberChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("remove-member"),
    sentEarlier: ({ target }) => sent(target.groupId, target.memberId),
    async look(changes) {
      const members = membersByGroup(graph);
      return Promise.all(
        changes.map(async ({ target }) =>
          (await members(target.groupId)).includes(target.memberId.toLowerCase()) ? BEFORE : AFTER,
        ),
      );
    },
    send({ target }) {
      sent(target.groupId, target.memberId);
      return graph.write(
        "DELETE",
        `${path`/v1.0/groups/${target.groupId}/members/${target.memberId}`}/$ref`,
        undefined,
        "change-groups",
      );
    },
  };
}

/** Each group is asked for once in one look. */
function membersByGroup(graph: ServiceClient): (groupId: string) => Promise<readonly string[]> {
  const asked = new Map<string, Promise<readonly string[]>>();
  return (groupId) => {
    const members = asked.get(groupId) ?? membersOf(graph, groupId);
    asked.set(groupId, members);
    return members;
  };
}
