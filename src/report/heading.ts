import { harmless, harmlessMinute } from "./harmless.js";
import type { Envelope } from "./result-schemas.js";

/** Which tenant, and who is at work: what every plan and every report begins with. */
export function heading({ tenant, tenantId, operator, at, ticket }: Envelope, afterTicket = ""): string {
  return [
    `Tenant    ${harmless(tenant.displayName)} (${harmless(tenant.initialDomain)})`,
    `          ${harmless(tenantId)}, cloud ${harmless(tenant.cloud)}`,
    `Operator  ${harmless(operator.name)} (${harmless(operator.authKind)})`,
    ...(ticket === undefined ? [] : [`Ticket    ${harmless(ticket)}${afterTicket}`]),
    `Time      ${harmlessMinute(at)}, by the service's clock`,
  ].join("\n");
}
