import type { World, Worlds } from "../world.js";
import { LoginError } from "./login-error.js";

/** The tenant that this part of a login address names: by id, by a verified domain, or a word for "the user's own". */
export function tenantNamed(
  worlds: Worlds,
  name: string,
): { readonly world: World; readonly kind: "named" | "common" } {
  if (name === "common" || name === "organizations") return { world: worlds.primary, kind: "common" };
  const world = worlds.byTenantName(name);
  if (world !== undefined) return { world, kind: "named" };
  throw new LoginError(
    400,
    "invalid_request",
    90002,
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}
