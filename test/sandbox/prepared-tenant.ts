// A sandbox whose tenant differs from its scenario: changed in the folder, before anybody serves it.
import { type StartOptions, startSandbox } from "../../src/sandbox/start.js";
import { readSandboxState, writeSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { preparedFolder, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

/** Starts a sandbox on contoso-v1 (or `options.scenario`) after `change` was applied to its first tenant. */
export async function startWithTenant(
  change: (tenant: TenantState) => void,
  options: Partial<StartOptions> = {},
): Promise<TestSandbox> {
  const dir = options.dir ?? (await preparedFolder());
  await (await startSandbox({ ...options, dir })).stop();
  const { state } = (await readSandboxState(dir)) ?? {};
  const [tenant] = state?.tenants ?? [];
  if (state === undefined || tenant === undefined) throw new Error(`${dir} holds no tenant.`);
  change(tenant);
  await writeSandboxState(dir, state);
  return startTestSandbox({ ...options, dir });
}

const ENTRA_ID_P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998";

/** Gives the tenant Microsoft Entra ID P2: Privileged Identity Management and risk-based Conditional Access. */
export function withP2(tenant: TenantState): void {
  tenant.subscribedSkus.push({
    skuId: "84a661c4-e949-4bd2-a560-ed7766fcaf2b",
    skuPartNumber: "AAD_PREMIUM_P2",
    capabilityStatus: "Enabled",
    appliesTo: "User",
    consumedUnits: 1,
    prepaidUnits: { enabled: 25, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: [
      {
        servicePlanId: ENTRA_ID_P2,
        servicePlanName: "AAD_PREMIUM_P2",
        provisioningStatus: "Success",
        appliesTo: "User",
      },
    ],
  });
}
