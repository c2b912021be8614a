// Directory roles of a scenario: who holds them, and who may.
import { builtInRoleNamed } from "../laws/directory-roles.js";
import { wholeSeconds } from "../on-premises/cycle.js";
import { madeGuid } from "./made-ids.js";

/** The template id of a role by its display name; an Error that names it where there is none. */
export function roleId(name: string): string {
  const role = builtInRoleNamed(name);
  if (role === undefined) throw new Error(`There is no directory role "${name}".`);
  return role.templateId;
}

export function assigned(tenantId: string, roleDefinitionId: string, principalId: string) {
  return {
    id: madeGuid(tenantId, "role-assignment", roleDefinitionId, principalId),
    roleDefinitionId,
    principalId,
    directoryScopeId: "/",
  };
}

/** Eligible since half a year, without an end. */
export function eligible(tenantId: string, roleDefinitionId: string, principalId: string, now: number) {
  const since = wholeSeconds(now - 180 * 86_400_000);
  return {
    id: madeGuid(tenantId, "eligible", roleDefinitionId, principalId),
    kind: "eligible" as const,
    principalId,
    roleDefinitionId,
    directoryScopeId: "/",
    createdDateTime: since,
    startDateTime: since,
    endDateTime: null,
    roleAssignmentId: null,
  };
}
