// Conditional Access. The pages of deletedItems leave the permissions open ("Not supported" throughout), and Microsoft's
// machine-readable table lacks them: that they are those of the objects themselves is a choice.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const READ = anyOf("Policy.Read.All");
/** That reading is needed besides is in Graph's list of known issues. */
const WRITE = [["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]];
const EVALUATE = anyOf("Policy.Read.ConditionalAccess", "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess");
const WRITERS = [ROLE.conditionalAccessAdministrator, ROLE.securityAdministrator];
const READERS = [...WRITERS, ROLE.securityReader, ROLE.globalReader];
const POLICIES = "/identity/conditionalAccess/policies";
const LOCATIONS = "/identity/conditionalAccess/namedLocations";
const DELETED = "/identity/conditionalAccess/deletedItems";

export const policyRows: readonly PermissionRow[] = [
  both(`GET ${POLICIES}`, "conditionalaccessroot-list-policies", READ, READERS),
  both(`GET ${POLICIES}/:id`, "conditionalaccesspolicy-get", READ, READERS),
  both(`POST ${POLICIES}`, "conditionalaccessroot-post-policies", WRITE, WRITERS),
  both(`PATCH ${POLICIES}/:id`, "conditionalaccesspolicy-update", WRITE, WRITERS),
  both(`DELETE ${POLICIES}/:id`, "conditionalaccesspolicy-delete", WRITE, WRITERS),
  both(`GET ${LOCATIONS}`, "conditionalaccessroot-list-namedlocations", READ, READERS),
  both(`GET ${LOCATIONS}/:id`, "namedlocation-get", READ, READERS),
  both(`POST ${LOCATIONS}`, "conditionalaccessroot-post-namedlocations", WRITE, WRITERS),
  both(`PATCH ${LOCATIONS}/:id`, "ipnamedlocation-update", WRITE, WRITERS),
  both(`DELETE ${LOCATIONS}/:id`, "namedlocation-delete", WRITE, WRITERS),
  both("POST /identity/conditionalAccess/evaluate", "conditionalaccessroot-evaluate", EVALUATE, READERS),
  ...[`${DELETED}/policies`, `${DELETED}/namedLocations`].flatMap((path) => [
    both(`GET ${path}`, "capoliciesdeletableroot-list", READ, READERS),
    both(`GET ${path}/:id`, "policydeletableitem-get", READ, READERS),
    both(`POST ${path}/:id/restore`, "conditionalaccesspolicy-restore", WRITE, WRITERS),
    both(`DELETE ${path}/:id`, "policydeletableitem-delete", WRITE, WRITERS),
  ]),
];
