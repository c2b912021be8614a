// Who may call what in Microsoft Graph: the sandbox's own table, written from the permission tables of the API
// reference pages. A route without a row answers 501.
import { applicationRows } from "./permissions/applications.js";
import { auditLogRows } from "./permissions/audit-logs.js";
import { authenticationRows } from "./permissions/authentication.js";
import { contactRows } from "./permissions/contacts.js";
import { deletedItemRows } from "./permissions/deleted-items.js";
import { directoryRows } from "./permissions/directory.js";
import { extensionRows } from "./permissions/extensions.js";
import { groupRows } from "./permissions/groups.js";
import { mailRows } from "./permissions/mail.js";
import { organizationRows } from "./permissions/organization.js";
import { policyRows } from "./permissions/policies.js";
import { privilegedIdentityRows } from "./permissions/privileged-identity.js";
import { publishingRows } from "./permissions/publishing.js";
import { roleRows } from "./permissions/roles.js";
import type { PermissionRow } from "./permissions/row.js";
import { synchronizationRows } from "./permissions/synchronization.js";

export const PERMISSION_ROWS: readonly PermissionRow[] = [
  ...organizationRows,
  ...directoryRows,
  ...deletedItemRows,
  ...extensionRows,
  ...roleRows,
  ...privilegedIdentityRows,
  ...authenticationRows,
  ...policyRows,
  ...synchronizationRows,
  ...auditLogRows,
  ...publishingRows,
  ...applicationRows,
  ...groupRows,
  ...contactRows,
  ...mailRows,
];

const ROWS_BY_REQUEST = new Map(PERMISSION_ROWS.map((one) => [one.request, one]));

export function permissionRow(request: string): PermissionRow | undefined {
  return ROWS_BY_REQUEST.get(request);
}

export function isSufficient(alternatives: readonly (readonly string[])[], held: readonly string[]): boolean {
  return alternatives.some((needed) => needed.every((permission) => held.includes(permission)));
}
