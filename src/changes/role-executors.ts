// Carries out what concerns the roles of an account.
import type { ServiceClient } from "../cloud/service-client.js";
import type { AssignRoleChange } from "../shapes/account-change.js";
import { ServiceError } from "../shapes/errors.js";
import { readRolesOf } from "../tenant/users.js";
import type { AccountLookup } from "./account-lookup.js";
import { AFTER, BEFORE, type Executor } from "./executor.js";

export function assignRoleExecutor(graph: ServiceClient, lookup: AccountLookup): Executor<AssignRoleChange> {
  const principalOf = async ({ target }: AssignRoleChange): Promise<string | null> =>
    target.userId ?? lookup.userId(target.userPrincipalName);
  return {
    goodReads: 3,
    // A principal that was made a moment ago is not known everywhere yet. Nor is an assignment that a cut run has made:
    // the service refuses the second one with a bare 400 Request_BadRequest, while its listing does not show the first.
    isLag: (error) =>
      error instanceof ServiceError &&
      (error.status === 404 ||
        error.status === 409 ||
        (error.status === 400 &&
          (error.serviceCodes[0] === "Request_BadRequest" || error.serviceCodes.includes("Request_ResourceNotFound")))),
    look: (changes) =>
      Promise.all(
        changes.map(async (change) => {
          const principalId = await principalOf(change);
          if (principalId === null) return BEFORE;
          const { value: roleIds } = await readRolesOf(graph, principalId);
          return roleIds.includes(change.after.roleDefinitionId) ? AFTER : BEFORE;
        }),
      ),
    async send(change) {
      const principalId = await principalOf(change);
      if (principalId === null)
        throw new ServiceError(`${change.target.userPrincipalName} cannot be seen yet.`, {
          code: "not-replicated",
          remedy: "Run the same command again in a minute.",
          status: 404,
        });
      return graph.write(
        "POST",
        "/v1.0/roleManagement/directory/roleAssignments",
        {
          "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
          roleDefinitionId: change.after.roleDefinitionId,
          principalId,
          directoryScopeId: change.after.directoryScopeId,
        },
        "assign-roles",
      );
    },
  };
}
