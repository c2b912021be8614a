// The group that an earlier change of the same plan may have made a moment ago: by its id, as soon as that is known.
import type { ServiceClient } from "../cloud/service-client.js";
import { type GroupState, readGroupState, readGroupsCalled } from "../tenant/group-state.js";
import { notSeenYet } from "./not-seen-yet.js";

/** What a change says of the group that it is about. */
export interface GroupTarget {
  readonly groupName: string;
  /** Null: an earlier change makes it. */
  readonly groupId: string | null;
}

export interface GroupLookup {
  /** By its id if that is known, else by name and nickname, as one replica shows it now. */
  groups(target: { readonly groupName: string; readonly mailNickname: string }): Promise<readonly GroupState[]>;
  /** Null where neither a change nor a look has told it. */
  groupId(target: GroupTarget): Promise<string | null>;
  /** What a write has answered: ids never change, and an id is found on more replicas than a name. */
  recall(groupName: string, groupId: string): void;
}

export function createGroupLookup(graph: ServiceClient): GroupLookup {
  const ids = new Map<string, string>();
  return {
    async groups({ groupName, mailNickname }) {
      const id = ids.get(groupName);
      if (id !== undefined) {
        const { value } = await readGroupState(graph, id);
        return value === null ? [] : [value];
      }
      const { value } = await readGroupsCalled(graph, groupName, mailNickname);
      return value;
    },
    groupId: async ({ groupName, groupId }) => groupId ?? ids.get(groupName) ?? null,
    recall: (groupName, groupId) => ids.set(groupName, groupId),
  };
}

/** For a write that takes the id. @throws {ServiceError} what a replica that does not know the group would answer */
export async function requireGroupId(lookup: GroupLookup, target: GroupTarget): Promise<string> {
  const id = await lookup.groupId(target);
  if (id === null) throw notSeenYet(target.groupName);
  return id;
}
