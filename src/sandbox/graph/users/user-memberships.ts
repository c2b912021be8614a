// What a user is a member of: groups and directory roles.
import { groupsOf } from "../../laws/conditional-access-evaluation.js";
import { isSufficient, permissionRow } from "../../laws/permissions.js";
import { type Answer, param } from "../../routes.js";
import { userByKey } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { GROUP_BY_DEFAULT } from "../directory/groups.js";
import { groupProperties } from "../directory/groups-entity.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties, pageOf, project } from "../odata/odata-page.js";
import { directoryRoleOf } from "../roles/directory-roles.js";

export const userMembershipRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users/:id/memberOf",
    note: "groups and directory roles, direct; $top, $count, paging",
    options: ["$top", "$count", "$skiptoken"],
    replicated: "group",
    cost: 2,
    handle: (call) => memberships(call, "direct"),
  },
  {
    method: "GET",
    path: "/users/:id/transitiveMemberOf",
    note: "groups and directory roles, also through groups; $top, $count, paging",
    options: ["$top", "$count", "$skiptoken"],
    replicated: "group",
    cost: 2,
    handle: (call) => memberships(call, "transitive"),
  },
];

function memberships(call: GraphCall, kind: "direct" | "transitive"): Answer {
  const user = userByKey(call.tenant, param(call, "id"));
  checkReach(call, user?.id);
  if (user === undefined) throw notFound(param(call, "id"));
  const groupIds = kind === "direct" ? directGroupsOf(call.tenant, user.id) : groupsOf(call.tenant, user.id);
  const holders = new Set(kind === "direct" ? [user.id] : [user.id, ...groupIds]);
  const page = pageOf(call, [...groupsNamed(call.tenant, groupIds), ...rolesOf(call.tenant, holders)], 100);
  const context = contextUrl(call, "directoryObjects");
  const items = page.items.map((one) => asFarAsReadable(call, one));
  return { status: 200, body: listBody(context, items, page.nextLink, page.count) };
}

/** `User.Read` is "the profile of signed-in users", nobody else's. */
function checkReach({ caller }: GraphCall, userId: string | undefined): void {
  if (caller.kind === "application" || caller.principalId === userId) return;
  const alternatives = permissionRow("GET /users/:id/transitiveMemberOf")?.delegated ?? [];
  const ofOthers = alternatives.filter((needed) => !needed.includes("User.Read"));
  if (!isSufficient(ofOthers, caller.permissions)) throw accessDenied();
}

/** Each of them opens the objects of the type. */
const READABLE_WITH: Readonly<Record<string, readonly string[]>> = {
  "#microsoft.graph.group": [
    ...["Directory.Read.All", "Directory.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All"],
    ...["Group.ReadBasic.All", "GroupMember.ReadBasic.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All"],
  ],
  "#microsoft.graph.directoryRole": [
    ...["Directory.Read.All", "Directory.ReadWrite.All"],
    ...["RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"],
  ],
};

/**
 * Objects of a type that the caller may not read are there, with type and id and nothing else ("Overview of Microsoft
 * Graph permissions", limited information returned for inaccessible member objects). Which permissions open a type is
 * inferred from what reads such an object by itself.
 */
function asFarAsReadable({ caller }: GraphCall, listed: Listed): Properties {
  const opening = READABLE_WITH[String(listed["@odata.type"])] ?? [];
  if (opening.some((one) => caller.permissions.includes(one))) return listed;
  const hidden = Object.entries(listed).map(([name, value]): [string, unknown] => {
    if (name === "id" || name === "@odata.type") return [name, value];
    return [name, Array.isArray(value) ? [] : null];
  });
  return Object.fromEntries(hidden);
}

function directGroupsOf(tenant: Tenant, userId: string): readonly string[] {
  return tenant.groups.filter((group) => group.memberIds.includes(userId)).map((group) => group.id);
}

type Listed = Properties & { readonly id: string };

function groupsNamed(tenant: Tenant, ids: readonly string[]): readonly Listed[] {
  const wanted = new Set(ids);
  return tenant.groups
    .filter((group) => wanted.has(group.id))
    .map((group) => ({
      "@odata.type": "#microsoft.graph.group",
      ...project(groupProperties(group), GROUP_BY_DEFAULT),
      id: group.id,
    }));
}

/** Of the roles that were activated; those whose holder is the user, or one of the groups. */
function rolesOf(tenant: Tenant, holders: ReadonlySet<string>): readonly Listed[] {
  const held = new Set(
    tenant.roleAssignments
      .filter((one) => one.directoryScopeId === "/" && holders.has(one.principalId))
      .map((one) => one.roleDefinitionId),
  );
  return tenant.activatedRoles
    .filter((activated) => held.has(activated.roleTemplateId))
    .map((activated) => ({ "@odata.type": "#microsoft.graph.directoryRole", ...directoryRoleOf(activated) }));
}
