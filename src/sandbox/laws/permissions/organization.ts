// The tenant: organization, domains, licences.
import { anyOf, both, type PermissionRow } from "./row.js";

/** Opens every property; with less there are those of `ORGANIZATION_NAME` only. */
export const ORGANIZATION = anyOf(
  "Organization.Read.All",
  "Organization.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);

/**
 * "Applications granted the User.Read permission are able to read only" these ("List organizations"). That page leaves out
 * User.Read.All, which Microsoft's permissions file has: that it opens as little is a choice.
 */
export const ORGANIZATION_NAME: readonly string[] = ["id", "displayName", "verifiedDomains"];

const DOMAINS = anyOf("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All");

export const organizationRows: readonly PermissionRow[] = [
  {
    ...both("GET /organization", "organization-list", [...ORGANIZATION, ["User.Read.All"]]),
    delegated: [...ORGANIZATION, ["User.Read.All"], ["User.Read"]],
  },
  both("GET /organization/:id", "organization-get", [...ORGANIZATION, ["User.Read.All"]]),
  both("GET /domains", "domain-list", DOMAINS),
  both("GET /domains/:id", "domain-get", DOMAINS),
  both("GET /subscribedSkus", "subscribedsku-list", [["LicenseAssignment.Read.All"], ...ORGANIZATION]),
];
