// Who was given a role and who lost it, in the directory's audit log and in PIM's.
//
// Names: "Microsoft Entra audit log categories and activities", Core Directory and PIM.
import { builtInRole } from "../../laws/directory-roles.js";
import { hasLicence } from "../../laws/licences.js";
import type { AuditTarget } from "../../store/audit-trail.js";
import { audit } from "../../store/audit-trail.js";
import { userById } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import type { GraphCall } from "../graph-call.js";

interface Membership {
  readonly principalId: string;
  readonly roleDefinitionId: string;
}

/** `Add member to role` or `Remove member from role`; to be called within the change itself. */
export function noteMembership(
  call: GraphCall,
  draft: TenantState,
  operation: "Assign" | "Unassign",
  membership: Membership,
): void {
  const activity = operation === "Assign" ? "Add member to role" : "Remove member from role";
  noteChange(call, draft, {
    activity,
    category: "RoleManagement",
    operation,
    targets: [targetOf(draft, operation, membership)],
  });
}

/** What PIM writes beside it, for example `Add eligible member to role in PIM completed (permanent)`. */
export function notePim(
  call: GraphCall,
  draft: TenantState,
  activity: string,
  operation: "Assign" | "Unassign",
  membership: Membership,
): void {
  noteChange(call, draft, {
    activity,
    category: "RoleManagement",
    operation,
    service: "PIM",
    targets: [targetOf(draft, operation, membership)],
  });
}

/**
 * Where the tenant has PIM, it sees who was given a role behind its back: the entry from which it raises "Roles are being
 * assigned outside of Privileged Identity Management". In whose name it writes is a choice: in the caller's.
 */
export function noteBesidePim(call: GraphCall, draft: TenantState, membership: Membership): void {
  if (!hasLicence(draft, "privilegedIdentity")) return;
  notePim(call, draft, "Add member to role outside of PIM (permanent)", "Assign", membership);
}

/** An assignment that came to its end by itself: PIM takes it away in its own name. */
export function noteExpiry(draft: TenantState, at: number, isActivation: boolean, membership: Membership): void {
  const activity = isActivation
    ? "Remove member from role (PIM activation expired)"
    : "Remove member from role in PIM completed (timebound)";
  audit(draft, {
    at,
    activity,
    category: "RoleManagement",
    operation: "Unassign",
    service: "PIM",
    initiator: { kind: "application", servicePrincipalId: "", appId: MS_PIM, displayName: "MS-PIM" },
    targets: [targetOf(draft, "Unassign", membership)],
  });
}

/** The application of Microsoft in whose name PIM acts. */
const MS_PIM = "01fc33a7-78ba-4d2f-a4b7-768e336e890e";

function targetOf(tenant: Tenant, operation: "Assign" | "Unassign", membership: Membership): AuditTarget {
  const { principalId, roleDefinitionId } = membership;
  const role = builtInRole(roleDefinitionId)?.displayName ?? roleDefinitionId;
  const change = (name: string, value: string) =>
    operation === "Assign"
      ? { name, old: null, new: JSON.stringify(value) }
      : { name, old: JSON.stringify(value), new: null };
  return {
    ...principalTarget(tenant, principalId),
    changes: [change("Role.DisplayName", role), change("Role.TemplateId", roleDefinitionId)],
  };
}

function principalTarget(tenant: Tenant, id: string): AuditTarget {
  const user = userById(tenant, id);
  if (user !== undefined) {
    return { id, type: "User", displayName: user.displayName, userPrincipalName: user.userPrincipalName };
  }
  const group = tenant.groups.find((one) => one.id === id);
  if (group !== undefined) return { id, type: "Group", displayName: group.displayName };
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  return { id, type: "ServicePrincipal", displayName: principal?.displayName ?? null };
}
