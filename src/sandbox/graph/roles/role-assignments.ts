// Role assignments (roleManagement/directory).
import * as z from "zod";
import { type Answer, param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { principalObject } from "../directory/principals.js";
import { type GraphCall, type GraphRoute, graphUrl, jsonBody } from "../graph-call.js";
import { badRequest, notFound } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, listBody, type Properties, pageOf } from "../odata/odata-page.js";
import { noteBesidePim } from "./role-audit.js";
import {
  addAssignment,
  checkAssignment,
  checkScope,
  isKnownPrincipal,
  removeAssignment,
  roleOf,
} from "./role-changes.js";
import { roleDefinitionOf } from "./roles.js";

type RoleAssignment = Tenant["roleAssignments"][number];

const newAssignmentSchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.unifiedRoleAssignment").optional(),
  roleDefinitionId: z.string(),
  principalId: z.string(),
  directoryScopeId: z.string(),
});

const FILTERS = {
  id: ["eq"],
  roleDefinitionId: ["eq", "in"],
  principalId: ["eq", "in"],
  directoryScopeId: ["eq"],
} as const;

const PATH = "/roleManagement/directory/roleAssignments";

export const roleAssignmentRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "$filter: roleDefinitionId, principalId, directoryScopeId eq, and, or; $expand=principal or roleDefinition; $top, paging",
    options: ["$filter", "$expand", "$top", "$skiptoken"],
    replicated: "role-assignment",
    handle: listAssignments,
  },
  {
    method: "GET",
    path: `${PATH}/:id`,
    note: "$expand=principal or roleDefinition",
    options: ["$expand"],
    replicated: "role-assignment",
    handle: (call) => {
      const expanded = expansionOf(call);
      const assignment = call.tenant.roleAssignments.find((one) => one.id.toLowerCase() === param(call, "id"));
      if (assignment === undefined) throw notFound(param(call, "id"));
      return { status: 200, body: assignmentBody(call, assignment, expanded) };
    },
  },
  {
    method: "POST",
    path: PATH,
    note: "201; the whole tenant as scope; users, service principals and role-assignable groups",
    handle: assignRole,
  },
  { method: "DELETE", path: `${PATH}/:id`, note: "204; not the last Global Administrator", handle: deleteAssignment },
];

function listAssignments(call: GraphCall): Answer {
  const text = call.url.searchParams.get("$filter");
  const expanded = expansionOf(call);
  const filter = text === null ? undefined : parseFilter(text, FILTERS, { resource: "UnifiedRoleAssignment" });
  const found = call.tenant.roleAssignments.filter(
    (one) => filter === undefined || matches(filter, (property) => ({ ...one })[property as keyof RoleAssignment]),
  );
  const page = pageOf(call, found, 100);
  const value = page.items.map((one) => assignmentOf(call, one, expanded));
  return { status: 200, body: listBody(contextUrl(call, PATH.slice(1)), value, page.nextLink) };
}

async function assignRole(call: GraphCall): Promise<Answer> {
  const parsed = newAssignmentSchema.safeParse(jsonBody(call));
  if (!parsed.success) {
    throw badRequest(
      "The role assignment is not complete: roleDefinitionId, principalId and directoryScopeId are required.",
    );
  }
  const role = roleOf(parsed.data.roleDefinitionId);
  checkScope(parsed.data.directoryScopeId);
  const principalId = parsed.data.principalId.toLowerCase();
  if (!isKnownPrincipal(call, principalId)) throw notFound(principalId.slice(0, 80));
  const wanted = { roleDefinitionId: role.templateId, principalId, directoryScopeId: "/" };
  const id = call.world.store.change((draft) => {
    checkAssignment(draft, wanted);
    const made = addAssignment(call, draft, wanted);
    noteBesidePim(call, draft, wanted);
    return made;
  });
  return { status: 201, body: assignmentBody(call, { id, ...wanted }, undefined) };
}

async function deleteAssignment(call: GraphCall): Promise<Answer> {
  const id = param(call, "id");
  call.world.store.change((draft) => {
    const found = draft.roleAssignments.find((one) => one.id.toLowerCase() === id);
    if (found === undefined) throw notFound(id);
    removeAssignment(call, draft, found.id);
  });
  return { status: 204 };
}

type Expansion = "principal" | "roleDefinition" | undefined;

/** One at a time: Microsoft's own scripts ask twice ("List Microsoft Entra role assignments"); the message is a choice. */
function expansionOf(call: GraphCall): Expansion {
  const text = call.url.searchParams.get("$expand");
  if (text === null) return undefined;
  const name = text.trim().toLowerCase();
  if (name === "principal") return "principal";
  if (name === "roledefinition") return "roleDefinition";
  throw badRequest("Only one of the properties 'principal' and 'roleDefinition' can be expanded in a single query.");
}

function assignmentBody(call: GraphCall, assignment: RoleAssignment, expanded: Expansion): Properties {
  const context = `${graphUrl(call)}/$metadata#roleManagement/directory/roleAssignments/$entity`;
  return { "@odata.context": context, ...assignmentOf(call, assignment, expanded) };
}

function assignmentOf(call: GraphCall, assignment: RoleAssignment, expanded: Expansion): Properties {
  const more =
    expanded === "principal"
      ? { principal: principalObject(call.tenant, assignment.principalId) ?? null }
      : expanded === "roleDefinition"
        ? { roleDefinition: roleDefinitionOf(call.version, assignment.roleDefinitionId) }
        : {};
  return { ...assignment, principalOrganizationId: call.tenant.organization.id, ...more };
}
