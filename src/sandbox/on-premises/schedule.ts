// The regular cycles of running servers take place as tenant time passes: those that are due are run before anybody
// looks, each at its own moment.
import { runHealthJob } from "../arm/health-alerts.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import type { TenantStore } from "../store/tenant-store.js";
import { type CycleReport, nothingAhead, runCycle } from "./cycle.js";
import { parseDuration } from "./duration.js";

export const CYCLE_MS = 30 * 60_000;

/** Every cycle of the last month is caught up with, as much as the logs show … */
const CAUGHT_UP_MS = 30 * 86_400_000;
/** … and of the time before one a week, so that certificates are renewed in a folder that lay about for months. */
const SPARSE_MS = 7 * 86_400_000;

export function runDueCycles(store: TenantStore): void {
  if (!isDue(store.tenant, store.tenantNow())) return;
  store.change((draft) => passTime(draft, store.tenantNow()));
}

/** Runs every cycle that is due until `until` (tenant time, milliseconds), in the order of time. */
export function passTime(draft: TenantState, until: number): readonly CycleReport[] {
  const ahead = nothingAhead();
  const due = draft.onPremises.servers.filter(isScheduled).map((server) => ({
    server,
    every: intervalMs(server),
    at: Date.parse(server.nextCycleAt),
  }));
  const reports: CycleReport[] = [];
  for (;;) {
    const next = due.reduce<(typeof due)[number] | undefined>(
      (first, one) => (one.at <= until && (first === undefined || one.at < first.at) ? one : first),
      undefined,
    );
    if (next === undefined) break;
    reports.push(runCycle(draft, next.server, next.at, ahead));
    next.at += step(next.at, next.every, until);
  }
  for (const { server, at } of due) {
    if (Date.parse(server.nextCycleAt) !== at) server.nextCycleAt = new Date(at).toISOString();
  }
  runHealthJob(draft, until);
  return reports;
}

/** Of the server's schedule; at least half an hour, which is the shortest that the service allows. */
export function intervalMs({ interval }: Pick<SyncServer, "interval">): number {
  return Math.max(CYCLE_MS, parseDuration(interval) ?? CYCLE_MS);
}

export function isScheduled(server: Pick<SyncServer, "running" | "suspended">): boolean {
  return server.running && !server.suspended;
}

function step(at: number, every: number, until: number): number {
  const behind = Math.min(SPARSE_MS, until - CAUGHT_UP_MS - at);
  return every * Math.max(1, Math.ceil(behind / every));
}

function isDue(tenant: Tenant, now: number): boolean {
  return tenant.onPremises.servers.some((server) => isScheduled(server) && Date.parse(server.nextCycleAt) <= now);
}
