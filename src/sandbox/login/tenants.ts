// Which tenant a login address means, as the login service of one cloud sees it.
import type { CloudName } from "../hosts.js";
import { knowsTenantsOf } from "../laws/national-clouds.js";
import type { World, Worlds } from "../world.js";
import { LoginError } from "./login-error.js";

export interface NamedTenant {
  readonly world: World;
  readonly kind: "named" | "common";
}

/**
 * By id, by a verified domain, or a word for "the user's own", which is the first of the asked cloud.
 * @throws {LoginError} 90002 for one that this cloud's login service does not know
 */
export function tenantNamed(worlds: Worlds, cloud: CloudName, name: string): NamedTenant {
  if (name === "common" || name === "organizations") {
    const own = worlds.all.find(({ store }) => store.tenant.cloud === cloud);
    return { world: own ?? worlds.primary, kind: "common" };
  }
  const world = worlds.byTenantName(name);
  if (world !== undefined && knowsTenantsOf(cloud, world.store.tenant.cloud)) return { world, kind: "named" };
  throw new LoginError(
    400,
    "invalid_request",
    90002,
    `Tenant '${name.slice(0, 200)}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}

/** The tenant in which a grant was given: at `common` any, else the one that the address names. */
export function tenantOfGrant(worlds: Worlds, named: NamedTenant, tenantId: string): World {
  const world = named.kind === "common" ? worlds.byTenantId(tenantId) : named.world;
  if (world?.store.tenant.organization.id === tenantId) return world;
  throw new LoginError(
    400,
    "invalid_grant",
    700005,
    "Provided Authorization Code is intended to use against other tenant, thus rejected.",
  );
}
