// The forms in which Connect Health sends lists.
import type { Answer } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { badRequest, notImplemented } from "./arm-error.js";
import type { ArmCall } from "./arm-route.js";

/**
 * A page of a list that has a next link. `totalCount` is 0 whatever is in it, as in the examples of Microsoft's Swagger.
 * How the link is built is not published: here it carries how many entries went before.
 */
export function pagedList(call: ArmCall, all: readonly unknown[]): Answer {
  const start = countIn(call.url, "$skiptoken", 0);
  const { pageSize } = call.tenant.health;
  const next = start + pageSize;
  const nextLink = next < all.length ? linkWith(call, { $skiptoken: String(next) }) : null;
  return { status: 200, body: listBody(all.slice(start, next), nextLink) };
}

/** The same for lists that take `skipCount` and `takeCount`. */
export function countedList(call: ArmCall, all: readonly unknown[]): Answer {
  const start = countIn(call.url, "skipCount", 0);
  const take = Math.min(countIn(call.url, "takeCount", call.tenant.health.pageSize), call.tenant.health.pageSize);
  const next = start + take;
  const nextLink =
    take > 0 && next < all.length ? linkWith(call, { skipCount: String(next), takeCount: String(take) }) : null;
  return { status: 200, body: listBody(all.slice(start, next), nextLink) };
}

/**
 * A list for which the Swagger has no next link: clients have seen bare arrays where it says `{value}` (for
 * `exporterrors/counts` and `credentials`; of the others it is inferred).
 */
export function bareList(tenant: Tenant, value: readonly unknown[]): Answer {
  return { status: 200, body: tenant.health.wire === "seen" ? value : { value } };
}

/** What the Swagger has and the sandbox does not understand; anything else in a query is ignored, as the service does. */
export function refuseOptions(call: ArmCall, names: readonly string[]): void {
  for (const name of names) {
    if (call.url.searchParams.has(name)) throw notImplemented(`the parameter ${name} of ${call.url.pathname}`);
  }
}

function listBody(value: readonly unknown[], nextLink: string | null) {
  return { value, nextLink, totalCount: 0, continuationToken: null };
}

function linkWith(call: ArmCall, parameters: Readonly<Record<string, string>>): string {
  const next = new URL(call.url);
  for (const [name, value] of Object.entries(parameters)) next.searchParams.set(name, value);
  return `https://${call.world.hosts.arm}${next.pathname}${next.search}`;
}

function countIn(url: URL, name: string, absent: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return absent;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw badRequest(`The value '${text.slice(0, 100)}' of the parameter '${name}' is not valid.`);
}
