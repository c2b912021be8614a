// A sandbox whose tenant was changed before it started.
import { startSandbox } from "../../src/sandbox/start.js";
import { readSandboxState, writeSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { preparedFolder } from "./sandbox-client.js";

/** A folder that holds the scenario's tenant as `change` leaves it. */
export async function folderWithTenant(
  change: (tenant: TenantState) => void,
  { scenario, wallClock }: { readonly scenario?: string; readonly wallClock?: () => number } = {},
): Promise<string> {
  const dir = await preparedFolder();
  await (await startSandbox({ dir, scenario, wallClock })).stop();
  const { state } = (await readSandboxState(dir)) ?? {};
  const [tenant] = state?.tenants ?? [];
  if (state === undefined || tenant === undefined) throw new Error(`${dir} holds no tenant.`);
  change(tenant);
  await writeSandboxState(dir, state);
  return dir;
}

/** Delegated consent for everybody, and app roles, of the client at this place in sandbox.json at Microsoft Graph. */
export function consent(
  tenant: TenantState,
  clientId: string,
  permissions: readonly string[],
  idOf: (permission: string) => string | undefined,
): void {
  const graph = tenant.servicePrincipals.find((one) => one.appId === "00000003-0000-0000-c000-000000000000");
  const client = tenant.servicePrincipals.find((one) => one.appId === clientId);
  if (graph === undefined || client === undefined) throw new Error("The tenant lacks Microsoft Graph or the client.");
  tenant.permissionGrants.push({
    id: `grant-${clientId}-${permissions.join("-")}`,
    clientId: client.id,
    consentType: "AllPrincipals",
    principalId: null,
    resourceId: graph.id,
    scope: permissions.join(" "),
  });
  for (const permission of permissions) {
    const appRoleId = idOf(permission);
    if (appRoleId === undefined) continue;
    tenant.appRoleAssignments.push({
      id: `role-${client.id}-${permission}`,
      appRoleId,
      createdDateTime: "2026-01-12T09:00:00Z",
      principalDisplayName: client.displayName,
      principalId: client.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
}
