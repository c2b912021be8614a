// The regular cycles of running servers take place as tenant time passes: those that are due are run before anybody
// looks, each at its own moment.
import type { Tenant, TenantState } from "../store/tenant-state.js";
import type { TenantStore } from "../store/tenant-store.js";
import { type CycleReport, runCycle } from "./cycle.js";

export const CYCLE_MS = 30 * 60_000;

/** A folder that lay about for months catches up with its last two weeks only; the outcome is the same. */
const MOST_CYCLES_PER_SERVER = 672;

export function runDueCycles(store: TenantStore): void {
  if (!isDue(store.tenant, store.tenantNow())) return;
  store.change((draft) => passTime(draft, store.tenantNow()));
}

/** Runs every cycle that is due until `until` (tenant time, milliseconds), in the order of time. */
export function passTime(draft: TenantState, until: number): readonly CycleReport[] {
  for (const server of draft.onPremises.servers) {
    const earliest = until - MOST_CYCLES_PER_SERVER * CYCLE_MS;
    const behind = earliest - Date.parse(server.nextCycleAt);
    if (server.running && behind > 0) {
      server.nextCycleAt = new Date(
        Date.parse(server.nextCycleAt) + Math.ceil(behind / CYCLE_MS) * CYCLE_MS,
      ).toISOString();
    }
  }
  const reports: CycleReport[] = [];
  for (;;) {
    const next = draft.onPremises.servers
      .filter((server) => server.running && Date.parse(server.nextCycleAt) <= until)
      .sort((one, other) => Date.parse(one.nextCycleAt) - Date.parse(other.nextCycleAt))[0];
    if (next === undefined) return reports;
    const at = Date.parse(next.nextCycleAt);
    next.nextCycleAt = new Date(at + CYCLE_MS).toISOString();
    reports.push(runCycle(draft, next, at));
  }
}

function isDue(tenant: Tenant, now: number): boolean {
  return tenant.onPremises.servers.some((server) => server.running && Date.parse(server.nextCycleAt) <= now);
}
