// What Connect Health's own job makes of the servers' state: alerts raised and resolved, silent servers disabled.
import { randomUUID } from "node:crypto";
import {
  type AlertKind,
  EXPIRES_AFTER_MS,
  nextFreshnessJob,
  PASSWORD_HEARTBEAT_MS,
  SILENT_IS_DISABLED_AFTER_MS,
  staleSince,
} from "../laws/health-alerts.js";
import type { HealthAlert } from "../store/state/health.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import type { TenantStore } from "../store/tenant-store.js";
import { isLive, lastUpload, listed, type SyncMember, serverOf } from "./health-members.js";
import { sevenDigits } from "./health-times.js";

/** Resolved alerts are shown for as long as the service keeps data: "retention up to 30 days". */
const KEPT_MS = 30 * 86_400_000;
const MINUTE = 60_000;
/** What is broken on a server whose agent goes on while the engine does not. */
const SYNC_SERVICE_STOPPED = "sync-service-stopped";
/** The result of a run, as the engine writes it. */
const DELETIONS_STOPPED = "stopped-deletion-threshold-exceeded";

/** Brings alerts and disabled servers up to `now`, tenant time in milliseconds; to be called before anybody looks. */
export function keepAlerts(store: TenantStore, now: number): void {
  if (!differs(store.tenant, reviewed(store.tenant, now))) return;
  store.change((draft) => {
    runHealthJob(draft, now);
  });
}

/** The same on a draft, for whoever lets time pass: what was raised and has gone since is not lost then. */
export function runHealthJob(draft: TenantState, now: number): void {
  const review = reviewed(draft, now);
  if (!differs(draft, review)) return;
  draft.health.alerts = [...review.alerts];
  for (const { serviceMemberId, at } of review.silent) {
    const member = draft.health.members.find((one) => one.serviceMemberId === serviceMemberId);
    if (member === undefined) continue;
    member.disabled = true;
    member.lastDisabled = sevenDigits(at);
  }
}

interface Condition {
  readonly kind: AlertKind;
  readonly level: HealthAlert["level"];
  readonly since: number;
}

interface Review {
  readonly alerts: readonly HealthAlert[];
  readonly silent: readonly { readonly serviceMemberId: string; readonly at: number }[];
}

/** A draft that nothing has changed in is written by nobody. */
function differs(tenant: Tenant, { alerts, silent }: Review): boolean {
  const known = tenant.health.alerts;
  const isSame = (alert: HealthAlert, index: number): boolean => {
    const before = known[index];
    return (
      before?.alertId === alert.alertId &&
      before.state === alert.state &&
      before.clearsAt === alert.clearsAt &&
      before.lastUpdated === alert.lastUpdated
    );
  };
  return silent.length > 0 || alerts.length !== known.length || !alerts.every(isSame);
}

function reviewed(tenant: Tenant, now: number): Review {
  const members = listed(tenant.health.members, now);
  const judged = members.filter((one) => !one.disabled);
  const found = new Map(judged.map((member) => [member.serviceMemberId, conditionsOf(tenant, member, now)]));
  const silent = judged.flatMap(({ serviceMemberId }) => {
    const stale = found
      .get(serviceMemberId)
      ?.find((one) => one.kind === "data-not-up-to-date" && one.level === "Error");
    const at = stale === undefined ? undefined : stale.since + SILENT_IS_DISABLED_AFTER_MS;
    return at !== undefined && at < now ? [{ serviceMemberId, at }] : [];
  });
  for (const { serviceMemberId } of silent) found.delete(serviceMemberId);
  const kept = tenant.health.alerts
    .filter((one) => one.resolvedDate === null || Date.parse(one.resolvedDate) + KEPT_MS > now)
    .filter((one) => members.some((member) => member.serviceMemberId === one.serviceMemberId))
    .map((one) => (one.state === "Active" ? followed(tenant, one, found.get(one.serviceMemberId), now) : { ...one }));
  const raised = [...found].flatMap(([serviceMemberId, conditions]) =>
    conditions
      .filter((condition) => !kept.some((one) => isOpen(one, serviceMemberId, condition)))
      .map((condition) => newAlert(serviceMemberId, condition, now)),
  );
  return { alerts: [...kept, ...raised], silent };
}

function isOpen(alert: HealthAlert, serviceMemberId: string, { kind, level }: Condition): boolean {
  return (
    alert.state === "Active" &&
    alert.serviceMemberId === serviceMemberId &&
    alert.kind === kind &&
    alert.level === level
  );
}

function newAlert(serviceMemberId: string, { kind, level, since }: Condition, now: number): HealthAlert {
  return {
    alertId: randomUUID(),
    kind,
    level,
    serviceMemberId,
    state: "Active",
    createdDate: iso(since),
    lastUpdated: iso(now),
    resolvedDate: null,
    clearsAt: null,
  };
}

/** `conditions` are absent for a server that is judged no more. */
function followed(
  tenant: Tenant,
  alert: HealthAlert,
  conditions: readonly Condition[] | undefined,
  now: number,
): HealthAlert {
  if (conditions === undefined) return resolved(alert, "ResolvedByStateChange", now);
  const same = conditions.filter((one) => one.kind === alert.kind);
  if (same.some((one) => one.level === alert.level)) return seenAgain(alert, now);
  if (same.length > 0) return resolved(alert, "ResolvedByStateChange", now);
  if (alert.kind === "data-not-up-to-date") {
    const clearsAt = alert.clearsAt === null ? nextFreshnessJob(now) : Date.parse(alert.clearsAt);
    return clearsAt <= now
      ? resolved(alert, "ResolvedByPositiveResult", clearsAt)
      : { ...alert, clearsAt: iso(clearsAt) };
  }
  const member = tenant.health.members.find((one) => one.serviceMemberId === alert.serviceMemberId);
  if (member !== undefined && isLive(tenant, member, now)) return resolved(alert, "ResolvedByPositiveResult", now);
  // The agent is silent: nobody says that it is well again, nor that it is not.
  const expires = Date.parse(alert.lastUpdated) + EXPIRES_AFTER_MS;
  return expires <= now ? resolved(alert, "ResolvedByTimer", expires) : { ...alert };
}

/** Noted in steps of an hour, so that not every look at the tenant changes it. */
function seenAgain(alert: HealthAlert, now: number): HealthAlert {
  const isOld = now - Date.parse(alert.lastUpdated) >= 60 * MINUTE;
  return { ...alert, clearsAt: null, lastUpdated: isOld ? iso(now) : alert.lastUpdated };
}

function resolved(alert: HealthAlert, state: HealthAlert["state"], at: number): HealthAlert {
  return { ...alert, state, clearsAt: null, lastUpdated: iso(at), resolvedDate: iso(at) };
}

/** What is wrong with a server now, as far as the service knows. */
function conditionsOf(tenant: Tenant, member: SyncMember, now: number): readonly Condition[] {
  const upload = lastUpload(tenant, member, now);
  if (!isLive(tenant, member, now)) return upload === undefined ? [] : stale("Error", staleSince(upload), now);
  return [...partlyStale(tenant, member, now), ...engineConditions(tenant, member, now)];
}

function partlyStale(tenant: Tenant, member: SyncMember, now: number): readonly Condition[] {
  const stalled = tenant.health.stalledUploads.filter((one) => one.serviceMemberId === member.serviceMemberId);
  return stalled.length === 0
    ? []
    : stale("Warning", Math.min(...stalled.map((one) => staleSince(Date.parse(one.since)))), now);
}

function stale(level: HealthAlert["level"], since: number, now: number): readonly Condition[] {
  return since <= now ? [{ kind: "data-not-up-to-date", level, since }] : [];
}

/** What a living agent reports of the engine beside it. */
function engineConditions(tenant: Tenant, member: SyncMember, now: number): readonly Condition[] {
  const server = serverOf(tenant, member);
  if (server === undefined) return [];
  const { lastCycle } = server;
  const conditions: Condition[] = [];
  const stopped = tenant.onPremises.breakages.find(
    (one) => one.kind === SYNC_SERVICE_STOPPED && one.name?.toLowerCase() === server.name.toLowerCase(),
  );
  if (stopped !== undefined) {
    conditions.push({ kind: "sync-service-stopped", level: "Error", since: Date.parse(stopped.since) });
  }
  if (lastCycle !== null && !lastCycle.succeeded) {
    const since = Date.parse(lastCycle.at);
    if (lastCycle.message.startsWith(DELETIONS_STOPPED)) {
      conditions.push({ kind: "deletions-stopped", level: "Warning", since });
    } else if (/sign-in|AADSTS|refused by the service/iu.test(lastCycle.message)) {
      conditions.push({ kind: "authentication-failed", level: "Error", since });
    }
  }
  const heartbeat = tenant.organization.onPremisesLastPasswordSyncDateTime;
  const exports = tenant.synchronization.currentExportData?.clientMachineName === server.name;
  if (
    !server.staging &&
    exports &&
    tenant.synchronization.features["passwordSyncEnabled"] === true &&
    heartbeat !== null
  ) {
    const since = Date.parse(heartbeat) + PASSWORD_HEARTBEAT_MS;
    if (since <= now) conditions.push({ kind: "password-sync-silent", level: "Warning", since });
  }
  return conditions;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
