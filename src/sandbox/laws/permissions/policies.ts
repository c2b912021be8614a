// Conditional Access.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const READ = anyOf("Policy.Read.All");
/** That reading is needed besides is in Graph's list of known issues. */
const WRITE = [["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]];
const WRITERS = [ROLE.conditionalAccessAdministrator, ROLE.securityAdministrator];
const READERS = [...WRITERS, ROLE.securityReader, ROLE.globalReader];
const POLICIES = "/identity/conditionalAccess/policies";

export const policyRows: readonly PermissionRow[] = [
  both(`GET ${POLICIES}`, "conditionalaccessroot-list-policies", READ, READERS),
  both(`GET ${POLICIES}/:id`, "conditionalaccesspolicy-get", READ, READERS),
  both(`PATCH ${POLICIES}/:id`, "conditionalaccesspolicy-update", WRITE, WRITERS),
];
