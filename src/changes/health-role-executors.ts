// Gives an identity its role at Connect Health, and takes it away.
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AssignHealthRoleChange, UnassignHealthRoleChange } from "../shapes/health-role-change.js";
import { ASSIGNMENTS, ASSIGNMENTS_VERSION, readHealthAssignments } from "../tenant/health-roles.js";
import { AFTER, BEFORE, type Executor } from "./executor.js";

export function assignHealthRoleExecutor(arm: ServiceClient): Executor<AssignHealthRoleChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, after }) => {
          const { value } = await readHealthAssignments(arm, target.principalId);
          return value.some(({ roleId }) => roleId === after.roleDefinitionId) ? AFTER : BEFORE;
        }),
      ),
    send: ({ target, after }) =>
      arm.write(
        "PUT",
        addressOf(target.assignmentId),
        {
          properties: {
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${after.roleDefinitionId}`,
            principalId: target.principalId,
            // Else a principal that was made a moment ago is not found ("Troubleshoot Azure RBAC", PrincipalNotFound).
            principalType: "ServicePrincipal",
          },
        },
        "assign-health-role",
      ),
  };
}

export function unassignHealthRoleExecutor(arm: ServiceClient): Executor<UnassignHealthRoleChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }) => {
          const { value } = await readHealthAssignments(arm, target.principalId);
          return value.some(({ id }) => id === target.assignmentId.toLowerCase()) ? BEFORE : AFTER;
        }),
      ),
    send: ({ target }) => arm.write("DELETE", addressOf(target.assignmentId), undefined, "assign-health-role"),
  };
}

export function inverseOfHealthRole(
  change: AssignHealthRoleChange | UnassignHealthRoleChange,
): AssignHealthRoleChange | UnassignHealthRoleChange {
  const { target, reversible } = change;
  if (change.kind === "assign-health-role")
    return {
      kind: "unassign-health-role",
      summary: `take the role ${change.after.roleName} at Connect Health from ${target.name}`,
      ...{ target, before: change.after, after: null, reversible },
    };
  return {
    kind: "assign-health-role",
    summary: `give ${target.name} the role ${change.before.roleName} at Connect Health`,
    ...{ target, before: null, after: change.before, reversible },
  };
}

function addressOf(assignmentId: string): string {
  return `${ASSIGNMENTS}/${encodeURIComponent(assignmentId)}${query(ASSIGNMENTS_VERSION)}`;
}
