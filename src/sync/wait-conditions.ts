// What `--wait-for` waits for, and whether it holds. Pure.
import { compareVersions, isVersion } from "../knowledge/version-numbers.js";
import type { Fact } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import { parseTime } from "../shapes/time.js";
import { activeServerIn } from "./active-server.js";
import type { Sight } from "./transitions.js";

export type WaitCondition =
  | { readonly kind: "active"; readonly server: string }
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "synced" }
  | { readonly kind: "password-synced" }
  | { readonly kind: "check"; readonly id: string }
  /** That synchronisation goes on without this disabled identity. */
  | { readonly kind: "proven"; readonly identity: string };

/** What a look at the tenant tells by itself; who is waited for otherwise is looked at besides. */
export type SightCondition = Exclude<WaitCondition, { readonly kind: "proven" }>;

/** Whether something that is waited for holds at one look, and what was seen. */
export interface Held {
  /** As it is typed. */
  readonly condition: string;
  readonly holds: boolean;
  readonly evidence: string;
}

export function textOfCondition(condition: WaitCondition): string {
  switch (condition.kind) {
    case "active":
      return `active=${condition.server}`;
    case "version":
      return `version=${condition.version}`;
    case "check":
      return condition.id;
    case "proven":
      return `proven=${condition.identity}`;
    default:
      return condition.kind;
  }
}

/** @param since the service's time when the wait began, epoch milliseconds */
export function judgeCondition(condition: SightCondition, sight: Sight, since: number): Held {
  return { condition: textOfCondition(condition), ...judged(condition, sight, since) };
}

function judged(condition: SightCondition, sight: Sight, since: number): Omit<Held, "condition"> {
  const { organization, lastPasswordSync, lastExport } = sight.snapshot;
  switch (condition.kind) {
    case "active":
      return activeHeld(condition.server, sight);
    case "version":
      return ofFact(lastExport, (value) => versionHeld(condition.version, value?.clientVersion ?? null));
    case "synced":
      return endedSince("synchronisation", organization.value.lastSync, since);
    case "password-synced":
      return ofFact(lastPasswordSync, (time) => endedSince("password synchronisation", time, since));
    case "check":
      return checkHeld(condition.id, sight);
  }
}

function activeHeld(server: string, { activeServer: verdict }: Sight): Omit<Held, "condition"> {
  const active = activeServerIn(verdict);
  if (active !== null) return { holds: sameServer(active, server), evidence: `${active} is the active server.` };
  return ofFact(verdict, (value) => ({
    holds: false,
    evidence: "reason" in value ? value.reason : "No server is active.",
  }));
}

function versionHeld(least: string, version: string | null): Omit<Held, "condition"> {
  if (version === null || !isVersion(version))
    return { holds: false, evidence: "Graph does not tell the version of the last export." };
  return { holds: compareVersions(version, least) >= 0, evidence: `The last export came from version ${version}.` };
}

function endedSince(what: string, time: string | null, since: number): Omit<Held, "condition"> {
  const ended = time === null ? undefined : parseTime(time);
  if (ended === undefined) return { holds: false, evidence: `No ${what} is known.` };
  return { holds: ended > since, evidence: `The last ${what} ended at ${time ?? ""}.` };
}

function checkHeld(id: string, { findings }: Sight): Omit<Held, "condition"> {
  const finding = findings.find((one) => one.id === id);
  if (finding === undefined) return { holds: false, evidence: "The check was not made." };
  const word = finding.result === "fail" ? finding.severity : finding.result;
  return { holds: finding.result === "pass", evidence: `${word}: ${finding.evidence}` };
}

/** What could not be read never holds. */
function ofFact<T>(fact: Fact<T>, judge: (value: T) => Omit<Held, "condition">): Omit<Held, "condition"> {
  return fact.state === "known" ? judge(fact.value) : { holds: false, evidence: `Not known: ${fact.reason}` };
}
