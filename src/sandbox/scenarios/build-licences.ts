// Licences of a scenario ("Product names and service plan identifiers for licensing").
import type { TenantDraft } from "../store/tenant-state.js";
import type { TenantPlan } from "./scenario-schema.js";

const PLANS = {
  P1: {
    plan: "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
    sku: "078d2b04-f1bd-4111-bbd4-b4b1b354cef4",
    name: "AAD_PREMIUM",
  },
  P2: {
    plan: "eec0eb4f-6444-4f95-aba0-50c24d67f998",
    sku: "84a661c4-e949-4bd2-a560-ed7766fcaf2b",
    name: "AAD_PREMIUM_P2",
  },
  workloadIdentities: {
    plan: "84c289f0-efcb-486f-8581-07f44fc9efad",
    sku: "73fa80b5-0c5a-4a5e-8a8d-5b0c9d5b4f7d",
    name: "AAD_WRKLDID_P1",
  },
} as const;

type Built = Pick<TenantDraft["organization"], "assignedPlans"> & Pick<TenantDraft, "subscribedSkus">;

export function licencesOf(licences: TenantPlan["licences"]): {
  readonly organization: Pick<Built, "assignedPlans">;
  readonly subscribedSkus: Built["subscribedSkus"];
} {
  const plans = licences.map((licence) => PLANS[licence]);
  return {
    organization: {
      assignedPlans: plans.map(({ plan }) => ({
        assignedDateTime: "2019-03-04T09:15:00Z",
        capabilityStatus: "Enabled",
        service: "AADPremiumService",
        servicePlanId: plan,
      })),
    },
    subscribedSkus: plans.map(({ plan, sku, name }) => ({
      skuId: sku,
      skuPartNumber: name,
      capabilityStatus: "Enabled",
      appliesTo: "User",
      consumedUnits: 7,
      prepaidUnits: { enabled: 25, suspended: 0, warning: 0, lockedOut: 0 },
      servicePlans: [{ servicePlanId: plan, servicePlanName: name, provisioningStatus: "Success", appliesTo: "User" }],
    })),
  };
}
