// Security defaults and Conditional Access exclude each other.
import type { Tenant } from "../store/tenant-state.js";

/**
 * "If you have Conditional Access policies enabled in your environment, security defaults won't be available" ("Security
 * defaults in Microsoft Entra ID"). Policies that are off or report only do not stand in the way. The other direction is
 * `checkEnabling` of laws/conditional-access/policy-rules.ts.
 */
export function maySecurityDefaultsBeEnabled(tenant: Tenant): boolean {
  return !tenant.conditionalAccessPolicies.some((policy) => policy.state === "enabled");
}
