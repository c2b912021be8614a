import type { Tenant } from "../store/tenant-state.js";
import { LoginError } from "./login-error.js";

/** Does this part of a login address name the tenant: its id, a verified domain, or a word for "the user's own"? */
export function checkTenantName(tenant: Tenant, name: string): "named" | "common" {
  if (name === "common" || name === "organizations") return "common";
  const named =
    name === tenant.organization.id || tenant.domains.some((domain) => domain.isVerified && domain.id === name);
  if (named) return "named";
  throw new LoginError(
    400,
    "invalid_request",
    90002,
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}
