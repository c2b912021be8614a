// The regular cycles of running servers, and password hash synchronisation between them, take place as tenant time
// passes: those that are due are run before anybody looks, each at its own moment.
import { runHealthJob } from "../arm/health-alerts.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import type { TenantStore } from "../store/tenant-store.js";
import { type CycleReport, nothingAhead, runCycle, runPasswordSync } from "./cycle.js";
import { intervalMs } from "./interval.js";
import { nextPasswordSync, PASSWORD_SYNC_MS, synchronizesPasswords } from "./password-sync.js";

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
  const tasks = dueTasks(draft);
  const reports: CycleReport[] = [];
  for (;;) {
    const next = tasks.reduce<Task | undefined>(
      (first, one) => (one.at <= until && (first === undefined || one.at < first.at) ? one : first),
      undefined,
    );
    if (next === undefined) break;
    const { at, server } = next;
    next.at += step(at, next.every, until);
    if (next.kind === "passwords") {
      runPasswordSync(draft, server, at, ahead);
      continue;
    }
    reports.push(runCycle(draft, server, at, ahead));
    // A cycle brings the passwords too, so that every half hour costs no more than its cycle.
    const passwords = tasks.find((one) => one.kind === "passwords" && one.server === server);
    if (passwords !== undefined) passwords.at = Math.max(passwords.at, at + PASSWORD_SYNC_MS);
  }
  for (const { kind, server, at } of tasks) {
    const moment = new Date(at).toISOString();
    if (kind === "passwords") {
      if (nextPasswordSync(server) !== at) server.nextPasswordSyncAt = moment;
    } else if (Date.parse(server.nextCycleAt) !== at) server.nextCycleAt = moment;
  }
  runHealthJob(draft, until);
  return reports;
}

export function isScheduled(server: Pick<SyncServer, "running" | "suspended">): boolean {
  return server.running && !server.suspended;
}

interface Task {
  readonly kind: "cycle" | "passwords";
  readonly server: SyncServer;
  readonly every: number;
  at: number;
}

/** Of two at the same moment the first is taken: cycles stand before passwords. */
function dueTasks(draft: TenantState): readonly Task[] {
  const { servers } = draft.onPremises;
  const cycles = servers.filter(isScheduled).map((server) => {
    return { kind: "cycle" as const, server, every: intervalMs(server), at: Date.parse(server.nextCycleAt) };
  });
  const passwords = servers.filter(synchronizesPasswords).map((server) => {
    return { kind: "passwords" as const, server, every: PASSWORD_SYNC_MS, at: nextPasswordSync(server) };
  });
  return [...cycles, ...passwords];
}

function step(at: number, every: number, until: number): number {
  const behind = Math.min(SPARSE_MS, until - CAUGHT_UP_MS - at);
  return every * Math.max(1, Math.ceil(behind / every));
}

function isDue(tenant: Tenant, now: number): boolean {
  return tenant.onPremises.servers.some(
    (server) =>
      (isScheduled(server) && Date.parse(server.nextCycleAt) <= now) ||
      (synchronizesPasswords(server) && nextPasswordSync(server) <= now),
  );
}
