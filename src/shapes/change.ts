import { createHash } from "node:crypto";
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

export interface CreateUserChange extends ChangeBase {
  readonly kind: "create-user";
  readonly target: { readonly userPrincipalName: string };
  readonly before: null;
  readonly after: { readonly displayName: string; readonly mailNickname: string; readonly accountEnabled: true };
}

export interface AssignRoleChange extends ChangeBase {
  readonly kind: "assign-role";
  /** `principalId` is null while the user is still to be created by an earlier change of the same plan. */
  readonly target: { readonly userPrincipalName: string; readonly principalId: string | null };
  readonly before: null;
  readonly after: { readonly roleDefinitionId: string; readonly roleName: string; readonly directoryScopeId: "/" };
}

export interface ExcludeRoleChange extends ChangeBase {
  readonly kind: "exclude-role";
  readonly target: { readonly policyId: string; readonly policyName: string };
  readonly before: { readonly excludeRoles: readonly string[] };
  readonly after: { readonly excludeRoles: readonly string[] };
}

export interface RemoveHealthServerChange extends ChangeBase {
  readonly kind: "remove-health-server";
  readonly target: { readonly serviceName: string; readonly serviceMemberId: string; readonly machineName: string };
  readonly after: null;
}

/** One write. Executors are looked up by `kind`. */
export type Change =
  | CreateUserChange
  | AssignRoleChange
  | ExcludeRoleChange
  | RemoveHealthServerChange
  | RegistrationChange;

export interface ChangeOutcome {
  readonly kind: Change["kind"];
  readonly summary: string;
  readonly outcome: "done" | "already-so";
  readonly requestId: string | null;
}

/** SHA-256 (hex) of the plan with its keys in order: two plans with the same hash say the same. */
export function planHash(plan: readonly Change[]): string {
  return createHash("sha256")
    .update(JSON.stringify(plan, (_key, value: unknown) => inKeyOrder(value)))
    .digest("hex");
}

function inKeyOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
