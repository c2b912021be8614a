// Groups, read only.
import { param } from "../routes.js";
import { notFound } from "./graph-error.js";
import type { GraphRoute } from "./graph-route.js";
import { contextUrl, type Entity, listBody, pageOf, project, selectedNames } from "./odata-page.js";

export const GROUP_BY_DEFAULT = [
  "id",
  "createdDateTime",
  "description",
  "displayName",
  "groupTypes",
  "isAssignableToRole",
  "mailEnabled",
  "mailNickname",
  "securityEnabled",
] as const;

const GROUP: Entity = { type: "microsoft.graph.group", known: GROUP_BY_DEFAULT };

export const groupRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/groups",
    note: "$select, $top, paging",
    options: ["$select", "$top", "$skiptoken"],
    handle: (call) => {
      const names = selectedNames(call, GROUP);
      const page = pageOf(call, call.tenant.groups, 100);
      const value = page.items.map((group) => project(group, names));
      return { status: 200, body: listBody(contextUrl(call, "groups"), value, page.nextLink) };
    },
  },
  {
    method: "GET",
    path: "/groups/:id",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      const group = call.tenant.groups.find((one) => one.id === param(call, "id"));
      if (group === undefined) throw notFound(param(call, "id"));
      const properties = project(group, selectedNames(call, GROUP));
      return { status: 200, body: { "@odata.context": contextUrl(call, "groups/$entity"), ...properties } };
    },
  },
];
