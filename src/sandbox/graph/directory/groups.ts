// Groups: reading them. Writing: groups-write.ts, members and owners: groups-members.ts.
import { param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, project, selectedNames } from "../odata/odata-page.js";
import { LISTING_OPTIONS, listingAnswer } from "./directory-objects-listing.js";
import { GROUP, GROUP_FILTERS, type Group, groupProperties } from "./groups-entity.js";
import { groupMemberRoutes } from "./groups-members.js";
import { createGroup, deleteGroup, updateGroup } from "./groups-write.js";

export { GROUP_BY_DEFAULT } from "./groups-entity.js";

export const groupRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/groups",
    note: "$select, $filter, $top, $count, paging",
    options: LISTING_OPTIONS,
    replicated: "group",
    handle: (call) =>
      listingAnswer(call, {
        entity: GROUP,
        set: "groups",
        all: call.tenant.groups,
        properties: groupProperties,
        rules: GROUP_FILTERS,
      }),
  },
  {
    method: "GET",
    path: "/groups/:id",
    note: "$select",
    options: ["$select"],
    replicated: "group",
    handle: (call) => {
      const group = findGroup(call.tenant, param(call, "id"));
      const properties = project(groupProperties(group), selectedNames(call, GROUP));
      return { status: 200, body: { "@odata.context": contextUrl(call, "groups/$entity"), ...properties } };
    },
  },
  { method: "POST", path: "/groups", note: "security and Microsoft 365 groups, 201", handle: createGroup },
  { method: "PATCH", path: "/groups/:id", note: "204", handle: updateGroup },
  { method: "DELETE", path: "/groups/:id", note: "soft delete, 204", handle: deleteGroup },
  ...groupMemberRoutes,
];

function findGroup(tenant: Tenant, id: string): Group {
  const group = tenant.groups.find((one) => one.id === id);
  if (group === undefined) throw notFound(id);
  return group;
}
