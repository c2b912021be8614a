// The frame of all work in a tenant: one worker at a time, one look recorded at once and wholly, alerts brought after that.
import { type AlertLook, afterLook } from "../alerts/alerting.js";
import type { TenantLease } from "../changes/tenant-lease.js";
import { DeadlineError, ServiceError } from "../shapes/errors.js";
import type { Memory } from "../sync/transitions.js";
import { deliver, pendingFor } from "./delivery.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";
import type { TenantState } from "./state/tenant-state.js";
import { type Kept, type Outcome, type TenantStore, verdictOf } from "./state/tenant-store.js";

export interface Turn {
  readonly tenantId: string;
  readonly lease: TenantLease;
  readonly state: TenantState;
  /** Ends with the deadline, and with the lease. */
  readonly signal: AbortSignal;
}

/** What a look has come to. */
export interface Seen {
  readonly look: Pick<AlertLook, "conditions" | "events" | "isOpaque"> & { readonly at: string };
  readonly isMuted: boolean;
  readonly outcome?: Outcome;
  readonly memory?: Memory;
  readonly name?: string;
  /** The work is not done: it is thrown once what was seen is recorded, and the queue tries again. */
  readonly failure?: Error;
}

export interface Due {
  readonly tenantId: string;
  /** The moment of the schedule, ISO 8601: what is done up to it, or later, is not done again. */
  readonly due: string;
}

export interface Work {
  /** By which work that is done is told. */
  readonly task: string;
  readonly family: AlertLook["family"];
  /** Null: there is nothing to be seen. */
  readonly look: (turn: Turn) => Promise<Seen | null>;
}

/** Two clocks may differ by as much; what is due later was not put there by this app's schedule. */
const MOST_AHEAD_MS = 3_600_000;
/** A tenant that does not answer must not keep a worker until the host ends it. */
const DEADLINE_MS = 8 * 60_000;
const PRUNE_EVERY_MS = 24 * 3_600_000;

/**
 * Does the work unless it is done already, records what was seen, and tells the channels.
 * @throws what the work throws; {ServiceError} `state-moved-on`; what table and lease throw: nothing is recorded then
 */
export async function inTurn(services: Services, about: Due, work: Work, log: Log): Promise<void> {
  const limit = new AbortController();
  const timer = services.clock.expire(DEADLINE_MS, () => limit.abort(late()));
  try {
    const { tenantId, due } = about;
    const lease = await services.lease(tenantId, limit.signal);
    try {
      const signal = AbortSignal.any([limit.signal, lease.signal]);
      await leased(services, { due, work, log }, { tenantId, lease, signal });
    } finally {
      await lease.release();
    }
  } finally {
    timer.cancel();
  }
}

interface Asked {
  readonly due: string;
  readonly work: Work;
  readonly log: Log;
}

async function leased(services: Services, asked: Asked, turn: Omit<Turn, "state">): Promise<void> {
  const { work, log } = asked;
  const store = services.store(turn.tenantId);
  const kept = await store.read();
  // Taken at its word, a time to come would keep every look up to it from being made.
  const due = Date.parse(asked.due) > services.now() + MOST_AHEAD_MS ? isoNow(services) : asked.due;
  const isDone = (kept.state.doneUpTo[work.task] ?? "") >= due;
  if (isDone) {
    log.info({ event: "done-already", task: work.task, tenantId: turn.tenantId, due });
    await deliver(store, kept, services.channels(log), services.now(), log);
    return;
  }
  const seen = await work.look({ ...turn, state: kept.state });
  // Whoever has the lease by now records what is seen then.
  turn.lease.signal.throwIfAborted();
  if (seen === null) return;
  const recorded = await record(services, store, kept, { ...asked, due }, seen, turn.tenantId);
  const delivered = await deliver(store, recorded, services.channels(log), services.now(), log);
  await prune(services, store, delivered);
  if (seen.failure !== undefined) throw seen.failure;
}

async function record(
  services: Services,
  store: TenantStore,
  kept: Kept,
  { due, work, log }: Asked,
  seen: Seen,
  tenantId: string,
): Promise<Kept> {
  const { state } = kept;
  const name = seen.name ?? state.name;
  const { state: alerts, alerts: fresh } = afterLook(state.alerts, {
    ...{ ...seen.look, family: work.family, tenantId, tenantName: name ?? tenantId, isMuted: seen.isMuted },
  });
  const isDone = seen.failure === undefined;
  const next: TenantState = {
    ...state,
    looks: state.looks + 1,
    memory: seen.memory ?? state.memory,
    alerts,
    pending: [...state.pending, ...pendingFor(fresh, services.channels(log))],
    latest: seen.outcome === undefined ? state.latest : { at: seen.outcome.at, verdict: verdictOf(seen.outcome) },
    doneUpTo: isDone ? { ...state.doneUpTo, [work.task]: due } : state.doneUpTo,
    name,
  };
  const recorded = await store.record(kept, next, {
    alerts: fresh,
    ...(seen.outcome === undefined ? {} : { outcome: seen.outcome }),
  });
  if (recorded !== "conflict") return recorded;
  throw new ServiceError(`Somebody else has recorded a look at the tenant ${tenantId} meanwhile.`, {
    code: "state-moved-on",
    remedy: "It is tried again by itself.",
  });
}

async function prune(services: Services, store: TenantStore, kept: Kept): Promise<void> {
  const now = services.now();
  const { prunedAt } = kept.state;
  if (prunedAt !== null && now - Date.parse(prunedAt) < PRUNE_EVERY_MS) return;
  await store.prune(now - services.retentionMs());
  await store.record(kept, { ...kept.state, prunedAt: isoNow(services) });
}

function isoNow(services: Services): string {
  return new Date(services.now()).toISOString();
}

function late(): DeadlineError {
  return new DeadlineError(`The tenant was not done within ${DEADLINE_MS / 60_000} minutes.`, {
    code: "deadline",
    remedy: "Look at the network and at Microsoft's service health; it is tried again by itself.",
  });
}
