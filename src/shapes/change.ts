import type { AccountChange } from "./account-change.js";
import type { DeploymentChange } from "./deployment-change.js";
import type { ExclusionChange } from "./exclusion-change.js";
import type { AssignHealthRoleChange, UnassignHealthRoleChange } from "./health-role-change.js";
import type { IdentityChange } from "./identity-change.js";
import type { LockChange } from "./lock-change.js";
import type { RegistrationChange } from "./registration-change.js";

/** A value that survives being written as JSON and read back. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What every change says of itself, whatever it does. Plain data: printable, hashable, never holding a secret. */
export interface ChangeBase {
  /** One sentence for people. */
  readonly summary: string;
  /** The part of the object that will be written, as it was when the plan was made. */
  readonly before: Json;
  readonly after: Json;
  readonly reversible: boolean;
}

export interface RemoveHealthServerChange extends ChangeBase {
  readonly kind: "remove-health-server";
  readonly target: { readonly serviceName: string; readonly serviceMemberId: string; readonly machineName: string };
  readonly after: null;
}

/**
 * Marks it disabled; the service deletes it after 30 days unless its agent is registered anew (Connect Health's swagger,
 * `confirm=false`).
 */
export interface DisableHealthServerChange extends ChangeBase {
  readonly kind: "disable-health-server";
  readonly target: RemoveHealthServerChange["target"];
  readonly after: { readonly disabled: true };
}

/** One write. Executors are looked up by `kind`. */
export type Change =
  | AccountChange
  | ExclusionChange
  | LockChange
  | RemoveHealthServerChange
  | DisableHealthServerChange
  | DeploymentChange
  | AssignHealthRoleChange
  | UnassignHealthRoleChange
  | IdentityChange
  | RegistrationChange;

export interface ChangeOutcome {
  readonly kind: Change["kind"];
  readonly summary: string;
  /** `done-earlier`: by the part of this run that was cut. `already-so`: by somebody else. */
  readonly outcome: "done" | "done-earlier" | "already-so";
  readonly requestId: string | null;
}
