// Azure roles at Connect Health, which has assignments of its own.
import type { ChangeBase } from "./change.js";

/** Null: it has none there. */
type Role = { readonly roleName: string; readonly roleDefinitionId: string };

interface OfPrincipal {
  /** Object id of whoever gets it, and what it is called. */
  readonly principalId: string;
  readonly name: string;
  /** The GUID that names the assignment. */
  readonly assignmentId: string;
}

export interface AssignHealthRoleChange extends ChangeBase {
  readonly kind: "assign-health-role";
  readonly target: OfPrincipal;
  readonly before: null;
  readonly after: Role;
}

export interface UnassignHealthRoleChange extends ChangeBase {
  readonly kind: "unassign-health-role";
  readonly target: OfPrincipal;
  readonly before: Role;
  readonly after: null;
}
