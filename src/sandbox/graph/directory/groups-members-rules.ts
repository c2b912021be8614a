// What may be a member or an owner of a group ("Add members", "Add group owner", "Use Microsoft Entra groups to manage
// role assignments").
import type { Tenant } from "../../store/tenant-state.js";
import { badRequest, notFound } from "../graph-error.js";
import { kindOf } from "./directory-objects.js";
import type { Group } from "./groups-entity.js";

/** Nothing when the object may become a member; a GraphError 404 or 400 otherwise. */
export function checkMember(tenant: Tenant, group: Group, id: string): void {
  if (group.memberIds.includes(id)) throw alreadyThere("members");
  const kind = kindOf(tenant, id);
  if (kind === undefined) throw notFound(id);
  if (kind === "application" || kind === "directoryRole") throw invalidReference("members");
  if (group.groupTypes.includes("Unified") && kind !== "user") throw invalidReference("members");
  // "Group nesting isn't supported": neither is a role-assignable group a member, nor has it groups as members.
  const isRoleAssignable = tenant.groups.find((one) => one.id === id)?.isAssignableToRole === true;
  if (kind === "group" && (group.isAssignableToRole === true || isRoleAssignable)) {
    throw badRequest("Nesting is currently not supported for groups that can be assigned to a role.");
  }
}

/** Users and service principals can be owners. */
export function checkOwner(tenant: Tenant, id: string): void {
  const kind = kindOf(tenant, id);
  if (kind === undefined) throw notFound(id);
  if (kind !== "user" && kind !== "servicePrincipal") throw invalidReference("owners");
}

export function alreadyThere(property: "members" | "owners") {
  return badRequest(
    `One or more added object references already exist for the following modified properties: '${property}'.`,
  );
}

function invalidReference(property: "members" | "owners") {
  return badRequest(`One or more property values specified are invalid: '${property}'.`);
}
