// Brings back the identities of servers from the deleted items, and what an application had.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { NEW_IDENTITY } from "../knowledge/new-identity.js";
import type { Need } from "../knowledge/permissions.js";
import { PermissionError, ServiceError } from "../shapes/errors.js";
import type {
  GrantSyncAppRoleChange,
  HeldAppRole,
  RestoreSyncApplicationChange,
  RestoreSyncPrincipalChange,
  RestoreSyncUserChange,
} from "../shapes/identity-change.js";
import { readAccountState } from "../tenant/account-state.js";
import { readPrincipalState, readRegistrationState } from "../tenant/application-state.js";
import { orNull } from "../tenant/observe.js";
import { readGrantedAppRoles } from "../tenant/sync-registration.js";
import { BEFORE, type Executor, other, type Sight } from "./executor.js";
import { type IdentityLookup, sameId } from "./identity-lookup.js";
import { mendsWithTime } from "./refusals.js";
import { isUnseen } from "./registration-lookup.js";
import { permissionWith, userNotRestored, withRemedy } from "./restore-refusals.js";

/** The name comes back, too, unless somebody has it by now ("Restore deleted item (directory object)"). */
export function restoreSyncUserExecutor(graph: ServiceClient, lookup: IdentityLookup): Executor<RestoreSyncUserChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("restore-user"),
    sentEarlier: ({ target }) => lookup.restored(target.userId),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const { value } = await readAccountState(graph, target.userId);
          if (value === null) return BEFORE;
          lookup.restored(target.userId);
          return sameId(value.userPrincipalName, target.name)
            ? { at: "after", image: value.whole }
            : other(`${target.name} came back under another name, ${value.userPrincipalName}: its own is taken`);
        }),
      ),
    async send({ target }) {
      lookup.restored(target.userId);
      try {
        return await restore(graph, target.userId, "manage-role-holders");
      } catch (error) {
        throw neverComesBack(userNotRestored(error, target.name), "user");
      }
    },
  };
}

/** With all that it had, but without its service principal ("Restore deleted item (directory object)"). */
export function restoreSyncApplicationExecutor(graph: ServiceClient): Executor<RestoreSyncApplicationChange> {
  return {
    goodReads: 3,
    // Deleted a moment ago, and not among the deleted items everywhere.
    isLag: isUnseen,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const { value } = await readRegistrationState(graph, target.applicationId);
          return value === null ? BEFORE : { at: "after", image: value.whole };
        }),
      ),
    async send({ target }) {
      try {
        return await restore(graph, target.applicationId, "manage-sync-applications");
      } catch (error) {
        throw neverComesBack(error, "application");
      }
    },
  };
}

export function restoreSyncPrincipalExecutor(
  graph: ServiceClient,
  lookup: IdentityLookup,
): Executor<RestoreSyncPrincipalChange> {
  return {
    goodReads: 3,
    isLag: isUnseen,
    sentEarlier: ({ target }) => lookup.restored(target.servicePrincipalId),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const { value } = await readPrincipalState(graph, target.appId);
          if (value === null) return BEFORE;
          if (!sameId(value.id, target.servicePrincipalId))
            return other(`${target.name} has another service principal by now`);
          lookup.restored(target.servicePrincipalId);
          return { at: "after", image: value.whole };
        }),
      ),
    async send({ target }) {
      lookup.restored(target.servicePrincipalId);
      try {
        return await restore(graph, target.servicePrincipalId, "manage-sync-applications");
      } catch (error) {
        throw neverComesBack(error, "application");
      }
    },
  };
}

/** What came back with the service principal by itself is there already. */
export function grantSyncAppRoleExecutor(graph: ServiceClient): Executor<GrantSyncAppRoleChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("grant-app-role"),
    async look(changes) {
      const held = new Map<string, Awaited<ReturnType<typeof heldBy>>>();
      for (const id of new Set(changes.map(({ target }) => target.servicePrincipalId)))
        held.set(id, await heldBy(graph, id));
      return changes.map(({ target }): Sight => {
        const roles = held.get(target.servicePrincipalId) ?? [];
        return {
          at: roles.some((one) => isSameRole(one, target)) ? "after" : "before",
          image: roles.map((one) => ({ ...one })),
        };
      });
    },
    async send({ target: { servicePrincipalId, resourceId, appRoleId } }) {
      try {
        return await graph.write(
          "POST",
          path`/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignments`,
          { principalId: servicePrincipalId, resourceId, appRoleId },
          "consent-for-applications",
        );
      } catch (error) {
        throw neverComesBack(error, "application");
      }
    },
  };
}

/** None of a service principal that is not on that replica yet. */
async function heldBy(graph: ServiceClient, servicePrincipalId: string) {
  const { value } = await orNull(readGrantedAppRoles(graph, servicePrincipalId), "");
  return value ?? [];
}

function isSameRole(a: HeldAppRole, b: HeldAppRole): boolean {
  return sameId(a.resourceId, b.resourceId) && sameId(a.appRoleId, b.appRoleId);
}

function restore(graph: ServiceClient, id: string, need: Need) {
  return graph.write("POST", path`/v1.0/directory/deletedItems/${id}/restore`, undefined, need);
}

/** The same refusal with what makes a new identity, where no way leads back to the old one. */
function neverComesBack(error: unknown, type: "user" | "application"): unknown {
  const instead = `Where it cannot be brought back: ${NEW_IDENTITY[type]}`;
  if (error instanceof PermissionError) return permissionWith(error, instead);
  if (!(error instanceof ServiceError) || error.carriedOut === "unknown") return error;
  return withRemedy(error, `${error.remedy} ${instead}`);
}
