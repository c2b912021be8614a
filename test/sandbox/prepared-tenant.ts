// A sandbox whose tenant differs from its scenario: changed in the folder, before anybody serves it.
import { FIRST_PARTY, publishedPermissions } from "../../src/sandbox/laws/first-party.js";
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

/** Consents to Graph permissions for a client (without one: the tenant's first), as itself and for its users. */
export function grantPermissions(tenant: TenantState, permissions: readonly string[], appId?: string): void {
  const wanted = appId ?? tenant.applications[0]?.appId;
  const client = tenant.servicePrincipals.find((one) => one.appId === wanted);
  const graph = tenant.servicePrincipals.find((one) => one.appId === FIRST_PARTY.microsoftGraph);
  if (client === undefined || graph === undefined) throw new Error("The tenant has no such client, or no Graph.");
  for (const value of permissions) {
    const published = publishedPermissions(FIRST_PARTY.microsoftGraph).find((one) => one.value === value);
    if (published === undefined) throw new Error(`Graph does not publish ${value}.`);
    if (published.roleId === undefined) continue;
    tenant.appRoleAssignments.push({
      id: `${client.id.slice(0, 8)}-${value}`,
      appRoleId: published.roleId,
      createdDateTime: "2026-01-12T09:00:00Z",
      principalDisplayName: client.displayName,
      principalId: client.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
  const grant = tenant.permissionGrants.find((one) => one.clientId === client.id && one.resourceId === graph.id);
  if (grant === undefined) throw new Error("The client has no delegated consent to add to.");
  grant.scope = [grant.scope, ...permissions].join(" ");
}
