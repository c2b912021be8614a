// Bringing recorded alerts to the channels: at least once each, and marked as brought right after.
import { type Alert, isAtLeast } from "../alerts/alert.js";
import { AadcError, messageOf } from "../shapes/errors.js";
import type { Channel } from "./channels/channel.js";
import type { Log } from "./log.js";
import type { Pending, TenantState } from "./state/tenant-state.js";
import type { Kept, TenantStore } from "./state/tenant-store.js";

/** Who has refused an alert for as long gets it no more: the channel is gone, and what lasts is told again daily. */
const LONGEST_PENDING_MS = 3 * 86_400_000;

/** What the channels are to be told, as far as they let it through. */
export function pendingFor(alerts: readonly Alert[], channels: readonly Channel[]): readonly Pending[] {
  return alerts.flatMap((alert) => {
    const names = channels.filter(({ least }) => isAtLeast(alert.severity, least)).map(({ name }) => name);
    return names.length === 0 ? [] : [{ alert, channels: names }];
  });
}

/**
 * Sends what is pending, oldest first. A process that ends between a sending and its mark sends that one again with the
 * next run; a channel that refuses keeps no other waiting.
 * @param now epoch milliseconds by the service's clock
 */
export async function deliver(
  store: TenantStore,
  kept: Kept,
  channels: readonly Channel[],
  now: number,
  log: Log,
): Promise<Kept> {
  let current = kept;
  for (const { alert, channels: names } of kept.state.pending)
    for (const name of names) {
      const about = { alertId: alert.id, channel: name, tenantId: alert.tenantId };
      if (
        !(await isSettled(
          alert,
          channels.find((one) => one.name === name),
          now,
          { log, about },
        ))
      )
        continue;
      const marked = await store.record(current, without(current.state, alert.id, name));
      if (marked === "conflict") {
        // Somebody else has this tenant now, and goes on with what is pending.
        log.warn({ event: "delivery-left", ...about });
        return store.read();
      }
      current = marked;
    }
  return current;
}

/** @returns whether nothing more is to be done for it: it was taken, or will not be any more */
async function isSettled(
  alert: Alert,
  channel: Channel | undefined,
  now: number,
  { log, about }: { readonly log: Log; readonly about: object },
): Promise<boolean> {
  if (channel === undefined) {
    log.warn({ event: "alert-without-channel", ...about });
    return true;
  }
  try {
    await channel.send(alert);
    log.info({ event: "alert-sent", ...about, kind: alert.kind, severity: alert.severity });
    return true;
  } catch (error) {
    const isOver = now - Date.parse(alert.at) > LONGEST_PENDING_MS;
    const why = error instanceof AadcError ? { code: error.code, remedy: error.remedy } : {};
    log.error({ event: isOver ? "alert-given-up" : "alert-not-sent", ...about, message: messageOf(error), ...why });
    return isOver;
  }
}

function without(state: TenantState, id: string, channel: string): TenantState {
  return {
    ...state,
    pending: state.pending.flatMap((one) => {
      if (one.alert.id !== id) return [one];
      const channels = one.channels.filter((name) => name !== channel);
      return channels.length === 0 ? [] : [{ ...one, channels }];
    }),
  };
}
