// Which licences a tenant has (Microsoft Entra, "Product names and service plan identifiers for licensing").
import type { Tenant } from "../store/tenant-state.js";

const SERVICE_PLAN = {
  P1: "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
  P2: "eec0eb4f-6444-4f95-aba0-50c24d67f998",
  workloadIdentities: "84c289f0-efcb-486f-8581-07f44fc9efad",
} as const;

export type Licence = keyof typeof SERVICE_PLAN;

/** P2 contains P1. A plan counts while its subscription is enabled or in its grace period. */
export function hasLicence(tenant: Tenant, licence: Licence): boolean {
  const plans: readonly string[] = licence === "P1" ? [SERVICE_PLAN.P1, SERVICE_PLAN.P2] : [SERVICE_PLAN[licence]];
  return tenant.subscribedSkus.some(
    (sku) =>
      (sku.capabilityStatus === "Enabled" || sku.capabilityStatus === "Warning") &&
      sku.servicePlans.some((plan) => plans.includes(plan.servicePlanId) && plan.provisioningStatus === "Success"),
  );
}
