// A server right before it is removed: judged once more, among all that are listed by then. Pure.
import { includesId } from "../shapes/ids.js";
import type { HealthServer } from "../tenant/health.js";
import { isAlive, judgeServer, withStaging } from "./judgement.js";
import { type ActiveEntry, isActiveEntry } from "./removal.js";

export interface Anew {
  /** Epoch milliseconds, by every clock that tells: the last answer may be late, and a machine may have slept. */
  readonly times: readonly number[];
  readonly staleAfterMs: number;
  readonly active: ActiveEntry;
  /** Ids of servers that somebody vouches for. */
  readonly vouched: readonly string[];
}

/**
 * Whoever came back stays, and so do all where the active server fell silent: at any of the times. So does the only one of a
 * service that is left by now.
 * @returns null: it may go; else what is against it, as a sentence's end
 */
export function judgedAnew(
  server: HealthServer,
  all: readonly HealthServer[],
  { times, staleAfterMs, active, vouched }: Anew,
): string | null {
  const anew = (one: HealthServer) =>
    times.map((at) => withStaging(judgeServer(one, at, staleAfterMs), active.matches));
  const found = anew(server);
  const alive = found.find(isAlive);
  if (alive !== undefined) return `${server.machineName} is alive again: ${alive.reason}`;
  const doubtful = found.find(({ verdict }) => verdict === "unknown");
  const isVouched = includesId(vouched, server.id);
  if (doubtful !== undefined && !isVouched)
    return `${server.machineName} cannot be judged any more: ${doubtful.reason}`;
  const isActiveAlive = all.some((one) => isActiveEntry(one, active) && anew(one).every(isAlive));
  if (!isActiveAlive) return "Connect Health does not show the active server alive any more";
  const isLast = !all.some((one) => one !== server && one.serviceName === server.serviceName);
  return isLast ? `nothing else is left of the service ${server.serviceName} by now` : null;
}
