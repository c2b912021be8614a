// The directory's audit log as it is kept: one entry per change, in Graph's own form, oldest first.
//
// Sources: "directoryAudit resource type" and "Microsoft Entra audit log categories and activities" (activity names).
import { derivedGuid } from "./derived-guid.js";
import type { TenantState } from "./tenant-state.js";

/** More than the pages of any client read; when it is passed, the oldest third goes at one stroke. */
const MOST_ENTRIES = 3000;

export type AuditInitiator =
  | {
      readonly kind: "user";
      readonly id: string;
      readonly userPrincipalName: string;
      readonly displayName?: string | null;
      readonly ipAddress?: string | null;
    }
  | {
      readonly kind: "application";
      readonly servicePrincipalId: string;
      readonly appId: string | null;
      readonly displayName: string;
    };

export interface AuditTarget {
  readonly id: string;
  readonly type: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string | null;
  /** Values as the log shows them: JSON, so that a text stands in quotation marks. Never a secret. */
  readonly changes?: readonly { readonly name: string; readonly old: string | null; readonly new: string | null }[];
}

export interface AuditEntry {
  /** Tenant time in milliseconds. */
  readonly at: number;
  /** For example `Update user`. */
  readonly activity: string;
  /** For example `UserManagement`. */
  readonly category: string;
  readonly operation: "Add" | "Update" | "Delete" | "Assign" | "Unassign";
  readonly initiator: AuditInitiator;
  readonly targets: readonly AuditTarget[];
  /** Without it: Core Directory. */
  readonly service?: string;
  readonly correlationId?: string;
}

/** Notes a change that succeeded. To be called within the change itself, or right after it. */
export function audit(draft: Pick<TenantState, "directoryAudits">, entry: AuditEntry): void {
  // Not random: a scenario that is built twice has the same log twice.
  const id = derivedGuid("audit", draft.directoryAudits.length, JSON.stringify(entry));
  const correlationId = entry.correlationId ?? derivedGuid("correlation", id);
  draft.directoryAudits.push(auditForm(entry, `Directory_${id}`, correlationId));
  if (draft.directoryAudits.length > MOST_ENTRIES) {
    // In one assignment: taking entries from the front one by one would write the whole list to the change log each time.
    draft.directoryAudits = draft.directoryAudits.slice(-Math.ceil((MOST_ENTRIES * 2) / 3));
  }
}

/** The entry as Graph shows it. */
export function auditForm(entry: AuditEntry, id: string, correlationId: string) {
  return {
    id,
    category: entry.category,
    correlationId,
    result: "success",
    resultReason: "",
    activityDisplayName: entry.activity,
    activityDateTime: new Date(entry.at).toISOString(),
    loggedByService: entry.service ?? "Core Directory",
    operationType: entry.operation,
    initiatedBy: initiatorForm(entry.initiator),
    targetResources: entry.targets.map(targetForm),
    additionalDetails: [],
  };
}

function initiatorForm(initiator: AuditInitiator) {
  if (initiator.kind === "application") {
    const { appId, displayName, servicePrincipalId } = initiator;
    return { user: null, app: { appId, displayName, servicePrincipalId, servicePrincipalName: null } };
  }
  const { id, userPrincipalName, displayName = null, ipAddress = null } = initiator;
  return { app: null, user: { id, displayName, userPrincipalName, ipAddress } };
}

function targetForm({ id, type, displayName = null, userPrincipalName = null, changes = [] }: AuditTarget) {
  return {
    id,
    displayName,
    type,
    userPrincipalName,
    groupType: null,
    modifiedProperties: changes.map((one) => ({ displayName: one.name, oldValue: one.old, newValue: one.new })),
  };
}
