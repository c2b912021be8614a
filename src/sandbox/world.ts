// What the emulated services share of one tenant: its data and clocks, its keys, and what only memory keeps.
import type { CloudHosts } from "./hosts.js";
import type { Laws } from "./laws/laws.js";
import type { ClientCredentials } from "./login/client-credentials.js";
import type { Grants } from "./login/grants.js";
import type { TokenSigner } from "./login/token-signer.js";
import type { TenantStore } from "./store/tenant-store.js";

export interface World {
  readonly store: TenantStore;
  /** Milliseconds since the epoch; rules sign-in and TLS. Tenant time is the store's. */
  readonly wallClock: () => number;
  readonly hosts: CloudHosts;
  readonly signer: TokenSigner;
  readonly credentials: ClientCredentials;
  readonly grants: Grants;
  /** Throttling and replication: what the services remember of requests. */
  readonly laws: Laws;
  /** Sign-ins that ask somebody are answered as this user. */
  readonly firstUserName: string;
}

/** All tenants of the sandbox; each service finds the one that a request is for. */
export interface Worlds {
  readonly all: readonly World[];
  /** The one that sandbox.json names. */
  readonly primary: World;
  readonly byTenantId: (id: string) => World | undefined;
  /** By id or verified domain, without regard to case. */
  readonly byTenantName: (name: string) => World | undefined;
}

export function worldsOf(all: readonly World[]): Worlds {
  const [primary] = all;
  if (primary === undefined) throw new Error("A sandbox has at least one tenant.");
  const byTenantId = (id: string) => all.find((world) => world.store.tenant.organization.id === id);
  return {
    all,
    primary,
    byTenantId,
    byTenantName: (name) =>
      byTenantId(name.toLowerCase()) ??
      all.find(({ store }) =>
        store.tenant.domains.some((domain) => domain.isVerified && domain.id === name.toLowerCase()),
      ),
  };
}
