// What goes with a service principal that is deleted.
import type { TenantState } from "./tenant-state.js";

/**
 * Moves it to the deleted items: its roles and memberships are gone, what was consented to it stays out of sight until
 * it is restored or purged ("Restore deleted item" says nothing of consent; that it returns is a choice).
 */
export function removePrincipal(
  draft: TenantState,
  principal: TenantState["servicePrincipals"][number],
  deletedDateTime: string,
): void {
  draft.servicePrincipals = draft.servicePrincipals.filter((one) => one.id !== principal.id);
  draft.deletedServicePrincipals.push({ deletedDateTime, servicePrincipal: principal });
  draft.roleAssignments = draft.roleAssignments.filter((one) => one.principalId !== principal.id);
  for (const group of draft.groups) {
    if (group.memberIds.includes(principal.id)) {
      group.memberIds = group.memberIds.filter((id) => id !== principal.id);
    }
  }
}
