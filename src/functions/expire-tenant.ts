// One tenant: what this program has left for a time. Exclusions past their time are taken back, identities in quarantine
// are proven or enabled again, under the guards of the command line. Nothing is deleted.
import type { Condition, Event } from "../alerts/alert.js";
import {
  exclusionConditions,
  exclusionEvents,
  notDone,
  quarantineConditions,
  quarantineEvents,
} from "../alerts/expire-conditions.js";
import type { ChangeOptions, Dialogue } from "../commands/carry-out.js";
import { tendQuarantines } from "../commands/cleanup-accounts.js";
import { mfaExclusionRemove } from "../commands/mfa-exclusion-remove.js";
import type { Session } from "../commands/session.js";
import { AadcError, DeadlineError, PartialError, PermissionError, ServiceError } from "../shapes/errors.js";
import { type Job, jobIn } from "./job.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";
import { inTurn, type Seen, type Turn } from "./tenant-turn.js";
import { isMuted } from "./verify-tenant.js";

const REASON = "scheduled function: the time is over";

/** @throws what may pass by itself: the queue tries again */
export async function expireTenant(services: Services, message: unknown, log: Log): Promise<void> {
  const job = jobIn(message);
  const work = { task: "expire", family: "expire", look: (turn: Turn) => expire(services, job, turn, log) } as const;
  await inTurn(services, { tenantId: await services.tenantIdOf(job.tenant), due: job.due }, work, log);
}

interface Told {
  readonly conditions: readonly Condition[];
  readonly events: readonly Event[];
}

async function expire(services: Services, { tenant }: Job, turn: Turn, log: Log): Promise<Seen | null> {
  const settings = await services.settingsOf(tenant);
  if (settings === null) return null;
  const session = await services.open(turn.tenantId, turn.signal);
  const options: ChangeOptions = {
    dryRun: !services.allowsWrites(),
    journals: services.journals(turn.tenantId, turn.lease),
    reason: REASON,
  };
  const dialogue = dialogueFor(turn.tenantId, log);
  try {
    const parts = [
      await told("exclusions", log, () => exclusions(session, options, dialogue)),
      await told("identities in quarantine", log, () => quarantines(session, options, dialogue, log)),
    ];
    const failed = parts.flatMap((part) => ("failure" in part ? [part.failure] : []));
    const seen = parts.flatMap((part) => ("failure" in part ? [] : [part]));
    return {
      look: {
        at: new Date(services.now()).toISOString(),
        conditions: seen.flatMap(({ conditions }) => conditions),
        events: seen.flatMap(({ events }) => events),
        // Where one part could not be looked at, nothing of it is over.
        isOpaque: () => failed.length > 0,
      },
      isMuted: isMuted(settings, services.now()),
      ...(failed.length === 0 ? {} : { failure: failed[0] }),
    };
  } finally {
    await session.close();
  }
}

async function exclusions(session: Session, options: ChangeOptions, dialogue: Dialogue): Promise<Told> {
  const result = await mfaExclusionRemove(session, { ...options, expired: true }, dialogue);
  return { conditions: exclusionConditions(result), events: exclusionEvents(result) };
}

/** Users only where the identity holds the role that may: without it, applications are looked after all the same. */
async function quarantines(session: Session, options: ChangeOptions, dialogue: Dialogue, log: Log): Promise<Told> {
  const tend = async (types: readonly ("user" | "application")[]): Promise<Told> => {
    const result = await tendQuarantines(session, { ...options, types }, dialogue);
    return { conditions: quarantineConditions(result), events: quarantineEvents(result) };
  };
  try {
    return await tend(["user", "application"]);
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    const { message, remedy } = error;
    log.warn({ event: "applications-only", message, remedy });
    return tend(["application"]);
  }
}

/** What may pass by itself is a failure, for the queue to try again; anything else is told. */
async function told(
  what: string,
  log: Log,
  work: () => Promise<Told>,
): Promise<Told | { readonly failure: AadcError }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AadcError)) throw error;
    const { code, message, remedy } = error;
    log.error({ event: "expire-failed", what, code, message, remedy });
    // What is half done is gone on with.
    if ([ServiceError, DeadlineError, PartialError].some((kind) => error instanceof kind)) return { failure: error };
    return { conditions: [notDone(what, error)], events: [] };
  }
}

/** Nobody is there to ask: that writing is allowed is said in the app's settings. */
function dialogueFor(tenantId: string, log: Log): Dialogue {
  return {
    progress: (line) => log.info({ event: "progress", tenantId, line }),
    approve: async ({ command, plan, planHash, dryRun, warnings }) => {
      const summaries = plan.map(({ summary }) => summary);
      log.info({ event: "plan", tenantId, command, plan: summaries, planHash, dryRun, warnings });
    },
  };
}
