// Changes of the service account: the user, its role, its mark, its passes. Never a password, never a pass.
import type { ChangeBase } from "./change.js";

interface OfAccount {
  readonly userPrincipalName: string;
  /** Null as long as the user is to be created by an earlier change of the same plan. */
  readonly userId: string | null;
}

interface OfExistingAccount extends OfAccount {
  readonly userId: string;
}

export interface CreateUserChange extends ChangeBase {
  readonly kind: "create-user";
  readonly target: { readonly userPrincipalName: string };
  readonly before: null;
  readonly after: {
    readonly displayName: string;
    readonly mailNickname: string;
    readonly accountEnabled: true;
    readonly passwordPolicies: "DisablePasswordExpiration";
  };
}

/** Moves the user to the deleted items, where it stays for 30 days. */
export interface DeleteUserChange extends ChangeBase {
  readonly kind: "delete-user";
  readonly target: OfExistingAccount;
  readonly before: { readonly displayName: string; readonly accountEnabled: boolean };
  readonly after: null;
}

export interface RestoreUserChange extends ChangeBase {
  readonly kind: "restore-user";
  readonly target: OfExistingAccount;
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

export interface SetAccountEnabledChange extends ChangeBase {
  readonly kind: "set-account-enabled";
  readonly target: OfExistingAccount;
  readonly before: { readonly accountEnabled: boolean };
  readonly after: { readonly accountEnabled: boolean };
}

/** A new password: the service tells only when the last one was set. */
export interface ResetPasswordChange extends ChangeBase {
  readonly kind: "reset-password";
  readonly target: OfExistingAccount;
  readonly before: { readonly lastPasswordChangeDateTime: string | null };
  readonly after: {
    readonly passwordPolicies: "DisablePasswordExpiration";
    readonly forceChangePasswordNextSignIn: false;
  };
}

/** The open extension `com.aadc-cloud`; run and time are added when it is written. */
export interface MarkAccountChange extends ChangeBase {
  readonly kind: "mark-account";
  readonly target: OfAccount;
  readonly before: null;
  readonly after: { readonly purpose: "service-account" };
}

export interface UnmarkAccountChange extends ChangeBase {
  readonly kind: "unmark-account";
  readonly target: OfExistingAccount;
  readonly before: { readonly purpose: string };
  readonly after: null;
}

/** `direct`: a plain assignment. `active` and `eligible`: through Privileged Identity Management. */
export type RoleAssignmentForm = {
  readonly roleDefinitionId: string;
  readonly roleName: string;
  readonly directoryScopeId: "/";
  readonly how: "direct" | "active" | "eligible";
  /** ISO 8601 from the assignment on; null: without an end. */
  readonly duration: string | null;
};

export interface AssignRoleChange extends ChangeBase {
  readonly kind: "assign-role";
  readonly target: OfAccount;
  readonly before: null;
  readonly after: RoleAssignmentForm;
}

export interface UnassignRoleChange extends ChangeBase {
  readonly kind: "unassign-role";
  readonly target: OfExistingAccount;
  readonly before: RoleAssignmentForm;
  readonly after: null;
}

/** A Temporary Access Pass, usable more than once. Its value is in the answer alone. */
export interface CreatePassChange extends ChangeBase {
  readonly kind: "create-pass";
  readonly target: OfAccount;
  readonly before: null;
  readonly after: { readonly lifetimeInMinutes: number };
}

export interface DeletePassChange extends ChangeBase {
  readonly kind: "delete-pass";
  readonly target: OfExistingAccount & { readonly passId: string };
  readonly before: { readonly startDateTime: string | null; readonly lifetimeInMinutes: number | null };
  readonly after: null;
}

export type AccountChange =
  | CreateUserChange
  | DeleteUserChange
  | RestoreUserChange
  | SetAccountEnabledChange
  | ResetPasswordChange
  | MarkAccountChange
  | UnmarkAccountChange
  | AssignRoleChange
  | UnassignRoleChange
  | CreatePassChange
  | DeletePassChange;
