// Changes of the identities that servers synchronise with: disabled, kept for a while, deleted, brought back.
import type { ChangeBase } from "./change.js";

/** A user, or an application by its registration and its service principal. */
export type OfSyncIdentity =
  | { readonly type: "user"; readonly name: string; readonly userId: string }
  | ({ readonly type: "application"; readonly name: string } & ApplicationIds);

interface ApplicationIds {
  /** Object id of the registration. */
  readonly applicationId: string;
  readonly appId: string;
  readonly servicePrincipalId: string;
}

type OfSyncApplication = { readonly name: string } & ApplicationIds;

/** What the tenant keeps of a quarantine: a user in its open extension, an application in a line of its notes. */
export type QuarantineNote = {
  /** The service's time, ISO 8601 UTC. */
  readonly disabledAt: string;
  /** When synchronisation was seen to go on without it, ISO 8601 UTC; null: not yet. */
  readonly provenAt: string | null;
};

/** Whether an identity can sign in: `accountEnabled` of the user, or of the application's service principal. */
export interface SetIdentityEnabledChange extends ChangeBase {
  readonly kind: "set-identity-enabled";
  readonly target: OfSyncIdentity;
  readonly before: { readonly accountEnabled: boolean };
  readonly after: { readonly accountEnabled: boolean };
}

/**
 * Keeps the quarantine where every machine sees it. The times are added when it is written: that of `begun` is later than
 * the disabling. Null: nothing is said of a quarantine.
 */
export interface NoteQuarantineChange extends ChangeBase {
  readonly kind: "note-quarantine";
  readonly target: OfSyncIdentity;
  readonly before: QuarantineNote | null;
  readonly after: { readonly stage: "begun" | "proven" } | null;
}

/** Moves it to the deleted items, where it stays for 30 days. */
export interface DeleteSyncUserChange extends ChangeBase {
  readonly kind: "delete-sync-user";
  readonly target: { readonly name: string; readonly userId: string };
  readonly before: {
    readonly accountEnabled: boolean;
    /** Template ids of the synchronisation roles that it holds: they may not come back with it. */
    readonly roleIds: readonly string[];
  };
  readonly after: null;
}

export interface RestoreSyncUserChange extends ChangeBase {
  readonly kind: "restore-sync-user";
  readonly target: DeleteSyncUserChange["target"];
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

/** What an application may do by itself: one app role of a resource. */
export type HeldAppRole = {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly appRoleId: string;
};

/** Its service principal goes with it; both stay in the deleted items for 30 days. */
export interface DeleteSyncApplicationChange extends ChangeBase {
  readonly kind: "delete-sync-application";
  readonly target: OfSyncApplication;
  readonly before: {
    readonly accountEnabled: boolean;
    readonly roleIds: readonly string[];
    readonly appRoles: readonly HeldAppRole[];
  };
  readonly after: null;
}

/** Its service principal does not come back with it ("Restore deleted item (directory object)"). */
export interface RestoreSyncApplicationChange extends ChangeBase {
  readonly kind: "restore-sync-application";
  readonly target: OfSyncApplication;
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

export interface RestoreSyncPrincipalChange extends ChangeBase {
  readonly kind: "restore-sync-principal";
  readonly target: OfSyncApplication;
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

/** Gives a restored application an app role that has not come back with it. */
export interface GrantSyncAppRoleChange extends ChangeBase {
  readonly kind: "grant-sync-app-role";
  readonly target: OfSyncApplication & HeldAppRole;
  readonly before: null;
  readonly after: { readonly granted: true };
}

export type IdentityChange =
  | SetIdentityEnabledChange
  | NoteQuarantineChange
  | DeleteSyncUserChange
  | RestoreSyncUserChange
  | DeleteSyncApplicationChange
  | RestoreSyncApplicationChange
  | RestoreSyncPrincipalChange
  | GrantSyncAppRoleChange;
