// Who is in a group and who owns it: lists, and references added and removed.
import { type Answer, param } from "../../routes.js";
import { userById } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { badRequest, notFound } from "../graph-error.js";
import { noteChange } from "./directory-objects-audit.js";
import { referenceListAnswer, userListAnswer } from "./directory-objects-lists.js";
import { referencedId } from "./directory-objects-references.js";
import type { Group } from "./groups-entity.js";
import { alreadyThere, checkMember, checkOwner } from "./groups-members-rules.js";
import { writableGroup } from "./groups-write.js";

const LIST = ["$select", "$top", "$count", "$skiptoken"] as const;

export const groupMemberRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/groups/:id/members",
    note: "direct members; $select, $top, $count, paging",
    options: LIST,
    replicated: "group",
    cost: 3,
    handle: (call) => referenceListAnswer(call, groupOf(call).memberIds),
  },
  {
    method: "GET",
    path: "/groups/:id/members/microsoft.graph.user",
    note: "direct members that are users; $select, $filter, $top, $count, paging",
    options: [...LIST, "$filter"],
    replicated: "group",
    cost: 3,
    handle: (call) => userListAnswer(call, groupOf(call).memberIds),
  },
  {
    method: "GET",
    path: "/groups/:id/transitiveMembers",
    note: "members of members too; $select, $top, $count, paging",
    options: LIST,
    replicated: "group",
    cost: 5,
    handle: (call) => referenceListAnswer(call, transitiveMembers(call.tenant, groupOf(call))),
  },
  {
    method: "GET",
    path: "/groups/:id/owners",
    note: "$select, $top, $count, paging",
    options: LIST,
    replicated: "group",
    handle: (call) => referenceListAnswer(call, groupOf(call).ownerIds),
  },
  {
    method: "POST",
    path: "/groups/:id/members/$ref",
    note: "204",
    handle: (call) => {
      const id = referencedId(call);
      return changeGroup(call, "Add member to group", "Assign", id, (draft, group) => {
        checkMember(draft, group, id);
        group.memberIds.push(id);
      });
    },
  },
  {
    method: "DELETE",
    path: "/groups/:id/members/:memberId/$ref",
    note: "204",
    handle: (call) => {
      const id = param(call, "memberId");
      return changeGroup(call, "Remove member from group", "Unassign", id, (_, group) => {
        if (!group.memberIds.includes(id)) throw notFound(id);
        group.memberIds = group.memberIds.filter((one) => one !== id);
      });
    },
  },
  {
    method: "POST",
    path: "/groups/:id/owners/$ref",
    note: "204",
    handle: (call) => {
      const id = referencedId(call);
      return changeGroup(call, "Add owner to group", "Assign", id, (draft, group) => {
        checkOwner(draft, id);
        if (group.ownerIds.includes(id)) throw alreadyThere("owners");
        group.ownerIds.push(id);
      });
    },
  },
  {
    method: "DELETE",
    path: "/groups/:id/owners/:ownerId/$ref",
    note: "204; the last owner of a Microsoft 365 group stays",
    handle: (call) => {
      const id = param(call, "ownerId");
      return changeGroup(call, "Remove owner from group", "Unassign", id, (_, group) => {
        if (!group.ownerIds.includes(id)) throw notFound(id);
        if (group.ownerIds.length === 1 && group.groupTypes.includes("Unified")) {
          throw badRequest("The group must have at least one owner, hence this owner cannot be removed.");
        }
        group.ownerIds = group.ownerIds.filter((one) => one !== id);
      });
    },
  },
];

function groupOf(call: GraphCall): Group {
  const group = call.tenant.groups.find((one) => one.id === param(call, "id"));
  if (group === undefined) throw notFound(param(call, "id"));
  return group;
}

/** Ids of all that is in the group, directly or through other groups; circles are gone through once. */
function transitiveMembers(tenant: Tenant, group: Group): readonly string[] {
  const byId = new Map(tenant.groups.map((one) => [one.id, one]));
  const found = new Set<string>();
  const waiting = [...group.memberIds];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || id === group.id) continue;
    found.add(id);
    waiting.push(...(byId.get(id)?.memberIds ?? []));
  }
  return [...found];
}

function changeGroup(
  call: GraphCall,
  activity: string,
  operation: "Assign" | "Unassign",
  objectId: string,
  work: (draft: TenantState, group: TenantState["groups"][number]) => void,
): Answer {
  call.world.store.change((draft) => {
    const group = writableGroup(call, draft);
    work(draft, group);
    noteChange(call, draft, {
      activity,
      category: "GroupManagement",
      operation,
      targets: [
        { id: objectId, type: userById(draft, objectId) === undefined ? "Other" : "User" },
        { id: group.id, type: "Group", displayName: group.displayName },
      ],
    });
  });
  return { status: 204 };
}
