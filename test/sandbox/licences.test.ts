// Which service plans give what a licence is asked for.
import { expect, test } from "vitest";
import { hasLicence, type Licence } from "../../src/sandbox/laws/licences.js";
import { startWithTenant } from "./prepared-tenant.js";
import { listAt } from "./sandbox-client.js";

const P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
const P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998";
const GOVERNANCE = "e866a266-3cff-43a3-acca-0c90a7e00c8b";
const WORKLOAD_P1 = "84c289f0-efcb-486f-8581-07f44fc9efad";
const WORKLOAD_P2 = "7dc0e92d-bf15-401d-907e-0884efe7c760";
const LICENCES: readonly Licence[] = ["P1", "P2", "privilegedIdentity", "workloadIdentities"];

function sku(servicePlanId: string, capabilityStatus = "Enabled") {
  return {
    skuId: "11111111-1111-4111-8111-111111111111",
    skuPartNumber: "PART",
    capabilityStatus,
    appliesTo: "User",
    consumedUnits: 1,
    prepaidUnits: { enabled: 1, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: [{ servicePlanId, servicePlanName: "PLAN", provisioningStatus: "Success", appliesTo: "User" }],
  };
}

test.each([
  ["P1", P1, ["P1"]],
  ["P2", P2, ["P1", "P2", "privilegedIdentity"]],
  ["ID Governance", GOVERNANCE, ["privilegedIdentity"]],
  ["Workload ID P1", WORKLOAD_P1, ["workloadIdentities"]],
  ["Workload ID P2", WORKLOAD_P2, ["workloadIdentities"]],
])("%s", (_name, plan, expected) => {
  const held = (status: string) =>
    LICENCES.filter((licence) => hasLicence({ subscribedSkus: [sku(plan, status)] }, licence));
  expect(held("Enabled")).toEqual(expected);
  expect(held("Warning")).toEqual(expected);
  expect(held("Suspended")).toEqual([]);
});

test("Privileged Identity Management answers a tenant that has ID Governance only", async () => {
  const sandbox = await startWithTenant((tenant) => {
    tenant.subscribedSkus = [sku(GOVERNANCE)];
  });
  try {
    const path = "/v1.0/roleManagement/directory/roleEligibilitySchedules";
    const answer = await sandbox.graph(await sandbox.appToken(), path);
    expect(answer.status).toBe(200);
    expect(listAt(answer.body, "value")).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
