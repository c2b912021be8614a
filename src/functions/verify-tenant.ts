// One tenant: the very verify-sync of the command line, and what is new since the last look.
import { conditionsIn, eventsIn, isOpaqueIn, unreadable } from "../alerts/sync-conditions.js";
import { sightOf, type VerifySyncOptions, verifyOnce } from "../commands/verify-sync.js";
import { AadcError, DeadlineError, ServiceError } from "../shapes/errors.js";
import { look } from "../sync/transitions.js";
import { type Job, jobIn } from "./job.js";
import type { Log } from "./log.js";
import { measuresOf } from "./meter.js";
import type { Services } from "./services.js";
import type { TenantSettings } from "./settings/tenant-settings.js";
import { inTurn, type Seen, type Turn } from "./tenant-turn.js";

/** @throws what keeps the tenant from being looked at, where trying again may help: the queue does */
export async function verifyTenant(services: Services, message: unknown, log: Log): Promise<void> {
  const job = jobIn(message);
  const work = { task: "verify", family: "verify", look: (turn: Turn) => lookAt(services, job, turn, log) } as const;
  try {
    await inTurn(services, { tenantId: await services.tenantIdOf(job.tenant), due: job.due }, work, log);
  } finally {
    await services.meter.flush(log);
  }
}

async function lookAt(services: Services, { tenant }: Job, turn: Turn, log: Log): Promise<Seen | null> {
  const { tenantId, state } = turn;
  let settings: TenantSettings | null = null;
  try {
    settings = await services.settingsOf(tenant);
    if (settings === null) {
      log.warn({ event: "tenant-left-out", tenantId });
      return null;
    }
    const { snapshot, result } = await verified(services, turn, settings);
    const { memory, transitions } = look(state.memory, sightOf(snapshot, result));
    const { at, verdict, summary, findings, maintenance } = result;
    log.info({ event: "verify-sync", tenantId, at, verdict, summary });
    for (const { id, severity, result: outcome, evidence, remedy } of findings)
      if (outcome === "fail" || outcome === "unknown")
        log.warn({ event: "finding", tenantId, id, severity, result: outcome, evidence, remedy });
    services.meter.record(measuresOf(result));
    return {
      look: { at, conditions: conditionsIn(result), events: eventsIn(transitions), isOpaque: isOpaqueIn(result) },
      isMuted: maintenance?.muted === true,
      outcome: { at, result },
      memory,
      name: result.tenant.displayName,
    };
  } catch (error) {
    if (!(error instanceof AadcError)) throw error;
    // An end that came from outside is told as what it is.
    turn.lease.signal.throwIfAborted();
    const { code, message, remedy } = error;
    log.error({ event: "verify-sync-failed", tenantId, code, message, remedy });
    const at = new Date(services.now()).toISOString();
    const mayHelp = error instanceof ServiceError || error instanceof DeadlineError;
    return {
      // What may pass by itself is told when the queue has given up.
      look: { at, conditions: mayHelp ? [] : [unreadable(error)], events: [], isOpaque: () => true },
      isMuted: isMuted(settings, services.now()),
      outcome: { at, error: { code, message, remedy } },
      ...(mayHelp ? { failure: error } : {}),
    };
  }
}

async function verified(services: Services, { tenantId, signal }: Turn, settings: TenantSettings) {
  const session = await services.open(tenantId, signal);
  try {
    return await verifyOnce(session, optionsOf(settings));
  } finally {
    await session.close();
  }
}

function optionsOf({ activeServer, minVersion, allowUnknown, maintenanceUntil }: TenantSettings): VerifySyncOptions {
  return {
    failOn: "error",
    allowUnknown,
    ...(activeServer === undefined ? {} : { activeServer }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maintenanceUntil === undefined ? {} : { maintenanceUntil }),
  };
}

/** Whether maintenance goes on. @param now epoch milliseconds */
export function isMuted(settings: TenantSettings | null, now: number): boolean {
  return settings?.maintenanceUntil !== undefined && now < settings.maintenanceUntil;
}
