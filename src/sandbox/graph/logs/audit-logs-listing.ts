// What the two logs have in common: which entries a reader sees, newest first, in pages of up to a thousand.
//
// Sources: "Microsoft Entra data retention" (7 days without a licence, 30 with P1); "List signIns" and "List
// directoryAudits" (pages, order). Entries appear minutes to hours late in the service; here at once, unless the
// breakage `audit-lag` says otherwise: a rehearsal should not have to wait.
import { hasLicence } from "../../laws/licences.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest } from "../graph-error.js";
import { type Page, pageFrom } from "../odata/odata-page.js";

const DAY_MS = 86_400_000;
const LARGEST_PAGE = 1000;

export interface LogEntry {
  readonly id: string;
  readonly at: number;
}

/** Between which moments of tenant time, in milliseconds, a reader sees entries. */
export function visibleSpan(tenant: Tenant, now: number): { readonly since: number; readonly until: number } {
  const days = hasLicence(tenant, "P1") ? 30 : 7;
  return { since: now - days * DAY_MS, until: now - tenant.onPremises.logLatencyMinutes * 60_000 };
}

/** One page of the entries, newest first or as `$orderby` says; of those that share a moment, by id. */
export function logPage<T extends LogEntry>(call: GraphCall, entries: readonly T[], timeProperty: string): Page<T> {
  const isAscending = ascending(call.url.searchParams.get("$orderby"), timeProperty);
  const keyed = entries
    .map((entry) => {
      const moment = String(isAscending ? entry.at : Number.MAX_SAFE_INTEGER - entry.at).padStart(16, "0");
      return { id: `${moment} ${entry.id}`, entry };
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const source = { after: (key: string) => keyed.filter((one) => one.id > key), count: () => keyed.length };
  const { items, nextLink, count } = pageFrom(call, source, LARGEST_PAGE, LARGEST_PAGE);
  return { items: items.map((one) => one.entry), nextLink, count };
}

function ascending(orderBy: string | null, timeProperty: string): boolean {
  if (orderBy === null) return false;
  const [property, direction = "asc", ...rest] = orderBy.trim().split(/\s+/u);
  const isKnown = property?.toLowerCase() === timeProperty.toLowerCase() && /^(?:asc|desc)$/iu.test(direction);
  if (!isKnown || rest.length > 0) throw badRequest(`Invalid $orderby clause specified: '${orderBy.slice(0, 200)}'.`);
  return direction.toLowerCase() === "asc";
}
