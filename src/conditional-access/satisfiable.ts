// Whether whoever signs in can do what a policy demands, so that no exclusion is needed.
import type { Policy } from "../tenant/policies.js";

/**
 * An engine can do nothing; before the wizard sits a person, who can agree to terms of use. A second factor is what an
 * exclusion is asked for, and of devices the server's is not known.
 */
export function canSatisfy({ grantControls }: Policy, is: string): boolean {
  if (is === "connector" || is === "cloud-sync" || grantControls === null || grantControls === undefined) return false;
  const { builtInControls, customAuthenticationFactors, termsOfUse, authenticationStrength, operator } = grantControls;
  if (termsOfUse.length === 0 || builtInControls.includes("block")) return false;
  const strength = authenticationStrength === null || authenticationStrength === undefined ? 0 : 1;
  return (
    operator?.toUpperCase() === "OR" || builtInControls.length + customAuthenticationFactors.length + strength === 0
  );
}
