// A tenant whose migration app may make users, but not give roles.
import { FIRST_PARTY, publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";

const ROLE_ID = publishedPermissions(FIRST_PARTY.microsoftGraph).find(
  ({ value }) => value === "RoleManagement.ReadWrite.Directory",
)?.roleId;

export function withoutRoleManagement(tenant: TenantState): void {
  tenant.appRoleAssignments = tenant.appRoleAssignments.filter((one) => one.appRoleId !== ROLE_ID);
}
