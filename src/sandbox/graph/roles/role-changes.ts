// Giving a role to a principal and taking it away, whichever of the interfaces was asked: roleAssignments,
// directoryRoles or Privileged Identity Management.
import { randomUUID } from "node:crypto";
import { type BuiltInRole, builtInRole } from "../../laws/directory-roles.js";
import type { ReplicatedKind } from "../../laws/replication.js";
import { isLastGlobalAdministrator, refusalOfAssignment, type WantedAssignment } from "../../laws/role-assignment.js";
import { userById } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest, GraphError, notFound, notImplemented } from "../graph-error.js";
import { noteMembership } from "./role-audit.js";

/** Found in several projects that handle it; Microsoft Graph, "Create unifiedRoleAssignment", says only 400. */
export const CONFLICT =
  "A conflicting object with one or more of the specified property values is present in the directory.";

/** A role by its template id, in a body. GraphError 400 when there is none. */
export function roleOf(id: string): BuiltInRole {
  const role = builtInRole(id);
  if (role === undefined) throw badRequest(`The role definition '${shortened(id)}' is invalid.`);
  return role;
}

/** Administrative units and other scopes are not emulated. */
export function checkScope(directoryScopeId: string): void {
  if (directoryScopeId !== "/") throw notImplemented(`the directory scope ${shortened(directoryScopeId)} of a role`);
}

/**
 * Does the directory know the principal? A user, group or service principal that was created a moment ago may not have
 * come through to the replica that is asked: then it is as unknown as one that never was ("Create unifiedRoleAssignment"
 * is silent; Azure's pages on role assignments name the delay and PrincipalNotFound).
 */
export function isKnownPrincipal({ world, now }: GraphCall, id: string): boolean {
  const { tenant } = world.store;
  const kind = kindOf(tenant, id);
  return kind !== undefined && kindOf(world.laws.replication.view(kind, tenant, now), id) === kind;
}

/** Throws GraphError when the law forbids the assignment; the messages are choices but for the conflict's. */
export function checkAssignment(tenant: Tenant, wanted: WantedAssignment): void {
  switch (refusalOfAssignment(tenant, wanted)) {
    case "synchronisation-role":
      throw badRequest("The role is reserved for directory synchronization and cannot be assigned.");
    case "group-not-assignable":
      throw badRequest(
        "The specified principal is a group that cannot be assigned to a role: isAssignableToRole is not true.",
      );
    case "conflict":
      throw badRequest(CONFLICT);
    case undefined:
  }
}

/** The new assignment's id. The role's object comes into being when somebody first holds it. */
export function addAssignment(call: GraphCall, draft: TenantState, wanted: WantedAssignment): string {
  const id = randomUUID();
  draft.roleAssignments.push({
    id,
    roleDefinitionId: wanted.roleDefinitionId,
    principalId: wanted.principalId,
    directoryScopeId: wanted.directoryScopeId,
  });
  activateRole(draft, wanted.roleDefinitionId);
  noteMembership(call, draft, "Assign", wanted);
  return id;
}

/** Takes the schedule that keeps the assignment along. GraphError 404 without it, 400 for the last Global Administrator. */
export function removeAssignment(call: GraphCall, draft: TenantState, id: string): void {
  const found = draft.roleAssignments.find((one) => one.id === id);
  if (found === undefined) throw notFound(id);
  if (isLastGlobalAdministrator(draft, id)) {
    throw new GraphError(400, "Request_BadRequest", "The last Global Administrator of the tenant cannot be removed.");
  }
  noteMembership(call, draft, "Unassign", { ...found });
  const pim = draft.privilegedIdentity;
  draft.roleAssignments = draft.roleAssignments.filter((one) => one.id !== id);
  if (pim.schedules.some((one) => one.roleAssignmentId === id)) {
    pim.schedules = pim.schedules.filter((one) => one.roleAssignmentId !== id);
  }
}

export function activateRole(draft: TenantState, templateId: string): void {
  if (!draft.activatedRoles.some((one) => one.roleTemplateId === templateId)) {
    draft.activatedRoles.push({ id: randomUUID(), roleTemplateId: templateId });
  }
}

function kindOf(tenant: Tenant, id: string): ReplicatedKind | undefined {
  if (userById(tenant, id) !== undefined) return "user";
  if (tenant.groups.some((one) => one.id === id)) return "group";
  return tenant.servicePrincipals.some((one) => one.id === id) ? "application" : undefined;
}

/** What a client sent is repeated to it in part only. */
function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
