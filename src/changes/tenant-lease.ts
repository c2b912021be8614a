// One at a time for each tenant, among all workers that share a table: a row that says who, and until when. Times are those
// of the table's service, so that no worker's wrong clock takes a lease away.
import { hostname } from "node:os";
import type { Table } from "../cloud/tables.js";
import type { Clock } from "../shapes/clock.js";
import { GuardError, messageOf } from "../shapes/errors.js";
import { minuteOf } from "../shapes/time.js";

/** The turn to ask a tenant's Conditional Access, and to change anything in it. */
export interface TenantLease {
  readonly tenantId: string;
  /** Aborts when somebody else may have the lease by now: whatever is under way must end. */
  readonly signal: AbortSignal;
  /** Gives it back, where it is still ours. Never throws; a second call does nothing. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly table: Table;
  readonly tenantId: string;
  readonly uuid: () => string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait for another holder. */
  readonly waitMs: number;
}

const ROW = "lease";
/** A worker that was killed keeps others waiting for as long. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
/** Before its end whatever is under way must be ended. */
const MARGIN_MS = 5_000;
const POLL_MS = 2_000;

/** @throws {GuardError} `locked` when somebody has it for longer than `waitMs`; what `Table` throws; the signal's reason */
export async function leaseTenant(options: LeaseOptions): Promise<TenantLease> {
  const { table, tenantId, clock, signal } = options;
  const owner = options.uuid();
  const begun = clock.elapsed();
  for (;;) {
    signal.throwIfAborted();
    const found = await table.read(tenantId, ROW);
    const isFree = found === null || found.values["owner"] === owner || untilIn(found.values) <= table.now();
    if (isFree) {
      const values = valuesOf(owner, table.now());
      const made = await table.write(tenantId, [
        found === null ? { insert: ROW, values } : { replace: ROW, values, etag: found.etag },
      ]);
      // Perhaps one's own writing, sent twice: the next look tells.
      if (made === "done") return keptLease(options, owner);
      continue;
    }
    if (clock.elapsed() - begun >= options.waitMs) throw locked(tenantId, found.values);
    await clock.sleep(POLL_MS, signal);
  }
}

/** Who has it; null: nobody. */
export async function holderIn(
  table: Table,
  tenantId: string,
): Promise<{ readonly host: string; readonly pid: number; readonly at: string } | null> {
  const found = await table.read(tenantId, ROW);
  if (found === null || untilIn(found.values) <= table.now()) return null;
  const { host, pid, at } = found.values;
  return { host: String(host), pid: Number(pid), at: String(at) };
}

function keptLease({ table, tenantId, clock }: LeaseOptions, owner: string): TenantLease {
  const lost = new AbortController();
  const ended = new AbortController();
  let until = clock.elapsed() + LEASE_MS;
  // A table that does not answer at all must not keep the holder believing.
  const abandon = () => lost.abort(unrenewed(tenantId, "the table did not answer in time."));
  let timer = clock.expire(LEASE_MS - MARGIN_MS, abandon);
  const renew = async (): Promise<void> => {
    const before = clock.elapsed();
    const found = await table.read(tenantId, ROW);
    if (found?.values["owner"] !== owner) throw taken(tenantId);
    const values = { ...valuesOf(owner, table.now()), at: found.values["at"] ?? "" };
    const made = await table.write(tenantId, [{ replace: ROW, values, etag: found.etag }]);
    if (made !== "done") return;
    until = before + LEASE_MS;
    timer.cancel();
    if (!ended.signal.aborted) timer = clock.expire(until - MARGIN_MS - clock.elapsed(), abandon);
  };
  const keep = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(RENEW_MS, ended.signal);
      try {
        await renew();
      } catch (error) {
        if (ended.signal.aborted) return;
        if (error instanceof GuardError || clock.elapsed() + RENEW_MS >= until) {
          lost.abort(error instanceof GuardError ? error : unrenewed(tenantId, error));
          return;
        }
      }
    }
  };
  // Ends with the release, as an aborted sleep.
  keep().catch(() => undefined);
  return {
    tenantId,
    signal: lost.signal,
    async release() {
      if (ended.signal.aborted) return;
      ended.abort();
      timer.cancel();
      try {
        const found = await table.read(tenantId, ROW);
        if (found?.values["owner"] === owner) await table.removeAsRead(tenantId, found);
      } catch {
        // It ends by itself within a minute.
      }
    },
  };
}

function valuesOf(owner: string, now: number) {
  return {
    owner,
    host: hostname(),
    pid: process.pid,
    at: new Date(now).toISOString(),
    until: new Date(now + LEASE_MS).toISOString(),
  };
}

function untilIn(values: Readonly<Record<string, unknown>>): number {
  const until = Date.parse(String(values["until"]));
  return Number.isNaN(until) ? 0 : until;
}

function locked(tenantId: string, { host, pid, at }: Readonly<Record<string, unknown>>): GuardError {
  const since = minuteOf(Date.parse(String(at)));
  return new GuardError(
    `Another worker is at the tenant ${tenantId} (${String(host)}, process ${String(pid)}, since ${since}).`,
    {
      code: "locked",
      remedy: "It is tried again by itself; a worker that died is forgotten after a minute.",
    },
  );
}

function taken(tenantId: string): GuardError {
  return new GuardError(`Another worker has taken the turn at the tenant ${tenantId}.`, {
    code: "lease-lost",
    remedy: "It is tried again by itself; whatever was begun is found out first.",
  });
}

function unrenewed(tenantId: string, error: unknown): GuardError {
  return new GuardError(`The turn at the tenant ${tenantId} could not be kept: ${messageOf(error)}`, {
    code: "lease-lost",
    remedy: "Look at the storage account; it is tried again by itself, and whatever was begun is found out first.",
    cause: error,
  });
}
