import type { SandboxStore } from "./sandbox-store.js";
import type { Tenant, TenantState } from "./tenant-state.js";

/** One tenant of the store, as the services see it. */
export interface TenantStore {
  readonly tenant: Tenant;
  /** The tenant's own time in milliseconds since the epoch. */
  tenantNow(): number;
  /** As SandboxStore.change, on this tenant alone. */
  change<T>(work: (draft: TenantState) => T): T;
}

export function tenantStore(store: SandboxStore, index: number): TenantStore {
  const one = <T>(tenants: readonly T[]): T => {
    const tenant = tenants[index];
    if (tenant === undefined) throw new Error(`There is no tenant ${index}.`);
    return tenant;
  };
  return {
    get tenant() {
      return one(store.state.tenants);
    },
    tenantNow: () => store.tenantNow(),
    change: (work) => store.change((draft) => work(one(draft.tenants))),
  };
}
