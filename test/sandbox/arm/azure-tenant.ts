// A sandbox whose first client owns the subscription, while the second one holds what a test gives it.
import type { StartOptions } from "../../../src/sandbox/start.js";
import type { TenantState } from "../../../src/sandbox/store/tenant-state.js";
import { principalOfClient } from "../granted.js";
import { startWithTenant } from "../prepared-tenant.js";
import { ARM_SCOPE, type TestSandbox } from "../sandbox-client.js";

export const ROLE = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  healthServiceAdmin: "93629c8c-5d36-4533-85cd-f5bb3338710e",
  blobDataOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
} as const;

export const RESOURCES = "api-version=2025-04-01";
export const ASSIGNMENTS = "api-version=2022-04-01";

type ArmOptions = Parameters<TestSandbox["arm"]>[2];

export interface AzureSandbox extends TestSandbox {
  /** `/subscriptions/…`. */
  readonly subscription: string;
  /** Object ids of the two clients' service principals. */
  readonly ownerId: string;
  readonly otherId: string;
  asOwner(path: string, options?: ArmOptions): ReturnType<TestSandbox["arm"]>;
  asOther(path: string, options?: ArmOptions): ReturnType<TestSandbox["arm"]>;
  /** Tenant time stands still but for this. */
  advance(duration: string): Promise<void>;
  /** Makes a resource group and returns its id. */
  group(name: string): Promise<string>;
}

export async function startAzure(
  change: (tenant: TenantState) => void = () => undefined,
  options: Partial<StartOptions> = {},
): Promise<AzureSandbox> {
  let [subscription, ownerId, otherId] = ["", "", ""];
  const sandbox = await startWithTenant(
    (tenant) => {
      subscription = `/subscriptions/${tenant.azure.subscriptions[0]?.id ?? ""}`;
      [ownerId, otherId] = [principalOfClient(tenant, 0), principalOfClient(tenant, 1)];
      assign(tenant, subscription, ROLE.owner, ownerId);
      change(tenant);
    },
    { clock: "manual", ...options },
  );
  const [owner, other] = await Promise.all([sandbox.appToken(ARM_SCOPE), sandbox.appToken(ARM_SCOPE, 1)]);
  const asOwner: AzureSandbox["asOwner"] = (path, given) => sandbox.arm(owner, path, given);
  return {
    ...sandbox,
    subscription,
    ownerId,
    otherId,
    asOwner,
    asOther: (path, given) => sandbox.arm(other, path, given),
    async advance(duration) {
      const json = { event: ["advance", duration] };
      await sandbox.send("https://localhost/$sandbox/do", { method: "POST", json });
    },
    async group(name) {
      const id = `${subscription}/resourceGroups/${name}`;
      const answer = await asOwner(`${id}?${RESOURCES}`, { method: "PUT", json: { location: "westeurope" } });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return id;
    },
  };
}

/** Gives a principal an Azure role before the sandbox starts. */
export function assign(tenant: TenantState, scope: string, roleId: string, principalId: string): void {
  tenant.azure.roleAssignments.push({
    name: `00000000-0000-4000-8000-${String(tenant.azure.roleAssignments.length).padStart(12, "0")}`,
    scope,
    roleId,
    principalId,
    principalType: "ServicePrincipal",
    description: null,
    createdDateTime: "2026-01-12T09:00:00Z",
    createdBy: null,
  });
}
