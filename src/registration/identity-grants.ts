// What a managed identity lacks of the permissions that it is to have. Nothing is taken from it: it may serve for more. Pure.
import type { AssignHealthRoleChange } from "../shapes/health-role-change.js";
import type { GrantAppRoleChange } from "../shapes/registration-change.js";
import type { AppRoleAssignment } from "../tenant/consent.js";
import type { HealthAssignment } from "../tenant/health-roles.js";
import type { Permission } from "./access.js";
import { grantAppRole, isAssigned } from "./consent.js";
import type { Named } from "./registration-facts.js";

/** A role at Connect Health, by the id of its definition. */
export interface HealthRoleWish {
  readonly roleName: string;
  readonly roleDefinitionId: string;
  /** Ids of roles that serve as well. */
  readonly servedBy: readonly string[];
  /** The GUID that a new assignment gets: the same for the same identity and role. */
  readonly assignmentId: string;
}

export function planIdentityGrants(
  identity: Named & { readonly principalId: string },
  wishes: { readonly permissions: readonly Permission[]; readonly health: HealthRoleWish | null },
  held: { readonly assignments: readonly AppRoleAssignment[]; readonly health: readonly HealthAssignment[] },
): readonly (GrantAppRoleChange | AssignHealthRoleChange)[] {
  const { uniqueName, name, principalId } = identity;
  const missing = wishes.permissions.filter((one) => !isAssigned(one, held.assignments));
  const { health } = wishes;
  const hasRole = health === null || held.health.some(({ roleId }) => health.servedBy.includes(roleId));
  return [
    ...missing.map((one) => grantAppRole(one, { uniqueName, name })),
    ...(hasRole ? [] : [assignment(health, principalId, name)]),
  ];
}

function assignment(
  { roleName, roleDefinitionId, assignmentId }: HealthRoleWish,
  principalId: string,
  name: string,
): AssignHealthRoleChange {
  return {
    kind: "assign-health-role",
    target: { principalId, name, assignmentId },
    summary: `give ${name} the role ${roleName} at Connect Health`,
    before: null,
    after: { roleName, roleDefinitionId },
    reversible: true,
  };
}
