// Reading users, and what they are members of.
import { groupsOf } from "../laws/conditional-access-evaluation.js";
import { param } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { directoryRoleOf } from "./directory-roles.js";
import { GraphError, notFound } from "./graph-error.js";
import type { GraphCall, GraphRoute } from "./graph-route.js";
import { GROUP_BY_DEFAULT } from "./groups.js";
import { matches, parseFilter } from "./odata-filter.js";
import { contextUrl, listBody, type Properties, pageOf, project, selectedNames } from "./odata-page.js";
import { type DirectoryUser, USER, userProperties } from "./user-entity.js";
import { createUser, deleteUser, updateUser } from "./users-write.js";

export const userRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users",
    note: "$select, $top, paging; $filter: userPrincipalName eq, startswith(userPrincipalName), startswith(displayName)",
    options: ["$select", "$top", "$filter", "$count", "$skiptoken"],
    handle: (call) => {
      const names = selectedNames(call, USER);
      const filterText = call.url.searchParams.get("$filter");
      const filter =
        filterText === null
          ? undefined
          : parseFilter(filterText, { userPrincipalName: ["eq", "startswith"], displayName: ["startswith"] });
      const found = call.tenant.users.filter(
        (user) => filter === undefined || matches(filter, (property) => userProperties(user)[property]),
      );
      const page = pageOf(call, found, 100);
      const value = page.items.map((user) => project(userProperties(user), names));
      return { status: 200, body: listBody(contextUrl(call, "users"), value, page.nextLink, page.count) };
    },
  },
  {
    method: "GET",
    path: "/users/:id",
    note: "by id or userPrincipalName; $select",
    options: ["$select"],
    handle: (call) => oneUser(call, findUser(call.tenant, param(call, "id"))),
  },
  {
    method: "GET",
    path: "/me",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      if (call.caller.kind === "application") {
        throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
      }
      return oneUser(call, findUser(call.tenant, call.caller.principalId));
    },
  },
  {
    method: "GET",
    path: "/users/:id/transitiveMemberOf",
    note: "groups and directory roles; $top, paging",
    options: ["$top", "$skiptoken"],
    handle: (call) => {
      const user = findUser(call.tenant, param(call, "id"));
      const page = pageOf(call, memberships(call.tenant, user.id), 100);
      return { status: 200, body: listBody(contextUrl(call, "directoryObjects"), page.items, page.nextLink) };
    },
  },
  { method: "POST", path: "/users", note: "cloud-only users", handle: createUser },
  { method: "PATCH", path: "/users/:id", note: "204", handle: updateUser },
  { method: "DELETE", path: "/users/:id", note: "soft delete, 204", handle: deleteUser },
];

/** By object id or user principal name, as it stands in a path. */
function findUser(tenant: Tenant, key: string): DirectoryUser {
  const wanted = key.toLowerCase();
  const user = tenant.users.find((one) => one.id === wanted || one.userPrincipalName.toLowerCase() === wanted);
  if (user === undefined) throw notFound(key);
  return user;
}

function oneUser(call: GraphCall, user: DirectoryUser) {
  const properties = project(userProperties(user), selectedNames(call, USER));
  return { status: 200, body: { "@odata.context": contextUrl(call, "users/$entity"), ...properties } };
}

function memberships(tenant: Tenant, userId: string): readonly ({ readonly id: string } & Properties)[] {
  const groupIds = groupsOf(tenant, userId);
  const groups = tenant.groups
    .filter((group) => groupIds.includes(group.id))
    .map((group) => ({ "@odata.type": "#microsoft.graph.group", ...project(group, GROUP_BY_DEFAULT), id: group.id }));
  const holders = [userId, ...groupIds];
  const roles = tenant.activatedRoles
    .filter((activated) =>
      tenant.roleAssignments.some(
        (one) =>
          one.roleDefinitionId === activated.roleTemplateId &&
          one.directoryScopeId === "/" &&
          holders.includes(one.principalId),
      ),
    )
    .map((activated) => ({ "@odata.type": "#microsoft.graph.directoryRole", ...directoryRoleOf(activated) }));
  return [...groups, ...roles];
}
