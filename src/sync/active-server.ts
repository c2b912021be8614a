import { type Fact, known, unknown } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";
import type { LastExport } from "../tenant/synchronization.js";

export type ActiveServer =
  /** One server exports, and nothing contradicts. */
  | { readonly state: "known"; readonly server: string }
  /** Nobody has exported for so long that nobody is active; `last` did before. */
  | { readonly state: "none"; readonly last: string | null; readonly lastSync: string | null }
  /** Signals disagree. */
  | { readonly state: "ambiguous"; readonly reason: string };

export interface ActiveServerSignals {
  readonly lastExport: Fact<LastExport | null>;
  /** End of the last synchronisation, ISO 8601; null: never. */
  readonly lastSync: string | null;
  /** Server in the name of the identity that exported last; null where it does not tell. */
  readonly exportingIdentityServer: string | null;
  /** The service's time, epoch milliseconds. */
  readonly at: number;
  /** A last synchronisation older than this means that nobody synchronises. */
  readonly silentAfterMs: number;
}

/**
 * Which server synchronises. Graph beta names the machine of the last export, but goes on naming it when that machine is
 * dead: only together with a recent cycle does it mean that the server is active.
 */
export function findActiveServer(signals: ActiveServerSignals): Fact<ActiveServer> {
  const { lastExport, lastSync, at, silentAfterMs } = signals;
  if (lastExport.state === "unknown") return lastExport;
  const { source, value } = lastExport;
  const server = value?.machineName ?? null;
  const lastTime = lastSync === null ? null : parseTime(lastSync);
  if (lastTime === undefined)
    return unknown(
      `Graph says that the last synchronisation ended "${lastSync ?? ""}", which is no time.`,
      "Run the command again.",
    );
  const silent = lastTime === null || at - lastTime > silentAfterMs;
  if (silent) return known({ state: "none", last: server, lastSync }, source);
  if (server === null)
    return unknown(
      "Graph does not name the server of the last export, although synchronisation took place.",
      "Wait for the next export; Microsoft fills this property when there is something to export.",
    );
  const other = signals.exportingIdentityServer;
  if (other !== null && !sameServer(other, server))
    return known(
      { state: "ambiguous", reason: `The last export came from ${server}, but with the identity of ${other}.` },
      source,
    );
  return known({ state: "known", server }, source);
}

/** The server of which it is sure that it is active; null: none, or it is not sure. */
export function activeServerIn(verdict: Fact<ActiveServer>): string | null {
  return verdict.state === "known" && verdict.value.state === "known" ? verdict.value.server : null;
}

/** Windows computer names: case does not matter, and a domain suffix may or may not be there. */
export function sameServer(a: string, b: string): boolean {
  const short = (name: string) => (name.split(".")[0] ?? "").toLowerCase();
  return short(a) !== "" && short(a) === short(b);
}
