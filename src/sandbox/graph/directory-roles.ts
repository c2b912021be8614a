// directoryRoles: only those that somebody was given once. This listing does not page.
import { builtInRole } from "../laws/directory-roles.js";
import { param } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { notFound, notImplemented } from "./graph-error.js";
import type { GraphRoute } from "./graph-route.js";
import { matches, parseFilter } from "./odata-filter.js";
import { contextUrl, listBody, type Properties } from "./odata-page.js";
import { principalObject } from "./principals.js";

export const directoryRoleRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/directoryRoles",
    note: "activated roles; $filter: roleTemplateId eq; $expand=members",
    options: ["$filter", "$expand"],
    handle: (call) => {
      const text = call.url.searchParams.get("$filter");
      const expand = call.url.searchParams.get("$expand");
      if (expand !== null && expand !== "members") throw notImplemented(`$expand=${expand} of directoryRoles`);
      const filter = text === null ? undefined : parseFilter(text, { roleTemplateId: ["eq"] });
      const value = call.tenant.activatedRoles
        .map(directoryRoleOf)
        .filter((role) => filter === undefined || matches(filter, (property) => role[property]))
        .map((role) =>
          expand === null ? role : { ...role, members: membersOf(call.tenant, String(role["roleTemplateId"])) },
        );
      return { status: 200, body: listBody(contextUrl(call, "directoryRoles"), value) };
    },
  },
  {
    method: "GET",
    path: "/directoryRoles(roleTemplateId=:id)/members",
    note: "404 while the role is not activated",
    handle: (call) => {
      const templateId = param(call, "id");
      if (!call.tenant.activatedRoles.some((one) => one.roleTemplateId === templateId)) throw notFound(templateId);
      return { status: 200, body: listBody(contextUrl(call, "directoryObjects"), membersOf(call.tenant, templateId)) };
    },
  },
];

export function directoryRoleOf(activated: Tenant["activatedRoles"][number]): Properties & { readonly id: string } {
  const role = builtInRole(activated.roleTemplateId);
  return {
    id: activated.id,
    deletedDateTime: null,
    description: role?.description ?? null,
    displayName: role?.displayName ?? null,
    roleTemplateId: activated.roleTemplateId,
  };
}

function membersOf(tenant: Tenant, templateId: string): readonly Properties[] {
  return tenant.roleAssignments
    .filter((one) => one.roleDefinitionId === templateId && one.directoryScopeId === "/")
    .map((one) => principalObject(tenant, one.principalId))
    .filter((one) => one !== undefined);
}
