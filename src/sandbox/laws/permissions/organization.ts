// The tenant: organization, domains, licences.
import { anyOf, both, type PermissionRow } from "./row.js";

const ORGANIZATION = anyOf(
  "Organization.Read.All",
  "Organization.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);

const DOMAINS = anyOf("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All");

export const organizationRows: readonly PermissionRow[] = [
  // User.Read alone returns fewer properties, which is not emulated: refused.
  both("GET /organization", "organization-list", [...ORGANIZATION, ["User.Read.All"]]),
  both("GET /organization/:id", "organization-get", ORGANIZATION),
  both("GET /domains", "domain-list", DOMAINS),
  both("GET /domains/:id", "domain-get", DOMAINS),
  both("GET /subscribedSkus", "subscribedsku-list", [["LicenseAssignment.Read.All"], ...ORGANIZATION]),
];
