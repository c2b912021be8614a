import type { ServiceClient } from "../cloud/service-client.js";
import type { AssignRoleChange, CreateUserChange } from "../shapes/change.js";
import { ServiceError } from "../shapes/errors.js";
import { readRolesOf, readUser } from "../tenant/users.js";
import type { Executor } from "./executor.js";

/** @param password of the new account; asked for at the moment of sending, and kept nowhere */
export function createUserExecutor(graph: ServiceClient, password: () => string): Executor<CreateUserChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }) => {
          const { value: user } = await readUser(graph, target.userPrincipalName);
          if (user === null) return "before";
          return user.synced || !user.enabled ? { other: `${user.userPrincipalName} exists and is not ours` } : "after";
        }),
      ),
    send: ({ target, after }) =>
      graph.write(
        "POST",
        "/v1.0/users",
        {
          accountEnabled: after.accountEnabled,
          displayName: after.displayName,
          mailNickname: after.mailNickname,
          userPrincipalName: target.userPrincipalName,
          // The wizard can handle neither a password that is to be changed at the first sign-in nor one that expires.
          passwordPolicies: "DisablePasswordExpiration",
          passwordProfile: { password: password(), forceChangePasswordNextSignIn: false },
        },
        "create-users",
      ),
  };
}

export function assignRoleExecutor(graph: ServiceClient): Executor<AssignRoleChange> {
  const principalOf = async ({ target }: AssignRoleChange): Promise<string | null> =>
    target.principalId ?? (await readUser(graph, target.userPrincipalName)).value?.id ?? null;
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
          if (principalId === null) return "before";
          const { value: roleIds } = await readRolesOf(graph, principalId);
          return roleIds.includes(change.after.roleDefinitionId) ? "after" : "before";
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
