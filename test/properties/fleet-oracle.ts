// What must hold of every plan of cleanup-accounts, whoever made it: written from what was asked for, and from nothing else.
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import type { Fact } from "../../src/shapes/fact.js";
import type { IdentityChange } from "../../src/shapes/identity-change.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

export interface Asked {
  readonly quarantineMs: number;
  readonly decommissioned: string | null;
}

function idOf({ target }: IdentityChange): string {
  return "userId" in target ? target.userId : target.servicePrincipalId;
}

const deletes = ({ kind }: IdentityChange) => kind === "delete-sync-user" || kind === "delete-sync-application";
const disables = (one: IdentityChange) => one.kind === "set-identity-enabled" && !one.after.accountEnabled;

export function removes(one: IdentityChange): boolean {
  return deletes(one) || disables(one);
}

/** What is wrong with a plan, in words; nothing: it may be carried out. */
export function wrongWith(changes: readonly IdentityChange[], fleet: Fleet, asked: Asked): readonly string[] {
  const removed = changes.filter(removes);
  const perIdentity = changes.flatMap((change) => {
    const identity = fleet.identities.find(({ id }) => id === idOf(change));
    if (identity === undefined) return ["something that is not there"];
    if (!ours(identity)) return [`${identity.id}: not a server's of this tenant`];
    if (!removes(change)) return [];
    return [...staying(identity, fleet, asked), ...(deletes(change) ? undeletable(identity, fleet, asked) : [])].map(
      (why) => `${identity.id}: ${why}`,
    );
  });
  const twice = removed.filter((one) => removed.some((other) => other !== one && idOf(other) === idOf(one)));
  const left = fleet.identities.filter(
    (one) => couldSynchronise(one) && yes(one.enabled) && !removed.some((gone) => idOf(gone) === one.id),
  );
  return [
    ...perIdentity,
    ...(twice.length > 0 ? ["disabled and deleted at once"] : []),
    ...(removed.length > 0 && left.length === 0 ? ["none stays enabled"] : []),
  ];
}

const value = <T>(fact: Fact<T>): T | undefined => (fact.state === "known" ? fact.value : undefined);
const yes = (fact: Fact<boolean>) => value(fact) === true;
/** Missing: -∞; what is no time may be now: +∞. */
const time = (text: string | null | undefined) =>
  text === null || text === undefined ? Number.NEGATIVE_INFINITY : (readable(text) ?? Number.POSITIVE_INFINITY);
const readable = (text: string) => {
  const moment = /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
};
const machine = (name: string) => name.toLowerCase().replace(/\..*$/, "");
const onSame = (a: string | null, b: string | null | undefined) =>
  typeof a === "string" && typeof b === "string" && a !== "" && machine(a) === machine(b);
const sameInstall = (a: IdentityFacts, b: IdentityFacts) =>
  onSame(a.server, b.server) && a.installation !== null && a.installation === b.installation;

const isCloudSync = ({ name }: IdentityFacts) => /^ADToAADSyncServiceAccount/i.test(name);

function ours(one: IdentityFacts): boolean {
  const isHere = one.type === "user" || (yes(one.ownTenant) && typeof value(one.applicationId) === "string");
  return !isCloudSync(one) && isHere && !one.synced && one.server !== null;
}

/** A person with the role, or an application of one's own, may just as well. */
function couldSynchronise(one: IdentityFacts): boolean {
  return !isCloudSync(one) && !one.synced && (one.type === "user" || yes(one.ownTenant));
}

const lastWrite = (one: IdentityFacts) => time(value(one.writes)?.last);
const wroteThisWeek = (one: IdentityFacts, at: number) =>
  Number.isFinite(lastWrite(one)) && lastWrite(one) >= at - WEEK && lastWrite(one) <= at + HOUR;

/** Whether its server writes with an application for a day, this week still, and it did nothing since that began. */
function isSuperseded(one: IdentityFacts, { identities, exportedBy, at }: Fleet): boolean {
  if (one.type !== "user" || value(one.writes) === undefined) return false;
  return identities.some((heir) => {
    const begun = time(value(heir.writes)?.first);
    const isHeir = heir.type === "application" && sameInstall(heir, one) && yes(heir.ownTenant) && yes(heir.enabled);
    const used = Math.max(lastWrite(one), time(value(one.lastSignIn)));
    const isLast = value(exportedBy)?.toLowerCase() === heir.name.toLowerCase();
    return (
      isHeir && (isLast || wroteThisWeek(heir, at)) && Number.isFinite(begun) && at - begun >= DAY && used <= begun
    );
  });
}

/** Whether this very installation was declared, and not only the name of its server. */
function declaredAs(one: IdentityFacts, name: string | null): "exactly" | "by server" | null {
  if (name === null || one.server === null) return null;
  const own = [one.id, one.name, one.appId, `${one.server}_${one.installation ?? ""}`];
  if (own.some((word) => word?.toLowerCase() === name.toLowerCase())) return "exactly";
  return onSame(one.server, name) ? "by server" : null;
}

/** Why it must stay. */
function staying(one: IdentityFacts, fleet: Fleet, { decommissioned }: Asked): readonly string[] {
  const { identities, at } = fleet;
  const active = value(fleet.activeServer);
  const exporter = value(fleet.exportedBy)?.toLowerCase();
  const declared = declaredAs(one, decommissioned);
  const superseded = isSuperseded(one, fleet);
  const why: string[] = [];
  const must = (holds: boolean, reason: string) => {
    if (!holds) why.push(reason);
  };
  must(typeof active === "string", "no active server known");
  must(exporter !== one.name.toLowerCase(), "it exported last");
  must(value(one.enabled) !== undefined, "enabled or not is unknown");
  must(value(one.writes) !== undefined, "its writes are unknown");
  if (superseded) return why;
  const twins = identities.filter((other) => onSame(other.server, one.server) && !sameInstall(other, one));
  const busyTwins = new Set(twins.filter((other) => wroteThisWeek(other, at)).map(({ installation }) => installation));
  const isOnlyTwin = declared === "exactly" && busyTwins.size > 0;
  must(!onSame(one.server, active) || isOnlyTwin, "its server is the active one");
  must(!(lastWrite(one) >= at - WEEK), "it wrote within a week");
  must(time(value(one.writes)?.since) <= at - WEEK, "its writes are known for less than a week");
  const entries = value(fleet.health)?.filter(({ machineName }) => onSame(machineName, one.server));
  const alive = entries?.filter(({ verdict }) => verdict === "live" || verdict === "staging") ?? [];
  must(alive.length <= (isOnlyTwin ? busyTwins.size : 0), "Health shows its server alive");
  const signIn = time(value(one.lastSignIn));
  if (declared === null) {
    must(entries !== undefined, "Health is unknown");
    must(entries?.every(({ verdict }) => verdict !== "unknown") ?? true, "an entry of its server is unknown");
    must(!(signIn >= at - WEEK), "it signed in within a week");
    must(value(one.lastSignIn) !== undefined || value(one.enabled) === false, "its sign-ins are unknown");
    return why;
  }
  must(declared === "exactly" || twins.length === 0, "two installations have the declared name");
  must(signIn < at - WEEK || signIn <= swapOf(fleet), "it signed in since the swap");
  const last = time(value(fleet.lastSync));
  const isGoingOn = last <= at + HOUR && at - last <= fleet.silentAfterMs;
  const isAnother = identities.some(
    (other) => !sameInstall(other, one) && other.id !== one.id && wroteThisWeek(other, at),
  );
  must(isAnother || (typeof active === "string" && !onSame(one.server, active) && isGoingOn), "no other one works");
  return why;
}

/** The earliest beginning of a turn that the active server may have; not known: a week ago. */
function swapOf({ identities, activeServer, exportedBy, at }: Fleet): number {
  const turns = identities
    .filter(
      (one) => onSame(one.server, value(activeServer)) || one.name.toLowerCase() === value(exportedBy)?.toLowerCase(),
    )
    .map((one) => time(value(one.writes)?.turnSince))
    .filter((moment) => Number.isFinite(moment) && moment <= at + HOUR);
  return turns.length === 0 ? at - WEEK : Math.min(...turns);
}

/** Why it must not be deleted yet. */
function undeletable(one: IdentityFacts, fleet: Fleet, { quarantineMs }: Asked): readonly string[] {
  const note = value(one.quarantine);
  const told = value(one.disabledAt);
  const since = Math.max(time(note?.disabledAt), time(told));
  const synced = time(value(fleet.lastSync));
  const passwords = value(fleet.lastPasswordSync);
  const isProof = (moment: number) => moment > since + 2 * HOUR && moment <= fleet.at + HOUR;
  const rules: readonly (readonly [boolean, string])[] = [
    [value(one.enabled) === false, "it is not known to be disabled"],
    [note !== null && note !== undefined, "no note of a quarantine"],
    [told !== null && told !== undefined, "neither log nor journal tells of the disabling"],
    [fleet.at - since >= quarantineMs, "the quarantine is not over"],
    [fleet.at > since + 2 * HOUR, "two hours are not over"],
    [isProof(synced), "no synchronisation since"],
    [passwords === null || (passwords !== undefined && isProof(time(passwords))), "no password synchronisation since"],
  ];
  return rules.flatMap(([holds, reason]) => (holds ? [] : [reason]));
}
