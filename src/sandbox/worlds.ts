// One world per tenant of the store: what the emulated services need to answer for it.
import { CLOUD_HOSTS } from "./hosts.js";
import { azureTimes } from "./laws/azure-times.js";
import { createReplication, type Lags } from "./laws/replication.js";
import { createThrottles } from "./laws/throttling.js";
import type { ClientCredentials } from "./login/client-credentials.js";
import type { Grants } from "./login/grants.js";
import type { TokenSigner } from "./login/token-signer.js";
import { numberOfUsers, userByName } from "./store/people.js";
import type { SandboxStore } from "./store/sandbox-store.js";
import type { Tenant } from "./store/tenant-state.js";
import { tenantStore } from "./store/tenant-store.js";
import { type World, type Worlds, worldsOf } from "./world.js";

export interface WorldParts {
  readonly store: SandboxStore;
  readonly wallClock: () => number;
  readonly signer: TokenSigner;
  readonly credentials: ClientCredentials;
  readonly grants: Grants;
  readonly lags: Lags;
}

/** The worlds of a sandbox whose tenants can be replaced by others while it runs. */
export interface ReplaceableWorlds extends Worlds {
  /** To be called when the store holds other tenants. */
  rebuild(credentials: ClientCredentials): void;
}

export function createWorlds(parts: WorldParts): ReplaceableWorlds {
  const build = (credentials: ClientCredentials) =>
    worldsOf(parts.store.state.tenants.map((tenant, index) => createWorld({ ...parts, credentials }, tenant, index)));
  let current = build(parts.credentials);
  return {
    get all() {
      return current.all;
    },
    get primary() {
      return current.primary;
    },
    byTenantId: (id) => current.byTenantId(id),
    byTenantName: (name) => current.byTenantName(name),
    rebuild(credentials) {
      current = build(credentials);
    },
  };
}

function createWorld({ store, lags, ...shared }: WorldParts, tenant: Tenant, index: number): World {
  const own = tenantStore(store, index);
  const replication = createReplication(lags);
  return {
    ...shared,
    store: {
      get tenant() {
        return own.tenant;
      },
      tenantNow: () => own.tenantNow(),
      change(work) {
        const before = own.tenant;
        const result = own.change(work);
        if (own.tenant !== before) replication.changed(before, own.tenant, own.tenantNow());
        return result;
      },
    },
    hosts: CLOUD_HOSTS[tenant.cloud],
    laws: {
      replication,
      throttles: createThrottles(() => numberOfUsers(own.tenant)),
      azureTimes: azureTimes(lags),
    },
    firstUserName: store.state.signInUsers.find((name) => isUserOf(tenant, name)) ?? "",
  };
}

function isUserOf(tenant: Tenant, name: string): boolean {
  return userByName(tenant, name) !== undefined;
}
