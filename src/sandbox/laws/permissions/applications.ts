// Applications and service principals.
import { anyOf, both, type PermissionRow } from "./row.js";

const READ = anyOf(
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);

export const applicationRows: readonly PermissionRow[] = [
  both("GET /servicePrincipals", "serviceprincipal-list", READ),
  both("GET /servicePrincipals(appId=:id)", "serviceprincipal-get", READ),
  both("GET /servicePrincipals(appId=:id)/appRoleAssignedTo", "serviceprincipal-list-approleassignedto", READ),
];
