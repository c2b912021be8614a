// What the tenant shows of the steps of a run that are about servers' identities. Reads only.
import { type Executor, type Executors, other, type Sight } from "../changes/executor.js";
import { createIdentityLookup, type IdentityLookup } from "../changes/identity-lookup.js";
import type { Found } from "../changes/inverse.js";
import { isDeletionOf } from "../changes/inverse-identities.js";
import { readNote } from "../changes/quarantine-note-executor.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Change } from "../shapes/change.js";
import type {
  DeleteSyncApplicationChange,
  DeleteSyncUserChange,
  HeldAppRole,
  NoteQuarantineChange,
  SetIdentityEnabledChange,
} from "../shapes/identity-change.js";
import type { RunStep } from "../shapes/run.js";
import { readRegistrationState } from "../tenant/application-state.js";
import { isAmongDeleted } from "../tenant/deleted-users.js";
import { readGrantedAppRoles } from "../tenant/sync-registration.js";
import type { RollbackWork } from "./rollback-executors.js";

interface Looked {
  readonly sight: Sight;
  readonly found: Found;
}

export interface Beside {
  /** All changes of the run. */
  readonly changes: readonly Change[];
  /** Whether taking it back was begun and cut: then nothing of it counts as done because it looks so. */
  readonly continues: boolean;
}

/**
 * @returns null for a step of another kind, and for one that goes with another step
 */
export async function lookAtIdentityStep(
  { change }: RunStep,
  executors: Executors,
  { graph }: RollbackWork,
  { changes, continues }: Beside,
): Promise<Looked | null> {
  const lookup = createIdentityLookup(graph);
  switch (change.kind) {
    case "set-identity-enabled":
      return enabledSight(lookup, change);
    case "note-quarantine":
      return noteSight(graph, lookup, change, { executors, changes });
    case "delete-sync-user":
      return deletedUserSight(lookup, change);
    case "delete-sync-application":
      return deletedApplicationSight(graph, lookup, change, continues);
    default:
      return null;
  }
}

async function enabledSight(lookup: IdentityLookup, { target, after }: SetIdentityEnabledChange): Promise<Looked> {
  const seen = await lookup.view(target);
  if (seen.is === "there")
    return {
      sight: { at: seen.enabled === after.accountEnabled ? "after" : "before", image: seen.image },
      found: {},
    };
  const what = {
    another: `${target.name} has another service principal by now`,
    deleted: `${target.name} was deleted; it is restored by taking the run back that did so`,
    unseen: `${target.name} is gone`,
  }[seen.is];
  return { sight: other(what), found: {} };
}

async function noteSight(
  graph: ServiceClient,
  lookup: IdentityLookup,
  change: NoteQuarantineChange,
  { executors, changes }: { readonly executors: Executors; readonly changes: readonly Change[] },
): Promise<Looked> {
  const { note } = await readNote(graph, change.target);
  const found = { quarantine: note };
  const isThere = note !== null || (await lookup.view(change.target)).is === "there";
  // It comes back with the identity, as it is.
  if (changes.some((one) => isDeletionOf(one, change.target)))
    return { sight: { at: isThere ? "before" : "after" }, found };
  if (!isThere) return { sight: other(`${change.target.name} is gone`), found };
  // Whatever was noted since the quarantine was begun: one that is over leaves no note.
  if (change.after?.stage === "begun") return { sight: { at: note === null ? "before" : "after" }, found };
  const [sight] = (await (executors["note-quarantine"] as Executor<Change> | undefined)?.look([change])) ?? [];
  return { sight: sight ?? other("what is noted cannot be told"), found };
}

async function deletedUserSight(lookup: IdentityLookup, { target }: DeleteSyncUserChange): Promise<Looked> {
  const seen = await lookup.view({ type: "user", ...target });
  if (seen.is === "there") return { sight: { at: "before", image: seen.image }, found: {} };
  return { sight: { at: "after" }, found: { identity: { ...NOTHING, restorable: seen.is === "deleted" } } };
}

async function deletedApplicationSight(
  graph: ServiceClient,
  lookup: IdentityLookup,
  { target, before }: DeleteSyncApplicationChange,
  continues: boolean,
): Promise<Looked> {
  const [registration, principal] = await Promise.all([
    readRegistrationState(graph, target.applicationId),
    lookup.view({ type: "application", ...target }),
  ]);
  if (principal.is === "another")
    return { sight: other(`${target.name} has another service principal by now`), found: {} };
  if (registration.value !== null && principal.is === "there" && !continues) {
    const { value: held } = await readGrantedAppRoles(graph, target.servicePrincipalId);
    const missing = before.appRoles.filter((role) => !held.some((one) => isSame(one, role)));
    return {
      sight: { at: missing.length === 0 ? "before" : "after" },
      found: { identity: { ...NOTHING, restorable: true, missingAppRoles: missing } },
    };
  }
  const isThere =
    registration.value !== null ||
    (await isAmongDeleted(graph, target.applicationId, "manage-sync-applications")).value;
  const restorable = isThere && principal.is !== "unseen";
  return { sight: { at: "after" }, found: { identity: { ...NOTHING, restorable } } };
}

const NOTHING = { enabled: null, restorable: false, missingAppRoles: null };

function isSame(a: HeldAppRole, b: HeldAppRole): boolean {
  return (
    a.resourceId.toLowerCase() === b.resourceId.toLowerCase() && a.appRoleId.toLowerCase() === b.appRoleId.toLowerCase()
  );
}
