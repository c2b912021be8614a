// Messages that failed as often as they may: somebody must know that a tenant is not looked at.
import { createHash } from "node:crypto";
import { notDone } from "../alerts/expire-conditions.js";
import { unreadable } from "../alerts/sync-conditions.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import { type Job, jobIn } from "./job.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";
import { inTurn, type Seen } from "./tenant-turn.js";

type Task = "verify" | "expire";

/** Partition of what belongs to no tenant. */
const APP = "app";

/** @throws what table and lease throw: the queue tries again */
export async function poison(services: Services, task: Task, message: unknown, log: Log): Promise<void> {
  const text = JSON.stringify(message ?? null);
  log.error({ event: "poison", task, message: text.slice(0, 500) });
  const job = knownJob(message);
  const at = () => new Date(services.now()).toISOString();
  const seen = (news: Pick<Seen["look"], "conditions" | "events">): Seen => ({
    look: { at: at(), ...news, isOpaque: () => true },
    isMuted: false,
  });
  if (job === null) {
    const id = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const work = { task: `poison-${id}`, family: "poison", look: async () => seen(strayMessage(id, task)) } as const;
    await inTurn(services, { tenantId: APP, due: at() }, work, log);
    return;
  }
  const tenantId = await services.tenantIdOf(job.tenant).catch(() => partitionFor(job.tenant));
  try {
    const failure = await lastFailure(services, tenantId);
    const condition = task === "verify" ? unreadable(failure) : notDone("what was left for a time", failure);
    // Under the work's own name: what a later message has done since is not told as if it had failed.
    const work = { task, family: task, look: async () => seen({ conditions: [condition], events: [] }) } as const;
    await inTurn(services, { tenantId, due: job.due }, work, log);
  } catch (error) {
    if (!(error instanceof GuardError && error.code === "state-unreadable")) throw error;
    // Where the tenant's own state keeps it from being told, the app's does not.
    const conditions = [{ ...unreadable(error), key: `state-unreadable:${tenantId}` }];
    const look = async () => seen({ conditions, events: [] });
    const appsOwn = { task: `state-of-${tenantId}`, family: "poison", look } as const;
    await inTurn(services, { tenantId: APP, due: job.due }, appsOwn, log);
  }
}

function strayMessage(id: string, task: Task): Pick<Seen["look"], "conditions" | "events"> {
  return {
    conditions: [],
    events: [
      {
        key: `message-${id}`,
        severity: "warning",
        title: "A message on a queue could not be understood",
        text: `It was on the queue for ${task}, and is in the app's log.`,
        remedy: "Look who else may write to the app's queues.",
      },
    ],
  };
}

/** Why, by the latest try that came to be recorded. */
async function lastFailure(services: Services, tenantId: string) {
  const latest = await services.store(tenantId).latest();
  if (latest !== null && "error" in latest) return latest.error;
  return {
    code: "poison",
    message: "It was tried several times, and failed each time.",
    remedy: "Look at the app's log, where the reason is.",
  };
}

/** A domain that nobody resolves; what a key of a table may not hold is left out. */
function partitionFor(tenant: string): string {
  return tenant.toLowerCase().replace(/[^\da-z.-]/g, "_");
}

function knownJob(message: unknown): Job | null {
  try {
    return jobIn(message);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
