// What an active server's export changes in the tenant.
//
// Sources: "onPremisesCurrentExportData resource type" (beta); "Microsoft Entra Connect Sync: Prevent accidental
// deletes".
import { type AuditInitiator, type AuditTarget, audit } from "../store/audit-trail.js";
import { deleteUserSoftly, keepUser, type Person } from "../store/people.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import { type Forest, lastSyncedUsers, plainTenant, syncedUsers } from "./forest.js";

/** The engine's application id in the export envelope, as Graph's sample of `applicationId` shows it. */
const ENGINE_APPLICATION_ID = "1651564e-7ce4-4d99-88be-0a65050d8dc3";
/** Of the objects that one export touches, this many get an entry of their own in the audit log. */
const MOST_AUDITED = 200;
/** Of a larger number of deletions, the others are taken for objects that the sandbox does not know. */
const MOST_TOUCHED = 1000;
const LEAST_INTERVAL = "PT30M";

const CHANGEABLE = [
  "department",
  "displayName",
  "givenName",
  "jobTitle",
  "mobilePhone",
  "officeLocation",
  "surname",
] as const;

export function isChangeable(attribute: string): attribute is (typeof CHANGEABLE)[number] {
  return CHANGEABLE.some((one) => one === attribute);
}

export const CHANGEABLE_ATTRIBUTES: readonly string[] = CHANGEABLE;

export interface Exporter {
  readonly server: SyncServer;
  /** Under which name the server signs in. */
  readonly name: string;
  /** `undefined` where the log could name nobody. */
  readonly initiator: AuditInitiator | undefined;
  readonly at: number;
  readonly forest: Forest;
}

export interface Exported {
  readonly message: string;
  readonly succeeded: boolean;
  readonly deleted: number;
  /** Nothing was waiting, and the forest is not quiet: one of its users changes. */
  readonly livesOn: boolean;
}

export function exportChanges(draft: TenantState, exporter: Exporter): Exported {
  const { onPremises, synchronization } = draft;
  const threshold = deletionThreshold(draft, exporter.forest);
  const when = seconds(exporter.at);
  synchronization.applicationId = ENGINE_APPLICATION_ID;
  if (threshold !== undefined && onPremises.deletionsWaiting >= Math.max(1, threshold)) {
    tellOfExport(draft, exporter, 0, onPremises.deletionsWaiting);
    return {
      message: `stopped-deletion-threshold-exceeded: ${onPremises.deletionsWaiting} deletions wait, the threshold is ${threshold}; exported nothing`,
      succeeded: false,
      deleted: 0,
      livesOn: false,
    };
  }
  const deleted = exportDeletions(draft, exporter);
  const changed = exportUserChanges(draft, exporter) + exportUpdates(draft, exporter);
  const livesOn = changed + deleted === 0 && !onPremises.isQuiet;
  // A cycle that finds nothing to export leaves what the last export said; that it does so is an assumption.
  if (!onPremises.isQuiet || changed + deleted > 0) {
    tellOfExport(draft, exporter, changed + (livesOn ? 1 : 0) + deleted, 0);
    synchronization.synchronizationClientVersion = exporter.server.version;
  }
  draft.organization.onPremisesSyncEnabled = true;
  draft.organization.onPremisesLastSyncDateTime = when;
  const { interval } = exporter.server;
  synchronization.synchronizationInterval = interval;
  synchronization.customerRequestedSynchronizationInterval = interval === LEAST_INTERVAL ? null : interval;
  const deletions = deleted === 0 ? "" : `, ${deleted} deletions`;
  return {
    message: `imported, synchronised and exported ${changed} changes${deletions}`,
    succeeded: true,
    deleted,
    livesOn,
  };
}

/** One user changes because life goes on in the forest. */
export function touchUser(draft: TenantState, userId: string | undefined, at: number): void {
  const user = userId === undefined ? undefined : keepUser(draft, userId);
  if (user !== undefined) user.onPremisesLastSyncDateTime = seconds(at);
}

/** `undefined`: deletions pass, however many. */
export function deletionThreshold(tenant: Pick<Tenant, "synchronization">, forest: Forest): number | undefined {
  const { synchronizationPreventionType: type, alertThreshold } = tenant.synchronization.accidentalDeletionPrevention;
  if (type === "enabledForCount") return alertThreshold;
  return type === "enabledForPercentage" ? Math.ceil((forest.objects * alertThreshold) / 100) : undefined;
}

function tellOfExport(
  draft: TenantState,
  { server, name, forest }: Exporter,
  exported: number,
  pendingDeletions: number,
): void {
  draft.synchronization.currentExportData = {
    clientMachineName: server.name,
    serviceAccount: name,
    pendingObjectsAddition: 0,
    pendingObjectsDeletion: pendingDeletions,
    pendingObjectsUpdate: 0,
    successfulLinksProvisioningCount: 0,
    successfulObjectsProvisioningCount: exported,
    totalConnectorSpaceObjects: Math.max(forest.objects, pendingDeletions),
  };
}

/** Objects whose deletion waits beyond the users that are there are such as the sandbox does not know. */
function exportDeletions(draft: TenantState, exporter: Exporter): number {
  const count = draft.onPremises.deletionsWaiting;
  if (count === 0) return 0;
  draft.onPremises.deletionsWaiting = 0;
  const gone = lastSyncedUsers(plainTenant(draft), Math.min(count, MOST_TOUCHED));
  for (const { id } of gone) {
    const user = keepUser(draft, id);
    if (user !== undefined) deleteUserSoftly(draft, user, seconds(exporter.at));
  }
  note(draft, exporter, "Delete user", "Delete", gone.map(targetOf));
  return count;
}

function exportUpdates(draft: TenantState, exporter: Exporter): number {
  const count = draft.onPremises.changesWaiting;
  if (count === 0) return 0;
  draft.onPremises.changesWaiting = 0;
  const updated = syncedUsers(plainTenant(draft), Math.min(count, MOST_AUDITED));
  for (const { id } of updated) touchUser(draft, id, exporter.at);
  note(draft, exporter, "Update user", "Update", updated.map(targetOf));
  return count;
}

function exportUserChanges(draft: TenantState, exporter: Exporter): number {
  const waiting = draft.onPremises.userChangesWaiting;
  if (waiting.length === 0) return 0;
  draft.onPremises.userChangesWaiting = [];
  for (const { userId, attribute, value } of waiting) {
    const user = keepUser(draft, userId);
    if (user === undefined) continue;
    user.onPremisesLastSyncDateTime = seconds(exporter.at);
    const target = targetOf(user);
    if (attribute === null || !isChangeable(attribute)) {
      note(draft, exporter, "Update user", "Update", [target]);
      continue;
    }
    const change = { name: auditName(attribute), old: JSON.stringify([user[attribute]]), new: JSON.stringify([value]) };
    user[attribute] = value ?? "";
    note(draft, exporter, "Update user", "Update", [{ ...target, changes: [change] }]);
  }
  return waiting.length;
}

function note(
  draft: TenantState,
  { initiator, at }: Exporter,
  activity: string,
  operation: "Update" | "Delete",
  targets: readonly AuditTarget[],
): void {
  if (initiator === undefined) return;
  for (const target of targets.slice(0, MOST_AUDITED)) {
    audit(draft, { at, activity, category: "UserManagement", operation, initiator, targets: [target] });
  }
}

function targetOf(user: Person): AuditTarget {
  return { id: user.id, type: "User", userPrincipalName: user.userPrincipalName };
}

/** The log writes attributes with a capital letter. */
function auditName(attribute: string): string {
  return `${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}`;
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, "Z");
}
