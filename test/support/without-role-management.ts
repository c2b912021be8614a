// A tenant in which people may make users, but not give roles, and in which no token shows that beforehand.
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";

/** `Directory.AccessAsUser.All` leaves open what it allows, so that the service has to decide. */
export function withoutRoleManagement(tenant: TenantState): void {
  for (const grant of tenant.permissionGrants)
    grant.scope = grant.scope.replace("RoleManagement.ReadWrite.Directory", "Directory.AccessAsUser.All");
}
