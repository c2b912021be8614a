import { type Fact, known, type Source, unknown } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import { parseTime } from "../shapes/time.js";
import type { LastExport } from "../tenant/synchronization.js";

/** What one source says about who is active. */
export interface ServerSignal {
  readonly source: "last-export" | "audit-log" | "connect-health";
  readonly server: string;
  /** ISO 8601; null: the source does not say when. */
  readonly at: string | null;
  readonly says: string;
}

/** Absent: only the last export was asked. */
interface Signalled {
  readonly signals?: readonly ServerSignal[];
}

export type ActiveServer =
  /** One server exports, and nothing contradicts. */
  | ({ readonly state: "known"; readonly server: string } & Signalled)
  /** The same, and a second source that does not depend on the first says so. */
  | ({ readonly state: "confirmed"; readonly server: string } & Signalled)
  /** Nobody has exported for so long that nobody is active; `last` did before. */
  | ({ readonly state: "none"; readonly last: string | null; readonly lastSync: string | null } & Signalled)
  /** Signals disagree. */
  | ({ readonly state: "ambiguous"; readonly reason: string } & Signalled)
  /** They write by turns. */
  | ({ readonly state: "several"; readonly servers: readonly string[]; readonly reason: string } & Signalled);

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
  /** What other sources have seen of servers that export: the newest of each. Sign-ins are none, staging servers sign in. */
  readonly others?: readonly ServerSignal[];
  /** Servers that go on writing by turns. */
  readonly alternating?: readonly string[];
  /**
   * Where the last export cannot be read, as by an application, the others may tell by themselves: what they were read by.
   * Without it they only confirm or contradict, as where something is deleted on the strength of it.
   */
  readonly othersTell?: Source;
}

/** Times of the directory, of its log and of the servers' own clocks differ by so much without a meaning. */
const CLOCKS_AGREE_WITHIN_MS = 5 * 60_000;
/** Who exported no longer than this before the last cycle ended has made that cycle. A swap by hand takes longer. */
const SAME_CYCLE_MS = 60_000;

/**
 * Which server synchronises. Graph beta names the machine of the last export, but goes on naming it when that machine is
 * dead: only together with a recent cycle does it mean that the server is active.
 *
 * What other sources say confirms it while it is recent. Silence contradicts nothing (a quiet tenant writes nothing, and
 * logs come late), nor do another server's writes before the last cycle: that server may have handed over since. But the
 * last cycle is not the named server's where another one exported at its end, and nothing as late tells of the named one:
 * a cycle without changes leaves the name of the last export as it is.
 */
export function findActiveServer(signals: ActiveServerSignals): Fact<ActiveServer> {
  const { lastExport, lastSync, at, silentAfterMs, alternating = [], othersTell } = signals;
  if (lastExport.state === "unknown" && othersTell === undefined) return lastExport;
  const source = lastExport.state === "known" ? lastExport.source : (othersTell ?? { request: "" });
  const value = lastExport.state === "known" ? lastExport.value : null;
  const server = value?.machineName ?? null;
  const told = signals.others === undefined ? {} : { signals: [...exportSignal(value, lastSync), ...signals.others] };
  const lastTime = lastSync === null ? null : parseTime(lastSync);
  if (lastTime === undefined)
    return unknown(
      `Graph says that the last synchronisation ended "${lastSync ?? ""}", which is no time.`,
      "Run the command again.",
    );
  const silent = lastTime === null || at - lastTime > silentAfterMs;
  if (silent) return known({ state: "none", last: server, lastSync, ...told }, source);
  if (alternating.length > 0)
    return known(
      { state: "several", servers: alternating, reason: `${inWords(alternating)} write by turns.`, ...told },
      source,
    );
  if (lastExport.state === "unknown") return toldByOthers(signals, lastExport, lastTime, source);
  if (server === null)
    return unknown(
      "Graph does not name the server of the last export, although synchronisation took place.",
      "Wait for the next export; Microsoft fills this property when there is something to export.",
    );
  const reason = contradiction(server, lastTime, signals);
  if (reason !== null) return known({ state: "ambiguous", reason, ...told }, source);
  return known({ state: isConfirmed(server, signals) ? "confirmed" : "known", server, ...told }, source);
}

/** The server of which it is sure that it is active; null: none, or it is not sure. */
export function activeServerIn(verdict: Fact<ActiveServer>): string | null {
  return verdict.state === "known" ? serverIn(verdict.value) : null;
}

/** The same of a verdict. */
export function serverIn(active: ActiveServer): string | null {
  return active.state === "known" || active.state === "confirmed" ? active.server : null;
}

function exportSignal(value: LastExport | null, lastSync: string | null): readonly ServerSignal[] {
  const server = value?.machineName ?? null;
  if (server === null) return [];
  return [{ source: "last-export", server, at: lastSync, says: "Graph (beta) names it for the last export." }];
}

/** Why it cannot be that `server` alone is active. */
function contradiction(
  server: string,
  lastSync: number,
  { exportingIdentityServer: other, others = [] }: ActiveServerSignals,
): string | null {
  if (other !== null && !sameServer(other, server))
    return `The last export came from ${server}, but with the identity of ${other}.`;
  const own = Math.max(...others.filter((one) => sameServer(one.server, server)).map(timeOf), Number.NEGATIVE_INFINITY);
  const later = others.find((one) => {
    if (sameServer(one.server, server)) return false;
    const time = timeOf(one);
    return time > lastSync + CLOCKS_AGREE_WITHIN_MS || (time >= lastSync - SAME_CYCLE_MS && time > own);
  });
  if (later === undefined) return null;
  const when = `${later.at ?? ""} (${SOURCES[later.source]})`;
  return timeOf(later) > lastSync + CLOCKS_AGREE_WITHIN_MS
    ? `The last export came from ${server}, whose cycle ended ${new Date(lastSync).toISOString()}, but ${later.server} has exported since: ${when}.`
    : `Graph names ${server} for the last export, but the cycle that ended ${new Date(lastSync).toISOString()} is that of ${later.server}, which exported ${when}.`;
}

/** By a source whose newest word is about this server, and not old. */
function isConfirmed(server: string, { others = [], at, silentAfterMs }: ActiveServerSignals): boolean {
  const recent = others.filter((one) => at - timeOf(one) <= silentAfterMs);
  const newest = (["audit-log", "connect-health"] as const).flatMap((source) =>
    recent
      .filter((one) => one.source === source)
      .toSorted((a, b) => timeOf(b) - timeOf(a))
      .slice(0, 1),
  );
  return newest.length > 0 && newest.every((one) => sameServer(one.server, server));
}

/**
 * Whoever exported last is active as long as cycles end: a server in staging mode exports nothing, and this is what Graph's
 * name of the last export means, too. That nobody else has exported since, the audit log tells, where every export leaves
 * its writes; Connect Health only of servers whose agent lives, so that its word counts where it is of the last cycle.
 */
function toldByOthers(
  signals: ActiveServerSignals,
  unread: Extract<Fact<never>, { readonly state: "unknown" }>,
  lastSync: number,
  source: Source,
): Fact<ActiveServer> {
  const { others = [] } = signals;
  const newest = others.toSorted((a, b) => timeOf(b) - timeOf(a));
  const inLastCycle = newest.filter((one) => timeOf(one) >= lastSync - SAME_CYCLE_MS);
  const first = inLastCycle[0] ?? newest[0];
  if (first === undefined || (inLastCycle.length === 0 && first.source !== "audit-log"))
    return unknown(
      `${unread.reason} Audit log and Connect Health were asked instead: ${first === undefined ? "they have seen no export" : `the last export that they saw is ${first.server}'s, at ${first.at ?? ""}`}.`,
      unread.remedy,
    );
  const other = inLastCycle.find(({ server }) => !sameServer(server, first.server));
  if (other !== undefined) {
    const reason = `In the last cycle, which ended ${new Date(lastSync).toISOString()}, both ${first.server} (${SOURCES[first.source]}) and ${other.server} (${SOURCES[other.source]}) exported.`;
    return known({ state: "ambiguous", reason, signals: others }, source);
  }
  const isConfirmed = new Set(inLastCycle.map((one) => one.source)).size > 1;
  return known({ state: isConfirmed ? "confirmed" : "known", server: first.server, signals: others }, source);
}

const SOURCES: Readonly<Record<ServerSignal["source"], string>> = {
  "last-export": "Graph",
  "audit-log": "audit log",
  "connect-health": "Connect Health",
};

function timeOf({ at }: ServerSignal): number {
  return parseTime(at ?? "") ?? Number.NEGATIVE_INFINITY;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
