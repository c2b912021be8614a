// Security defaults and Conditional Access exclude each other.
import type { Tenant } from "../store/tenant-state.js";

/**
 * A policy in whatever state stands in the way, one that is off or report only as well, as Microsoft 365's pages on
 * multifactor authentication say. The other direction is `checkEnabling` of laws/conditional-access/policy-rules.ts,
 * where only enabled policies are refused.
 */
export function maySecurityDefaultsBeEnabled(tenant: Tenant): boolean {
  return tenant.conditionalAccessPolicies.length === 0;
}
