// Privileged Identity Management for directory roles, and the settings of its roles.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const MANAGE = "RoleManagement.ReadWrite.Directory";
const BASE = "/roleManagement/directory";

/** Read operations: Microsoft Graph, the pages of the PIM v3 APIs. */
const READERS = [
  ROLE.globalReader,
  ROLE.securityOperator,
  ROLE.securityReader,
  ROLE.securityAdministrator,
  ROLE.privilegedRoleAdministrator,
];

function reading(area: "Assignment" | "Eligibility"): PermissionRow["delegated"] {
  return anyOf(
    `Role${area}Schedule.Read.Directory`,
    `Role${area}Schedule.ReadWrite.Directory`,
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    MANAGE,
  );
}

/** List, get and filterByCurrentUser of a collection; the last is for users only, of whatever role. */
function collection(name: string, permissions: PermissionRow["delegated"]): readonly PermissionRow[] {
  const source = `rbacapplication-list-${name.toLowerCase()}`;
  const own: PermissionRow = {
    request: `GET ${BASE}/${name}/filterByCurrentUser(on=:on)`,
    source: `unified${name.slice(0, -1).toLowerCase()}-filterbycurrentuser`,
    delegated: permissions,
    application: [],
    roles: "any",
  };
  return [
    both(`GET ${BASE}/${name}`, source, permissions, READERS),
    both(`GET ${BASE}/${name}/:id`, source, permissions, READERS),
    own,
  ];
}

const POLICIES = anyOf(
  "RoleManagementPolicy.Read.Directory",
  "RoleManagement.Read.Directory",
  "RoleManagement.Read.All",
  "RoleManagementPolicy.ReadWrite.Directory",
  MANAGE,
);

export const privilegedIdentityRows: readonly PermissionRow[] = (["Assignment", "Eligibility"] as const)
  .flatMap((area): readonly PermissionRow[] => {
    const writing = anyOf(`Role${area}Schedule.ReadWrite.Directory`, MANAGE);
    const requests = `role${area}ScheduleRequests`;
    return [
      ...collection(`role${area}Schedules`, reading(area)),
      ...collection(`role${area}ScheduleInstances`, reading(area)),
      ...collection(requests, writing),
      // What an administrator's action needs besides is asked by the route: holders activate without a role.
      both(`POST ${BASE}/${requests}`, `rbacapplication-post-${requests.toLowerCase()}`, writing),
    ];
  })
  .concat([
    both(
      "GET /policies/roleManagementPolicyAssignments",
      "policyroot-list-rolemanagementpolicyassignments",
      POLICIES,
      READERS,
    ),
    both("GET /policies/roleManagementPolicies/:id", "unifiedrolemanagementpolicy-get", POLICIES, READERS),
    both("GET /policies/roleManagementPolicies/:id/rules", "unifiedrolemanagementpolicy-list-rules", POLICIES, READERS),
  ]);
