// Applications, service principals, and what is consented to them.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const APPLICATION = "/applications/:id";
const APPLICATION_BY_APP_ID = "/applications(appId=:appid)";
const PRINCIPAL = "/servicePrincipals/:id";
const PRINCIPAL_BY_APP_ID = "/servicePrincipals(appId=:appid)";
const CREDENTIALS = `${APPLICATION}/federatedIdentityCredentials`;

const READ = anyOf(
  "Application.Read.All",
  "Application.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
);
const LIST = anyOf("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All");
const WRITE = anyOf("Application.ReadWrite.All");
const WRITE_OR_DIRECTORY = anyOf("Application.ReadWrite.All", "Directory.ReadWrite.All");
const OWNED = anyOf("Application.ReadWrite.OwnedBy");

/** An owner is added by who can write the application and read the directory. */
const ADD_OWNER = [["Application.ReadWrite.All", "Directory.Read.All"], ["Directory.ReadWrite.All"]];
const ADD_OWNER_OWNED = [["Application.ReadWrite.OwnedBy", "Directory.Read.All"]];

const ASSIGN = [
  ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
  ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
  ["AppRoleAssignment.ReadWrite.All", "Directory.Read.All"],
];
const UNASSIGN = anyOf("AppRoleAssignment.ReadWrite.All");

const READ_GRANTS = anyOf("Directory.Read.All", "Directory.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All");
const WRITE_GRANTS = anyOf("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All");

const POLICY = "/policies/defaultAppManagementPolicy";
const READ_POLICY = anyOf("Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration");
const WRITE_POLICY = anyOf("Policy.ReadWrite.ApplicationConfiguration");
/** Which roles a user needs is not on the page of the update; these manage such policies in the admin center. */
const POLICY_WRITERS = [ROLE.securityAdministrator, ROLE.applicationAdministrator, ROLE.cloudApplicationAdministrator];

/** Which roles or ownership a user needs besides depends on the object: laws/object-rights.ts and laws/consent.ts. */
export const applicationRows: readonly PermissionRow[] = [
  { ...owned("GET /applications", "application-list", LIST), delegated: READ },
  owned(`GET ${APPLICATION}`, "application-get", READ),
  owned(`GET ${APPLICATION_BY_APP_ID}`, "application-get", READ),
  owned(
    "POST /applications",
    "application-post-applications",
    anyOf("Application.ReadWrite.All", "AppRegistration.Create"),
  ),
  ...[APPLICATION, APPLICATION_BY_APP_ID].flatMap((path) => [
    owned(`PATCH ${path}`, "application-update", WRITE),
    owned(`DELETE ${path}`, "application-delete", WRITE),
  ]),
  ...["addPassword", "removePassword", "addKey", "removeKey"].map((name) =>
    owned(`POST ${APPLICATION}/${name}`, `application-${name.toLowerCase()}`, WRITE_OR_DIRECTORY),
  ),
  owned(`GET ${APPLICATION}/owners`, "application-list-owners", READ),
  ownedBy(`POST ${APPLICATION}/owners/$ref`, "application-post-owners", ADD_OWNER, ADD_OWNER_OWNED),
  owned(`DELETE ${APPLICATION}/owners/:ownerId/$ref`, "application-delete-owners", WRITE_OR_DIRECTORY),
  owned(
    `GET ${CREDENTIALS}`,
    "application-list-federatedidentitycredentials",
    anyOf("Application.Read.All", "Application.ReadWrite.All"),
  ),
  owned(`POST ${CREDENTIALS}`, "application-post-federatedidentitycredentials", WRITE),
  ...(["GET", "PATCH", "DELETE"] as const).map((method) =>
    owned(
      `${method} ${CREDENTIALS}/:credential`,
      `federatedidentitycredential-${method === "PATCH" ? "update" : method.toLowerCase()}`,
      WRITE,
    ),
  ),

  { ...owned("GET /servicePrincipals", "serviceprincipal-list", LIST), delegated: READ },
  owned("POST /servicePrincipals", "serviceprincipal-post-serviceprincipals", WRITE_OR_DIRECTORY),
  ...[PRINCIPAL, PRINCIPAL_BY_APP_ID].flatMap((path) => [
    owned(`GET ${path}`, "serviceprincipal-get", READ),
    owned(`PATCH ${path}`, "serviceprincipal-update", WRITE_OR_DIRECTORY),
    owned(`DELETE ${path}`, "serviceprincipal-delete", WRITE_OR_DIRECTORY),
  ]),
  owned(`GET ${PRINCIPAL}/owners`, "serviceprincipal-list-owners", READ),
  ownedBy(`POST ${PRINCIPAL}/owners/$ref`, "serviceprincipal-post-owners", ADD_OWNER, ADD_OWNER_OWNED),
  owned(`DELETE ${PRINCIPAL}/owners/:ownerId/$ref`, "serviceprincipal-delete-owners", WRITE_OR_DIRECTORY),

  ...[`${PRINCIPAL}/appRoleAssignedTo`, `${PRINCIPAL_BY_APP_ID}/appRoleAssignedTo`].flatMap((path) => [
    owned(`GET ${path}`, "serviceprincipal-list-approleassignedto", READ),
    both(`POST ${path}`, "serviceprincipal-post-approleassignedto", ASSIGN),
    both(`DELETE ${path}/:assignment`, "serviceprincipal-delete-approleassignedto", UNASSIGN),
  ]),
  owned(`GET ${PRINCIPAL}/appRoleAssignments`, "serviceprincipal-list-approleassignments", READ),
  both(`POST ${PRINCIPAL}/appRoleAssignments`, "serviceprincipal-post-approleassignments", ASSIGN),
  both(`DELETE ${PRINCIPAL}/appRoleAssignments/:assignment`, "serviceprincipal-delete-approleassignments", UNASSIGN),

  both("GET /oauth2PermissionGrants", "oauth2permissiongrant-list", READ_GRANTS),
  both("GET /oauth2PermissionGrants/:id", "oauth2permissiongrant-get", READ_GRANTS),
  both("POST /oauth2PermissionGrants", "oauth2permissiongrant-post", WRITE_GRANTS),
  both("PATCH /oauth2PermissionGrants/:id", "oauth2permissiongrant-update", WRITE_GRANTS),
  both("DELETE /oauth2PermissionGrants/:id", "oauth2permissiongrant-delete", WRITE_GRANTS),

  both(`GET ${POLICY}`, "tenantappmanagementpolicy-get", READ_POLICY),
  both(`PATCH ${POLICY}`, "tenantappmanagementpolicy-update", WRITE_POLICY, POLICY_WRITERS),
];

/** The permission for what the caller owns is there for applications only. */
function owned(request: string, source: string, permissions: PermissionRow["delegated"]): PermissionRow {
  return ownedBy(request, source, permissions, OWNED);
}

function ownedBy(
  request: string,
  source: string,
  permissions: PermissionRow["delegated"],
  forOwners: PermissionRow["application"],
): PermissionRow {
  return { ...both(request, source, permissions), application: [...permissions, ...forOwners] };
}
