// Conditional Access, and what else the tenant demands at a sign-in.
import { anyOf, both, type Permission, roles } from "./permission.js";

const POLICY_ADMINISTRATORS = ["conditionalAccessAdministrator", "securityAdministrator"] as const;

export const POLICIES = {
  "read-policies": {
    purpose: "read Conditional Access policies",
    requests: ["GET /identity/conditionalAccess/policies"],
    ...both(anyOf("Policy.Read.All")),
    ...roles("securityReader", "globalReader", ...POLICY_ADMINISTRATORS),
  },
  "read-locations": {
    purpose: "read named locations",
    requests: ["GET /identity/conditionalAccess/namedLocations"],
    ...both(anyOf("Policy.Read.All")),
    ...roles("securityReader", "globalReader", ...POLICY_ADMINISTRATORS),
  },
  // A question, though it is sent as a POST.
  "what-if": {
    purpose: "ask What-If which policies would apply to a sign-in",
    requests: ["POST /identity/conditionalAccess/evaluate"],
    onlyReads: true,
    ...both(anyOf("Policy.Read.ConditionalAccess", "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess")),
    ...roles("securityReader", "globalReader", ...POLICY_ADMINISTRATORS),
  },
  "read-security-defaults": {
    purpose: "tell whether security defaults are on",
    requests: ["GET /policies/identitySecurityDefaultsEnforcementPolicy"],
    ...both(anyOf("Policy.Read.All")),
    ...roles("securityReader", "globalReader", ...POLICY_ADMINISTRATORS),
  },
  "read-sign-in-settings": {
    purpose: "read which sign-in methods the tenant allows, and per-user MFA",
    requests: ["GET /policies/authenticationMethodsPolicy", "GET /users/{id}/authentication/requirements"],
    ...both(anyOf("Policy.Read.All")),
    ...roles("globalReader", "authenticationPolicyAdministrator"),
  },
  "change-policies": {
    purpose: "change Conditional Access policies",
    requests: ["GET /identity/conditionalAccess/policies/{id}", "PATCH /identity/conditionalAccess/policies/{id}"],
    ...both([["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]]),
    ...roles(...POLICY_ADMINISTRATORS),
    licence: "P1",
  },
  "make-policies": {
    purpose: "create and delete Conditional Access policies",
    requests: ["POST /identity/conditionalAccess/policies", "DELETE /identity/conditionalAccess/policies/{id}"],
    ...both([["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]]),
    ...roles(...POLICY_ADMINISTRATORS),
    licence: "P1",
  },
  "change-locations": {
    purpose: "create, change and delete named locations",
    requests: [
      "GET /identity/conditionalAccess/namedLocations/{id}",
      "POST /identity/conditionalAccess/namedLocations",
      "PATCH /identity/conditionalAccess/namedLocations/{id}",
      "DELETE /identity/conditionalAccess/namedLocations/{id}",
    ],
    ...both([["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess"]]),
    ...roles(...POLICY_ADMINISTRATORS),
    licence: "P1",
  },
} as const satisfies Readonly<Record<string, Permission>>;
