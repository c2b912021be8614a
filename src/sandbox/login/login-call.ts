// What the handlers of the login service are given.
import type { Call } from "../routes.js";
import type { World, Worlds } from "../world.js";
import type { NamedTenant } from "./tenants.js";

export interface LoginCall extends Call {
  readonly worlds: Worlds;
  /** The tenant that the address names; for `common` and `organizations` the first of the asked cloud. */
  readonly world: World;
  readonly tenantKind: NamedTenant["kind"];
}
