// What the emulated services share: one tenant, its clocks, its keys, and what only memory keeps.
import type { RateLimiter } from "./laws/conditional-access-rate.js";
import type { ClientCredentials } from "./login/client-credentials.js";
import type { Grants } from "./login/grants.js";
import type { TokenSigner } from "./login/token-signer.js";
import type { TenantStore } from "./store/tenant-store.js";

export interface World {
  readonly store: TenantStore;
  /** Milliseconds since the epoch; rules sign-in and TLS. Tenant time is the store's. */
  readonly wallClock: () => number;
  readonly signer: TokenSigner;
  readonly credentials: ClientCredentials;
  readonly grants: Grants;
  readonly conditionalAccessLimiter: RateLimiter;
  /** Device codes are approved as this user. */
  readonly firstUserName: string;
}
