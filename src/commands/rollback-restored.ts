// Whether what a rollback has restored is whole: an identity without its role is there again, and synchronises nothing.
import type { Decision } from "../changes/inverse.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { NEW_IDENTITY } from "../knowledge/new-identity.js";
import type { Change } from "../shapes/change.js";
import { PartialError, PermissionError, ServiceError } from "../shapes/errors.js";
import type { DeleteSyncApplicationChange, DeleteSyncUserChange } from "../shapes/identity-change.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";
import { readGrantedAppRoles } from "../tenant/sync-registration.js";
import { roleNameOf } from "./role-name.js";
import type { Session } from "./session.js";

/** Directory replication takes a minute or two; who waits longer for a role that does not come back waits in vain. */
const WITHIN_MS = 60_000;
const PAUSE_MS = 5_000;

type Deletion = DeleteSyncUserChange | DeleteSyncApplicationChange;

/**
 * Reads what was restored, now or earlier, until it is whole or the time is over.
 * @throws {PartialError} `not-whole` that tells what is missing, and how the server gets another identity
 */
export async function requireWhole(session: Session, decisions: readonly Decision[]): Promise<void> {
  const deletions = decisions.flatMap(({ step: { change }, verdict }) =>
    isDeletion(change) && (verdict === "take-back" || verdict === "as-before") ? [change] : [],
  );
  if (deletions.length === 0) return;
  const { graph, clock, signal } = session;
  const until = clock.elapsed() + WITHIN_MS;
  for (;;) {
    const missing = (await Promise.all(deletions.map((one) => missingOf(graph, one)))).flat();
    if (missing.length === 0) return;
    if (clock.elapsed() + PAUSE_MS > until) throw notWhole(missing, deletions);
    await clock.sleep(PAUSE_MS, signal);
  }
}

function isDeletion(change: Change): change is Deletion {
  return change.kind === "delete-sync-user" || change.kind === "delete-sync-application";
}

interface Missing {
  readonly of: Deletion;
  /** As a part of a sentence. */
  readonly what: string;
}

async function missingOf(graph: ServiceClient, of: Deletion): Promise<readonly Missing[]> {
  const id = of.kind === "delete-sync-user" ? of.target.userId : of.target.servicePrincipalId;
  const { roleIds } = of.before;
  const appRoles = of.kind === "delete-sync-application" ? of.before.appRoles : [];
  try {
    const roles = roleIds.length === 0 ? [] : (await readAssignedRoles(graph, id)).value;
    const held = appRoles.length === 0 ? [] : (await readGrantedAppRoles(graph, id)).value;
    return [
      ...roleIds
        .filter((wanted) => !roles.some(({ roleId, tenantWide }) => tenantWide && isSame(roleId, wanted)))
        .map((wanted) => ({ of, what: `it does not hold the role ${roleNameOf(wanted)}` })),
      ...appRoles
        .filter(
          ({ resourceId, appRoleId }) =>
            !held.some((one) => isSame(one.resourceId, resourceId) && isSame(one.appRoleId, appRoleId)),
        )
        .map(({ resourceName, appRoleId }) => ({ of, what: `it lacks the app role ${appRoleId} of ${resourceName}` })),
    ];
  } catch (error) {
    if (!(error instanceof PermissionError || error instanceof ServiceError)) throw error;
    return [{ of, what: `whether it has its roles could not be read: ${error.message} ${error.remedy}` }];
  }
}

function notWhole(missing: readonly Missing[], deletions: readonly Deletion[]): PartialError {
  const lacking = deletions.filter((one) => missing.some(({ of }) => of === one));
  const told = lacking.map((one) => {
    const whats = missing.filter(({ of }) => of === one).map(({ what }) => what);
    return `${one.target.name} is there again, but cannot synchronise: ${whats.join("; ")}.`;
  });
  const kinds = new Set(lacking.map(({ kind }) => (kind === "delete-sync-user" ? "user" : "application")));
  const instead = [...kinds].map((kind) => capitalised(NEW_IDENTITY[kind]));
  return new PartialError(told.join(" "), {
    code: "not-whole",
    remedy: `If that server shall synchronise again, it needs another identity. ${instead.join(" ")}`,
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
