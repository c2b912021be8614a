// Which licences a tenant has (Microsoft Entra, "Product names and service plan identifiers for licensing").
import type { Tenant } from "../store/tenant-state.js";

const ENTRA_ID_P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998";

/**
 * The service plans of which any one gives what the name says: P2 contains P1, and Workload ID P2 (`AAD_WRKLDID_P2`) what
 * Workload ID P1 has. Privileged Identity Management is in P2 and in Microsoft Entra ID Governance ("Microsoft Entra ID
 * Governance licensing fundamentals"), which has no risk-based Conditional Access.
 */
const SERVICE_PLANS = {
  P1: ["41781fb2-bc02-4b7c-bd55-b576c07bb09d", ENTRA_ID_P2],
  P2: [ENTRA_ID_P2],
  privilegedIdentity: [ENTRA_ID_P2, "e866a266-3cff-43a3-acca-0c90a7e00c8b"],
  workloadIdentities: ["84c289f0-efcb-486f-8581-07f44fc9efad", "7dc0e92d-bf15-401d-907e-0884efe7c760"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Licence = keyof typeof SERVICE_PLANS;

/** A plan counts while its subscription is enabled or in its grace period. */
export function hasLicence(tenant: Pick<Tenant, "subscribedSkus">, licence: Licence): boolean {
  const plans: readonly string[] = SERVICE_PLANS[licence];
  return tenant.subscribedSkus.some(
    (sku) =>
      (sku.capabilityStatus === "Enabled" || sku.capabilityStatus === "Warning") &&
      sku.servicePlans.some((plan) => plans.includes(plan.servicePlanId) && plan.provisioningStatus === "Success"),
  );
}
