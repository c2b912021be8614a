// What a newcomer asks first: which server, which version and until when, how old, who, bound by what, and what is stale.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import type { ResultOf } from "./result-schemas.js";

type VerifyResult = ResultOf<"verify-sync">;
type Sync = VerifyResult["sync"];
/** A fact of a result: its source does not matter here. */
type Told<T> = { readonly state: "known"; readonly value: T } | { readonly state: "unknown"; readonly reason: string };
type ValueOf<K extends keyof Sync> = Extract<Sync[K], { state: "known" }>["value"];
type Row = readonly [what: string, value: string];

const MOST_NAMES = 5;

/** Rows of label and value; what could not be read says why. */
export function factsOf({ sync }: VerifyResult): readonly Row[] {
  return [
    ["Server", told(sync.activeServer, serverWords)],
    ["Version", told(sync.clientVersion, (version) => versionWords(version, sync.support))],
    ["Last sync", told(sync.lastSync, timeWords)],
    ["Passwords", told(sync.lastPasswordSync, timeWords)],
    ["Identities", told(sync.connectorIdentity, (list) => names(list.map(identityWords)))],
    ["MFA binds", told(sync.connectorIdentity, boundWords)],
    ["Objects", told(sync.syncedCounts, countWords)],
    ["Stale", told(sync.health, staleWords)],
  ];
}

/** What each source saw of servers that export, newest first within one: why a server is said to be active. */
export function signalRows({ sync: { activeServer } }: VerifyResult): readonly Row[] {
  const signals = (activeServer.state === "known" ? activeServer.value.signals : undefined) ?? [];
  return signals.map(({ source, server, at, says }) => [
    { "last-export": "Export", "audit-log": "Audit log", "connect-health": "Health" }[source],
    `${harmless(server)}, ${at === null ? "no time is told" : harmlessMinute(at)}: ${harmlessSentence(says)}`,
  ]);
}

function told<T>(fact: Told<T>, words: (value: T) => string): string {
  return fact.state === "known" ? words(fact.value) : `not known: ${harmlessSentence(fact.reason)}`;
}

function serverWords(active: ValueOf<"activeServer">): string {
  if ("server" in active) return `${harmless(active.server)} is active`;
  if ("reason" in active) return harmlessSentence(active.reason);
  return active.last === null ? "none is active" : `none is active; the last one was ${harmless(active.last)}`;
}

function versionWords(version: string | null, support: Sync["support"]): string {
  if (version === null) return "not told by the service";
  return `${harmless(version)}${support.state === "known" && support.value !== null ? supportWords(support.value) : ""}`;
}

function supportWords({ state, stoppedOn, supportEnds }: NonNullable<ValueOf<"support">>) {
  const until = supportEnds === null ? "" : ` until ${harmless(supportEnds)}`;
  return {
    stopped: `, stopped by Microsoft${stoppedOn === null ? "" : ` on ${harmless(stoppedOn)}`}`,
    recalled: ", recalled by Microsoft",
    "out-of-support": supportEnds === null ? ", out of support" : `, out of support since ${harmless(supportEnds)}`,
    supported: until === "" ? ", supported, no end announced" : `, supported${until}`,
    "newer-than-known": ", newer than what this program knows",
    "not-in-table": ", not in the table of versions",
  }[state];
}

function timeWords(time: string | null): string {
  return time === null ? "never" : harmlessMinute(time);
}

function identityWords({ name, kind, server, enabled }: VerifyIdentity): string {
  const is = { "legacy-user": "legacy user", application: "application", "cloud-sync": "cloud sync" }[kind];
  const of = server === null ? "" : ` of ${harmless(server)}`;
  return `${harmless(name)} (${is}${of}${enabled === false ? ", disabled" : ""})`;
}

type VerifyIdentity = ValueOf<"connectorIdentity">[number];

function boundWords(list: readonly VerifyIdentity[]): string {
  const bound = list.filter(({ boundBy, enabled }) => boundBy.length > 0 && enabled !== false);
  const perhaps = list.filter(
    ({ perhapsBoundBy, boundBy, enabled }) => enabled !== false && boundBy.length === 0 && perhapsBoundBy.length > 0,
  );
  const parts = [
    ...(bound.length === 0 ? [] : [names(bound.map(({ name }) => harmless(name)))]),
    ...(perhaps.length === 0 ? [] : [`perhaps ${names(perhaps.map(({ name }) => harmless(name)))}`]),
  ];
  return parts.length === 0 ? "none of them" : parts.join("; ");
}

function countWords({ users, groups, contacts }: ValueOf<"syncedCounts">): string {
  const more = contacts === null ? "" : `, ${contacts} contacts`;
  return `${users} users, ${groups} groups${more} synchronised`;
}

function staleWords(list: ValueOf<"health">): string {
  const words = { stale: "no uploads any more", "never-reported": "never reported", disabled: "disabled" } as const;
  const stale = list.flatMap(({ name, verdict }) =>
    verdict === "stale" || verdict === "never-reported" || verdict === "disabled"
      ? [`${harmless(name)} (${words[verdict]})`]
      : [],
  );
  return stale.length === 0 ? "nothing in Connect Health" : `${names(stale)} in Connect Health`;
}

function names(list: readonly string[]): string {
  if (list.length === 0) return "none";
  const rest = list.length - MOST_NAMES;
  return `${list.slice(0, MOST_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
