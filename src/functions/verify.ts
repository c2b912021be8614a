// The schedule: one message for each tenant, so that they are looked at side by side, each by itself.
import type { Timer } from "@azure/functions";
import { messageOf } from "./job.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";

/** @returns the messages, for the queue that the registration names */
export async function queueTenants(
  services: Pick<Services, "tenants" | "clock">,
  due: Pick<Timer, "isPastDue">,
  log: Log,
): Promise<readonly string[]> {
  if (due.isPastDue) log.warn({ event: "schedule-missed" });
  const moment = new Date(services.clock.epoch()).toISOString();
  const tenants = await services.tenants();
  log.info({ event: "queued", tenants: tenants.length, due: moment });
  return tenants.map((tenant) => messageOf({ tenant, due: moment }));
}
