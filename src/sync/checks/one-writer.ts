import { describeDuration, parseDuration } from "../../shapes/duration.js";
import type { Judged } from "../judged.js";
import { type Alternation, findAlternation, goingOn, type Turn, turnsOf } from "../writers.js";
import { type Check, cannotTell, type Verdict } from "./check.js";
import { ageLimits } from "./last-sync-age.js";

const DAY_MS = 24 * 3_600_000;
/** Fewer of them show no turns. */
const LEAST_INTERVALS = 2;

export const oneWriter: Check = {
  id: "SYNC-012",
  title: "One writer only",
  why: "Two active servers overwrite each other's values, and nothing in either of them says so.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-staging-server",
  judge: (judged) => {
    const { at, snapshot, identities } = judged;
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (snapshot.writes.state === "unknown") return cannotTell(snapshot.writes);
    if (identities.state === "unknown") return cannotTell(identities);
    const writers = identities.value.filter(({ kind }) => kind !== "cloud-sync");
    if (writers.length === 0 && identities.value.length > 0)
      return {
        result: "not-applicable",
        evidence: "Only Cloud Sync synchronises, and has one identity for all agents.",
      };
    const turns = turnsOf(snapshot.writes.value, writers, at - DAY_MS);
    const newest = turns.at(-1);
    if (newest === undefined) return NOTHING_SEEN;
    const intervalMs = intervalIn(judged);
    const alternation = findAlternation(turns, intervalMs);
    if (alternation !== null && !alternation.over)
      return twoWriters(alternation, goingOn(turns, intervalMs, at) === null);
    const reach = at - Date.parse(snapshot.writes.value.since);
    if (!(reach >= LEAST_INTERVALS * intervalMs))
      return {
        result: "unknown",
        evidence: `The log is so full that it was read back to ${snapshot.writes.value.since} only: ${told(turns)}`,
        remedy: "Run the command again when the export is done.",
      };
    const before = alternation === null ? "" : ` ${inTurns(alternation)}, and not since.`;
    return { result: "pass", evidence: `${told(turns)}${before}` };
  },
};

const NOTHING_SEEN: Verdict = {
  result: "unknown",
  evidence:
    "The audit log shows no write of a sync identity in the last 24 hours: nothing was written, or the log is late.",
  remedy: "Change an attribute of a synchronised user, and look again some hours later.",
};

/** The tenant's, or the usual one. */
function intervalIn({ snapshot: { lastExport } }: Judged): number {
  const interval = lastExport.state === "known" ? (lastExport.value?.interval ?? null) : null;
  return (interval === null ? undefined : parseDuration(interval)) ?? ageLimits(null).warningMs / 3;
}

function twoWriters(alternation: Alternation, silentSince: boolean): Verdict {
  const evidence = `${inTurns(alternation)}.`;
  if (silentSince)
    return {
      result: "unknown",
      evidence: `${evidence} Nothing was seen since: it was stopped, or the log is late.`,
      remedy: "Look at both servers: exactly one may be out of staging mode.",
    };
  return {
    result: "fail",
    evidence: `Two servers are active: ${evidence}`,
    remedy:
      "Put all but one into staging mode, or stop their ADSync service; then run a full synchronisation on the one that stays.",
  };
}

function inTurns({ writers, from, until }: Alternation): string {
  const names = `${writers.slice(0, -1).join(", ")} and ${writers.at(-1) ?? ""}`;
  return `${names} wrote by turns from ${isoOf(from)} to ${isoOf(until)}`;
}

/** Who wrote, and each hand-over: of many the newest. */
function told(turns: readonly Turn[]): string {
  const [newest, ...before] = turns.toReversed();
  if (newest === undefined) return "";
  const writes = turns.reduce((sum, turn) => sum + turn.writes, 0);
  const span = describeDuration(newest.last - (turns[0]?.first ?? newest.last));
  if (before.length === 0)
    return writes === 1
      ? `The only write that was seen is of ${newest.writer}, at ${isoOf(newest.last)}.`
      : `All ${writes} writes that were seen, over ${span}, are of ${newest.writer}; the newest at ${isoOf(newest.last)}.`;
  const earlier = before.slice(0, MOST_HANDOVERS).map(({ writer, last }) => `${writer} until ${isoOf(last)}`);
  return `${newest.writer} writes since ${isoOf(newest.first)}; before, ${earlier.join(", ")}.`;
}

const MOST_HANDOVERS = 3;

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
