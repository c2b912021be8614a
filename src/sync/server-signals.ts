// What the audit log and Connect Health have seen of servers that export.
import type { Fact } from "../shapes/fact.js";
import type { HealthServer } from "../tenant/health.js";
import type { ServerExport } from "../tenant/health-state.js";
import type { ServerSignal } from "./active-server.js";
import type { Turn } from "./writers.js";

const MOST_OF_EACH = 10;

/**
 * The newest of each writer, newest first. A server in staging mode exports nothing ("Microsoft Entra Connect Sync:
 * Staging server and disaster recovery"), so that whoever writes is, or was then, active.
 */
export function signalsOfWriters(turns: readonly Turn[]): readonly ServerSignal[] {
  const newest = turns.toReversed().filter(({ writer }, index, all) => {
    return all.findIndex((one) => one.writer.toLowerCase() === writer.toLowerCase()) === index;
  });
  return newest.slice(0, MOST_OF_EACH).map(({ writer, last, first, writes }) => ({
    source: "audit-log",
    server: writer,
    at: isoOf(last),
    says: `Its identity wrote ${writes} ${writes === 1 ? "time" : "times"} since ${isoOf(first)}.`,
  }));
}

/** Nothing where Connect Health could not be read: it only confirms. */
export function signalsOfHealth(
  exports: Fact<readonly ServerExport[]>,
  servers: Fact<readonly HealthServer[]>,
): readonly ServerSignal[] {
  if (exports.state === "unknown" || servers.state === "unknown") return [];
  return exports.value
    .flatMap(({ serverId, at }): readonly ServerSignal[] => {
      const server = servers.value.find(({ id }) => id.toLowerCase() === serverId.toLowerCase())?.machineName ?? "";
      return server === ""
        ? []
        : [{ source: "connect-health", server, at, says: "Its last export ended then, by its own Health agent." }];
    })
    .toSorted((a, b) => Date.parse(b.at ?? "") - Date.parse(a.at ?? ""))
    .slice(0, MOST_OF_EACH);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
