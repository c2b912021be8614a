// Notes in the directory's audit log what a call has changed, and who did it.
import type { AuditEntry, AuditInitiator } from "../../store/audit-trail.js";
import { audit } from "../../store/audit-trail.js";
import { userById } from "../../store/people.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";

export type AuditedChange = Omit<AuditEntry, "at" | "initiator">;

/** To be called within the change itself. */
export function noteChange(call: GraphCall, draft: TenantState, change: AuditedChange): void {
  audit(draft, { ...change, at: call.now, initiator: initiatorOf(call, draft) });
}

function initiatorOf({ caller }: GraphCall, draft: TenantState): AuditInitiator {
  if (caller.kind === "user") {
    const user = userById(draft, caller.principalId);
    return {
      kind: "user",
      id: caller.principalId,
      userPrincipalName: user?.userPrincipalName ?? "",
      displayName: user?.displayName ?? null,
    };
  }
  const principal = draft.servicePrincipals.find((one) => one.id === caller.principalId);
  return {
    kind: "application",
    servicePrincipalId: caller.principalId,
    appId: caller.appId,
    displayName: principal?.displayName ?? "",
  };
}
