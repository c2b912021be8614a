// Who carries out the changes of exclusions: policies' lists, the group, its members, the mark.
import type { ServiceClient } from "../cloud/service-client.js";
import type { Executors } from "./executor.js";
import { createGroupExecutor, deleteGroupExecutor } from "./group-executors.js";
import type { GroupLookup } from "./group-lookup.js";
import { addGroupMemberExecutor, removeGroupMemberExecutor } from "./group-member-executors.js";
import { markExclusionExecutor } from "./mark-exclusion-executor.js";
import { policyExecutor } from "./policy-executor.js";
import type { PolicyImages } from "./policy-images.js";

export interface ExclusionWork {
  readonly graph: ServiceClient;
  /** Of Microsoft Graph in this cloud, such as `https://graph.microsoft.com`. */
  readonly origin: string;
  /** The policies as the plan saw them; one for all that change policies in this run. */
  readonly images: PolicyImages;
  /** One for all: the group that one change has made, the others know. */
  readonly groups: GroupLookup;
}

export function exclusionExecutors({ graph, origin, images, groups }: ExclusionWork): Executors {
  const takenOut = new Set<string>();
  const keyOf = (groupId: string, memberId: string) => `${groupId} ${memberId}`.toLowerCase();
  return {
    "exclude-user": policyExecutor(graph, images, groups),
    "exclude-role": policyExecutor(graph, images, groups),
    "exclude-group": policyExecutor(graph, images, groups),
    "end-exclusion": policyExecutor(graph, images, groups),
    "create-group": createGroupExecutor(graph, groups),
    "delete-group": deleteGroupExecutor(graph, (groupId, memberId) => takenOut.has(keyOf(groupId, memberId))),
    "add-group-member": addGroupMemberExecutor(graph, groups, origin),
    "remove-group-member": removeGroupMemberExecutor(
      graph,
      (groupId, memberId) => void takenOut.add(keyOf(groupId, memberId)),
    ),
    "mark-exclusion": markExclusionExecutor(graph),
  };
}
