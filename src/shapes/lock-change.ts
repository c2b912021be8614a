// Changes of a lock: a policy that blocks accounts everywhere but from the addresses of their servers.
import type { ChangeBase } from "./change.js";
import type { OfPolicy } from "./exclusion-change.js";

interface OfLocation {
  readonly locationId: string;
  readonly locationName: string;
}

/** Addresses as CIDR ranges. Never trusted: that would take MFA from everyone behind them. */
export interface CreateNamedLocationChange extends ChangeBase {
  readonly kind: "create-named-location";
  readonly target: { readonly locationName: string };
  readonly before: null;
  readonly after: { readonly ipRanges: readonly string[]; readonly isTrusted: false };
}

export interface DeleteNamedLocationChange extends ChangeBase {
  readonly kind: "delete-named-location";
  readonly target: OfLocation;
  readonly before: { readonly ipRanges: readonly string[]; readonly isTrusted: false };
  readonly after: null;
}

export interface SetLocationRangesChange extends ChangeBase {
  readonly kind: "set-location-ranges";
  readonly target: OfLocation;
  readonly before: { readonly ipRanges: readonly string[] };
  readonly after: { readonly ipRanges: readonly string[] };
}

export type LockState = "enabled" | "enabledForReportingButNotEnforced";

type LockForm = {
  readonly state: LockState;
  readonly includeUsers: readonly string[];
  readonly userNames: readonly string[];
};

/** Blocks these users from everywhere outside the location, for all applications and clients. */
export interface CreateLockChange extends ChangeBase {
  readonly kind: "create-lock";
  readonly target: {
    readonly policyName: string;
    readonly locationName: string;
    /** Null as long as an earlier change of the same plan is to make it. */
    readonly locationId: string | null;
  };
  readonly before: null;
  readonly after: LockForm;
}

export interface DeleteLockChange extends ChangeBase {
  readonly kind: "delete-lock";
  readonly target: OfPolicy & { readonly locationName: string; readonly locationId: string };
  readonly before: LockForm;
  readonly after: null;
}

export interface SetLockStateChange extends ChangeBase {
  readonly kind: "set-lock-state";
  readonly target: OfPolicy;
  readonly before: { readonly state: LockState };
  readonly after: { readonly state: LockState };
}

export interface SetLockUsersChange extends ChangeBase {
  readonly kind: "set-lock-users";
  readonly target: OfPolicy;
  readonly before: { readonly includeUsers: readonly string[]; readonly userNames: readonly string[] };
  readonly after: { readonly includeUsers: readonly string[]; readonly userNames: readonly string[] };
}

export type LockChange =
  | CreateNamedLocationChange
  | DeleteNamedLocationChange
  | SetLocationRangesChange
  | CreateLockChange
  | DeleteLockChange
  | SetLockStateChange
  | SetLockUsersChange;
