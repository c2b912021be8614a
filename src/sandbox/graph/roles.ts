// Role definitions and role assignments (roleManagement/directory), and the older directoryRoles.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { BUILT_IN_ROLES, type BuiltInRole, builtInRole } from "../laws/directory-roles.js";
import { type Answer, param } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { badRequest, notFound, notImplemented } from "./graph-error.js";
import { type GraphCall, type GraphRoute, graphUrl, jsonBody } from "./graph-route.js";
import { matches, parseFilter } from "./odata-filter.js";
import { contextUrl, listBody, type Properties, pageOf } from "./odata-page.js";
import { activateRole, principalObject } from "./principals.js";

type RoleAssignment = Tenant["roleAssignments"][number];

const newAssignmentSchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.unifiedRoleAssignment").optional(),
  roleDefinitionId: z.string(),
  principalId: z.string(),
  directoryScopeId: z.string(),
});

const ASSIGNMENT_FILTERS = { roleDefinitionId: ["eq"], principalId: ["eq"] } as const;

export const roleRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/roleManagement/directory/roleDefinitions",
    note: "built-in roles, without their permissions; $filter: templateId eq, displayName eq",
    options: ["$filter"],
    handle: (call) => {
      const text = call.url.searchParams.get("$filter");
      const filter = text === null ? undefined : parseFilter(text, { templateId: ["eq"], displayName: ["eq"] });
      const value = BUILT_IN_ROLES.map(definitionOf).filter(
        (one) => filter === undefined || matches(filter, (name) => one[name]),
      );
      return { status: 200, body: listBody(contextUrl(call, "roleManagement/directory/roleDefinitions"), value) };
    },
  },
  {
    method: "GET",
    path: "/roleManagement/directory/roleDefinitions/:id",
    note: "by template id",
    handle: (call) => {
      const role = builtInRole(param(call, "id"));
      if (role === undefined) throw notFound(param(call, "id"));
      const context = contextUrl(call, "roleManagement/directory/roleDefinitions/$entity");
      return { status: 200, body: { "@odata.context": context, ...definitionOf(role) } };
    },
  },
  {
    method: "GET",
    path: "/roleManagement/directory/roleAssignments",
    note: "$filter: roleDefinitionId eq, principalId eq, and, or; $expand=principal; $top, paging",
    options: ["$filter", "$expand", "$top", "$skiptoken"],
    handle: listAssignments,
  },
  {
    method: "GET",
    path: "/roleManagement/directory/roleAssignments/:id",
    note: "",
    handle: (call) => {
      const assignment = call.tenant.roleAssignments.find((one) => one.id.toLowerCase() === param(call, "id"));
      if (assignment === undefined) throw notFound(param(call, "id"));
      return { status: 200, body: assignmentBody(call, assignment) };
    },
  },
  { method: "POST", path: "/roleManagement/directory/roleAssignments", note: "201", handle: assignRole },
  { method: "DELETE", path: "/roleManagement/directory/roleAssignments/:id", note: "204", handle: removeAssignment },
];

function listAssignments(call: GraphCall): Answer {
  const text = call.url.searchParams.get("$filter");
  const expand = call.url.searchParams.get("$expand");
  if (expand !== null && expand !== "principal") throw notImplemented(`$expand=${expand} of role assignments`);
  const filter = text === null ? undefined : parseFilter(text, ASSIGNMENT_FILTERS);
  const found = call.tenant.roleAssignments.filter(
    (one) => filter === undefined || matches(filter, (property) => ({ ...one })[property as keyof RoleAssignment]),
  );
  const page = pageOf(call, found, 100);
  const value = page.items.map((one) => {
    const principal = expand === null ? {} : { principal: principalObject(call.tenant, one.principalId) ?? null };
    return { ...assignmentOf(call.tenant, one), ...principal };
  });
  const context = contextUrl(call, "roleManagement/directory/roleAssignments");
  return { status: 200, body: listBody(context, value, page.nextLink) };
}

async function assignRole(call: GraphCall): Promise<Answer> {
  const parsed = newAssignmentSchema.safeParse(jsonBody(call));
  if (!parsed.success)
    throw badRequest(
      "The role assignment is not complete: roleDefinitionId, principalId and directoryScopeId are required.",
    );
  const { directoryScopeId } = parsed.data;
  const role = builtInRole(parsed.data.roleDefinitionId);
  if (role === undefined) throw badRequest(`The role definition '${parsed.data.roleDefinitionId}' is invalid.`);
  const principalId = parsed.data.principalId.toLowerCase();
  const assignment = call.world.store.change((draft) => {
    if (principalObject(draft, principalId) === undefined) throw notFound(principalId);
    const isSame = (one: RoleAssignment) =>
      one.principalId === principalId &&
      one.roleDefinitionId === role.templateId &&
      one.directoryScopeId === directoryScopeId;
    if (draft.roleAssignments.some(isSame)) {
      throw badRequest(
        "A conflicting object with one or more of the specified property values is present in the directory.",
      );
    }
    const made = { id: randomUUID(), roleDefinitionId: role.templateId, principalId, directoryScopeId };
    draft.roleAssignments.push(made);
    activateRole(draft, role.templateId, randomUUID);
    return made;
  });
  return { status: 201, body: assignmentBody(call, assignment) };
}

async function removeAssignment(call: GraphCall): Promise<Answer> {
  const id = param(call, "id");
  call.world.store.change((draft) => {
    const left = draft.roleAssignments.filter((one) => one.id.toLowerCase() !== id);
    if (left.length === draft.roleAssignments.length) throw notFound(id);
    draft.roleAssignments = left;
  });
  return { status: 204 };
}

function assignmentBody(call: GraphCall, assignment: RoleAssignment): Properties {
  const context = `${graphUrl(call)}/$metadata#roleManagement/directory/roleAssignments/$entity`;
  return { "@odata.context": context, ...assignmentOf(call.tenant, assignment) };
}

function assignmentOf(tenant: Tenant, assignment: RoleAssignment): Properties {
  return { ...assignment, principalOrganizationId: tenant.organization.id };
}

function definitionOf(role: BuiltInRole): Properties {
  return {
    id: role.templateId,
    description: role.description,
    displayName: role.displayName,
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ["/"],
    templateId: role.templateId,
    version: "1",
  };
}
