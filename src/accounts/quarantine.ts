// How long an identity is in quarantine, and whether synchronisation goes on without it. Pure; only the service's clock counts.
import type { Fact } from "../shapes/fact.js";
import type { QuarantineNote } from "../shapes/identity-change.js";
import { minuteOf } from "../shapes/time.js";
import type { Fleet, IdentityFacts } from "./identity-facts.js";
import { HOUR_MS, momentOf } from "./moments.js";

export interface Quarantine {
  readonly note: QuarantineNote;
  /** The latest that note, journals and audit log tell, epoch milliseconds. */
  readonly since: number;
  /** Whether journal or audit log tells of the disabling, too: the note alone could be anybody's. */
  readonly witnessed: Fact<boolean>;
  readonly proof: Proof;
}

export interface Proof {
  readonly state: "unproven" | "proven" | "worse";
  /** A sentence. */
  readonly because: string;
}

/**
 * Tokens that were issued before live on for an hour or more ("Access tokens in the Microsoft identity platform"): what was
 * synchronised earlier than this after the disabling may have been by them.
 */
const TOKENS_LIVE_MS = 2 * HOUR_MS;

/** Null: it is not in quarantine: enabled, or without a note, or with one of a time that cannot be. */
export function quarantineOf(identity: IdentityFacts, fleet: Fleet): Quarantine | null {
  const { enabled, quarantine, disabledAt } = identity;
  if (enabled.state === "unknown" || enabled.value || quarantine.state === "unknown") return null;
  const note = quarantine.value;
  const noted = momentOf(note?.disabledAt ?? null);
  if (note === null || noted === undefined || noted > fleet.at + HOUR_MS) return null;
  const others = disabledAt.state === "known" ? momentOf(disabledAt.value) : undefined;
  const since = Math.max(noted, others ?? 0);
  return {
    note,
    since,
    witnessed: disabledAt.state === "known" ? { ...disabledAt, value: disabledAt.value !== null } : disabledAt,
    proof: proofOf(since, fleet),
  };
}

/** @param since when it was disabled, epoch milliseconds */
export function proofOf(since: number, fleet: Fleet): Proof {
  const all = [
    heard("synchronisation", fleet.lastSync, since, fleet),
    heard("password synchronisation", fleet.lastPasswordSync, since, fleet),
  ].flatMap((one) => one ?? []);
  const worse = all.find(({ state }) => state === "worse");
  if (worse !== undefined) return worse;
  const open = all.find(({ state }) => state === "unproven");
  if (open !== undefined) return open;
  const { activeServer } = fleet;
  if (activeServer.state === "unknown")
    return { state: "unproven", because: `Which server synchronises is not known: ${activeServer.reason}` };
  if (activeServer.value === null || all.length === 0)
    return { state: "unproven", because: "It is not sure which server synchronises." };
  return { state: "proven", because: all.map(({ because }) => because).join(" ") };
}

/** Null: it is not used. */
function heard(what: string, fact: Fact<string | null>, since: number, { at, silentAfterMs }: Fleet): Proof | null {
  if (fact.state === "unknown")
    return { state: "unproven", because: `When the last ${what} ended is not known: ${fact.reason}` };
  if (fact.value === null)
    return what === "synchronisation" ? { state: "unproven", because: "No synchronisation is known of." } : null;
  const last = momentOf(fact.value) ?? Number.POSITIVE_INFINITY;
  const needed = since + TOKENS_LIVE_MS;
  if (!Number.isFinite(last) || last > at + HOUR_MS)
    return { state: "unproven", because: `The last ${what} is told as ${fact.value}, which cannot be.` };
  if (Math.min(last, at) > needed)
    return {
      state: "proven",
      because: `A ${what} ended at ${minuteOf(last)}, more than two hours after the disabling.`,
    };
  const wasGoingOn = last >= since - silentAfterMs;
  if (wasGoingOn && at - last > silentAfterMs && at > needed)
    return {
      state: "worse",
      because: `No ${what} has ended since ${minuteOf(last)}; the identity was disabled at ${minuteOf(since)}.`,
    };
  return {
    state: "unproven",
    because: `The last ${what} ended at ${minuteOf(last)}; one that ends after ${minuteOf(needed)} counts.`,
  };
}
