// Sign-in methods of users, the policies about them, and security defaults.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const METHODS = "/users/:id/authentication";
const PASSES = `${METHODS}/temporaryAccessPassMethods`;
const POLICY = "/policies/authenticationMethodsPolicy";
const CONFIGURATION = `${POLICY}/authenticationMethodConfigurations/:id`;
const DEFAULTS = "/policies/identitySecurityDefaultsEnforcementPolicy";

const READ_METHODS = ["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"];
const READ_OWN_METHODS = ["UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"];
const READ_PASSES = [...READ_METHODS, "UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite.All"];
const READ_OWN_PASSES = [...READ_OWN_METHODS, "UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.ReadWrite"];
const WRITE_PASSES = ["UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.ReadWrite.All"];
const WRITE_OWN_PASSES = ["UserAuthenticationMethod.ReadWrite", "UserAuthMethod-TAP.ReadWrite"];

const WRITE_POLICY = anyOf("Policy.ReadWrite.AuthenticationMethod");
const READ_POLICY = anyOf(
  "Policy.Read.AuthenticationMethod",
  "Policy.Read.All",
  "Policy.ReadWrite.AuthenticationMethod",
);
const READ_STATE = anyOf("Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod");
const POLICY_WRITERS = [ROLE.authenticationPolicyAdministrator];
const POLICY_READERS = [...POLICY_WRITERS, ROLE.globalReader];

const READ_STRENGTHS = [...READ_POLICY, ["Policy.ReadWrite.ConditionalAccess"]];
const WRITE_STRENGTHS = anyOf("Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.AuthenticationMethod");
const STRENGTH_WRITERS = [ROLE.conditionalAccessAdministrator, ROLE.securityAdministrator];
const STRENGTH_READERS = [...STRENGTH_WRITERS, ROLE.securityReader, ROLE.globalReader];
const STRENGTHS = [
  "/policies/authenticationStrengthPolicies",
  "/identity/conditionalAccess/authenticationStrength/policies",
];

const READ_DEFAULTS = anyOf("Policy.Read.All");
/** Reading is needed besides (Graph's permissions file, "alsoRequires"). */
const WRITE_DEFAULTS = [
  ["Policy.Read.All", "Policy.ReadWrite.SecurityDefaults"],
  ["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"],
];

/** Users may look at their own with the narrower ones; whose roles reach whom is asked by the routes. */
function ownOrAll(request: string, source: string, all: readonly string[], own: readonly string[]): PermissionRow {
  return { request, source, delegated: anyOf(...all, ...own), application: anyOf(...all), roles: "any" };
}

export const authenticationRows: readonly PermissionRow[] = [
  ownOrAll(`GET ${METHODS}/methods`, "authentication-list-methods", READ_METHODS, READ_OWN_METHODS),
  ownOrAll(`GET ${PASSES}`, "authentication-list-temporaryaccesspassmethods", READ_PASSES, READ_OWN_PASSES),
  ownOrAll(`GET ${PASSES}/:passId`, "temporaryaccesspassauthenticationmethod-get", READ_PASSES, READ_OWN_PASSES),
  ownOrAll(`POST ${PASSES}`, "authentication-post-temporaryaccesspassmethods", WRITE_PASSES, []),
  ownOrAll(
    `DELETE ${PASSES}/:passId`,
    "temporaryaccesspassauthenticationmethod-delete",
    WRITE_PASSES,
    WRITE_OWN_PASSES,
  ),
  both(`GET ${METHODS}/requirements`, "authentication-get", READ_STATE, POLICY_READERS),
  both(`PATCH ${METHODS}/requirements`, "authentication-update", WRITE_POLICY, POLICY_WRITERS),
  both(`GET ${POLICY}`, "authenticationmethodspolicy-get", READ_POLICY, POLICY_READERS),
  both(`GET ${CONFIGURATION}`, "authenticationmethodconfiguration-get", READ_POLICY, POLICY_READERS),
  both(`PATCH ${CONFIGURATION}`, "authenticationmethodconfiguration-update", WRITE_POLICY, POLICY_WRITERS),
  ...STRENGTHS.flatMap((path) => [
    both(`GET ${path}`, "authenticationstrengthroot-list-policies", READ_STRENGTHS, STRENGTH_READERS),
    both(`GET ${path}/:id`, "authenticationstrengthpolicy-get", READ_STRENGTHS, STRENGTH_READERS),
    both(`POST ${path}`, "authenticationstrengthroot-post-policies", WRITE_STRENGTHS, STRENGTH_WRITERS),
    both(`DELETE ${path}/:id`, "authenticationstrengthroot-delete-policies", WRITE_STRENGTHS, STRENGTH_WRITERS),
  ]),
  both(`GET ${DEFAULTS}`, "identitysecuritydefaultsenforcementpolicy-get", READ_DEFAULTS, STRENGTH_READERS),
  both(`PATCH ${DEFAULTS}`, "identitysecuritydefaultsenforcementpolicy-update", WRITE_DEFAULTS, STRENGTH_WRITERS),
];
