// directoryRoles: only those that somebody was given once. This listing does not page.
import { builtInRole } from "../../laws/directory-roles.js";
import { type Answer, param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { selectOfObjects } from "../directory/directory-objects-select.js";
import { principalObject } from "../directory/principals.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound, notImplemented } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";
import { activateTemplate, addRoleMember, removeRoleMember } from "./directory-roles-write.js";

type ActivatedRole = Tenant["activatedRoles"][number];

export const directoryRoleRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/directoryRoles",
    note: "activated roles; $filter: roleTemplateId, displayName eq; $expand=members, members($select=…)",
    options: ["$filter", "$expand"],
    replicated: "role-assignment",
    handle: (call) => {
      const text = call.url.searchParams.get("$filter");
      const expansion = expansionOf(call);
      const rules = { roleTemplateId: ["eq"], displayName: ["eq"] } as const;
      const filter = text === null ? undefined : parseFilter(text, rules, { resource: "DirectoryRole" });
      const value = call.tenant.activatedRoles
        .map((activated) => ({ ...directoryRoleOf(activated), activated }))
        .filter((role) => filter === undefined || matches(filter, (property) => ({ ...role })[property]))
        .map(({ activated, ...role }) =>
          expansion === undefined
            ? role
            : { ...role, members: membersOf(call.tenant, activated.roleTemplateId, expansion.select) },
        );
      return { status: 200, body: listBody(contextUrl(call, "directoryRoles"), value) };
    },
  },
  {
    method: "POST",
    path: "/directoryRoles",
    note: "activates a template, 201",
    handle: (call) => oneRole(call, 201, activateTemplate(call)),
  },
  {
    method: "GET",
    path: "/directoryRoles/:id",
    note: "404 while the role is not activated",
    replicated: "role-assignment",
    handle: (call) => oneRole(call, 200, activatedById(call)),
  },
  {
    method: "GET",
    path: "/directoryRoles(roleTemplateId=:id)",
    note: "404 while the role is not activated",
    replicated: "role-assignment",
    handle: (call) => oneRole(call, 200, activatedByTemplate(call)),
  },
  {
    method: "GET",
    path: "/directoryRoles/:id/members",
    note: "404 while the role is not activated",
    replicated: "role-assignment",
    handle: (call) => members(call, activatedById(call)),
  },
  {
    method: "GET",
    path: "/directoryRoles(roleTemplateId=:id)/members",
    note: "404 while the role is not activated",
    replicated: "role-assignment",
    handle: (call) => members(call, activatedByTemplate(call)),
  },
  { method: "POST", path: "/directoryRoles/:id/members/$ref", note: "204", handle: addRoleMember },
  { method: "DELETE", path: "/directoryRoles/:id/members/:memberId/$ref", note: "204", handle: removeRoleMember },
];

export function directoryRoleOf(activated: ActivatedRole): Properties & { readonly id: string } {
  const role = builtInRole(activated.roleTemplateId);
  return {
    id: activated.id,
    deletedDateTime: null,
    description: role?.description ?? null,
    displayName: role?.displayName ?? null,
    roleTemplateId: activated.roleTemplateId,
  };
}

function oneRole(call: GraphCall, status: 200 | 201, activated: ActivatedRole): Answer {
  const context = contextUrl(call, "directoryRoles/$entity");
  return { status, body: { "@odata.context": context, ...directoryRoleOf(activated) } };
}

function members(call: GraphCall, activated: ActivatedRole): Answer {
  const value = membersOf(call.tenant, activated.roleTemplateId);
  return { status: 200, body: listBody(contextUrl(call, "directoryObjects"), value) };
}

function activatedById(call: GraphCall): ActivatedRole {
  const id = param(call, "id");
  const found = call.tenant.activatedRoles.find((one) => one.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

function activatedByTemplate(call: GraphCall): ActivatedRole {
  const templateId = param(call, "id");
  const found = call.tenant.activatedRoles.find((one) => one.roleTemplateId === templateId);
  if (found === undefined) throw notFound(templateId);
  return found;
}

/** `members`, or `members($select=id,displayName)`. */
function expansionOf(call: GraphCall): { readonly select: readonly string[] | undefined } | undefined {
  const text = call.url.searchParams.get("$expand");
  if (text === null) return undefined;
  const match = /^members(?:\(\$select=(?<select>[^()=;]+)\))?$/u.exec(text.trim());
  if (match === null) throw notImplemented(`$expand=${text.slice(0, 200)} of directoryRoles`);
  return { select: selectOfObjects(match.groups?.["select"] ?? null, call.version) };
}

function membersOf(tenant: Tenant, templateId: string, select?: readonly string[]): readonly Properties[] {
  return tenant.roleAssignments
    .filter((one) => one.roleDefinitionId === templateId && one.directoryScopeId === "/")
    .map((one) => principalObject(tenant, one.principalId, select))
    .filter((one) => one !== undefined);
}
