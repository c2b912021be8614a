// What each identity of a server is: by what it did, by its server, by what Connect Health says. Pure.
import { CLOUD_SYNC_ACCOUNT } from "../knowledge/directory.js";
import { sameServer } from "../shapes/server-name.js";
import { minuteOf } from "../shapes/time.js";
import type { IdentityClass, JudgedIdentity } from "./identity-class.js";
import type { Fleet, IdentityFacts } from "./identity-facts.js";
import { DAY_MS, momentOf, pastMoment, WEEK_MS } from "./moments.js";

/** Nothing that could go is ever guessed: as soon as something that decides is not known, the class is `unknown`. */
export function classify(fleet: Fleet): readonly JudgedIdentity[] {
  return fleet.identities.map((identity) => ({ id: identity.id, ...classOf(identity, fleet) }));
}

type Judged = Omit<JudgedIdentity, "id">;

function classOf(identity: IdentityFacts, fleet: Fleet): Judged {
  return foreign(identity) ?? inUse(identity, fleet) ?? undecided(identity, fleet) ?? idle(identity, fleet);
}

const judged = (one: IdentityClass, because: string, remedy = ""): Judged => ({ class: one, because, remedy });
const open = ({ reason, remedy }: { readonly reason: string; readonly remedy: string }, what: string): Judged =>
  judged("unknown", `${what}: ${reason}`, remedy);

/** What no server of Entra Connect made, or may not be told to be. */
function foreign({ name, type, ownTenant, applicationId, synced }: IdentityFacts): Judged | null {
  if (name.toLowerCase().startsWith(CLOUD_SYNC_ACCOUNT.toLowerCase()))
    return judged("cloud-sync", "It is the account of Microsoft Entra Cloud Sync.");
  if (synced)
    return judged(
      "unknown",
      "It comes from Active Directory itself; Entra Connect makes its accounts in the cloud.",
      "Find out why it holds a role of synchronisation. What Active Directory has is removed there.",
    );
  if (type === "user") return null;
  if (ownTenant.state === "unknown") return open(ownTenant, "Whose application it is is not known");
  if (!ownTenant.value) return judged("first-party", "It is registered in another tenant.");
  if (applicationId.state === "unknown") return open(applicationId, "Its registration could not be read");
  return applicationId.value === null ? judged("first-party", "Its registration is not in this tenant.") : null;
}

function inUse(identity: IdentityFacts, fleet: Fleet): Judged | null {
  const { exportedBy, activeServer } = fleet;
  if (exportedBy.state === "known" && exportedBy.value !== null && isNamed(identity, exportedBy.value))
    return judged("active", "Graph names it for the last export.");
  if (identity.server === null) return withoutServer(identity, fleet);
  const replaced = superseded(identity, fleet);
  if (replaced !== null) return replaced;
  const active = activeServer.state === "known" ? activeServer.value : null;
  if (active === null || !sameServer(identity.server, active)) return null;
  // Of two installations with the name of one server, the one that does nothing is not the active one.
  return othersOfName(identity, fleet).some((one) => surelyActs(one, fleet)) && isIdle(identity, fleet)
    ? judged(
        "standby",
        `${active} synchronises with another installation of that name, and this one may belong to a server of it.`,
        `If it is gone: --decommissioned ${identity.server}_${identity.installation ?? ""}`,
      )
    : judged("active", `It belongs to ${active}, the server that synchronises.`);
}

/** An application of any name, or somebody with the role: nothing tells whose it is. */
function withoutServer({ writes }: IdentityFacts, { at }: Fleet): Judged {
  const last = writes.state === "known" ? momentOf(writes.value.last) : undefined;
  if (last !== undefined && at - last <= WEEK_MS) return judged("active", `It wrote at ${minuteOf(last)}.`);
  return judged(
    "unknown",
    "Its name does not tell its server.",
    "Find out who uses it. What no server uses is removed in the Entra admin center.",
  );
}

/** The user of an installation that synchronises with its application by now. */
function superseded(identity: IdentityFacts, fleet: Fleet): Judged | null {
  if (identity.type !== "user") return null;
  const heir = heirOf(identity, fleet);
  if (heir === null) return null;
  const { begun } = heir;
  const server = identity.server ?? "";
  const { writes, lastSignIn } = identity;
  if (writes.state === "unknown") return open(writes, "What it wrote could not be read");
  const used = Math.max(
    momentOf(writes.value.last) ?? 0,
    lastSignIn.state === "known" ? (momentOf(lastSignIn.value) ?? 0) : 0,
  );
  if (used > begun) return null;
  const from = begun + DAY_MS;
  if (fleet.at < from)
    return judged(
      "standby",
      `${server} synchronises with an application since ${minuteOf(begun)}; it goes back to this user if that fails.`,
      `From ${minuteOf(from)} on it counts as superseded.`,
    );
  return judged("superseded", `${server} synchronises with the application ${heir.name} since ${minuteOf(begun)}.`);
}

/**
 * The application with which the user's own installation writes by now, and since when, epoch milliseconds. One that has
 * written and does so no more is none: the server may have gone back to its user.
 */
export function heirOf(user: IdentityFacts, fleet: Fleet): { readonly name: string; readonly begun: number } | null {
  const { identities, exportedBy, at } = fleet;
  for (const one of identities) {
    const { name, type, writes, enabled, ownTenant } = one;
    if (type !== "application" || !isSameInstallation(one, user) || writes.state === "unknown") continue;
    const isOurs = ownTenant.state === "known" && ownTenant.value;
    const begun = pastMoment(writes.value.first, at);
    const isOn = enabled.state === "known" && enabled.value;
    const isNamedByGraph = exportedBy.state === "known" && exportedBy.value !== null && isNamed(one, exportedBy.value);
    if (isOurs && isOn && begun !== undefined && (surelyActs(one, fleet) || isNamedByGraph)) return { name, begun };
  }
  return null;
}

/** Without these nothing tells whether it may go. */
function undecided(identity: IdentityFacts, { activeServer, health }: Fleet): Judged | null {
  if (activeServer.state === "unknown") return open(activeServer, "Which server synchronises is not known");
  if (activeServer.value === null)
    return judged("unknown", "It is not sure which server synchronises.", "aadc-cloud verify-sync tells why.");
  if (identity.enabled.state === "unknown") return open(identity.enabled, "Whether it is enabled could not be read");
  if (identity.writes.state === "unknown") return open(identity.writes, "What it wrote could not be read");
  return health.state === "unknown" ? open(health, "Connect Health could not be read") : null;
}

/** @param identity of it is known what decides */
function idle(identity: IdentityFacts, fleet: Fleet): Judged {
  const { writes, lastSignIn, enabled } = identity;
  const server = identity.server ?? "";
  const lastly = fleet.at - WEEK_MS;
  const wrote = writes.state === "known" ? momentOf(writes.value.last) : undefined;
  if (wrote !== undefined && wrote >= lastly) return judged("standby", `It wrote at ${minuteOf(wrote)}.`);
  const signedIn = lastSignIn.state === "known" ? momentOf(lastSignIn.value) : undefined;
  if (signedIn !== undefined && signedIn >= lastly)
    return judged("standby", `It signed in at ${minuteOf(signedIn)}: its server may be in staging mode.`);
  const entries = entriesOf(server, fleet);
  const alive = entries.find(({ verdict }) => ["live", "staging", "unknown"].includes(verdict));
  if (alive !== undefined)
    return judged("standby", `Connect Health shows ${alive.machineName} as ${alive.verdict} (${alive.id}).`);
  if (writes.state === "known" && (momentOf(writes.value.since) ?? fleet.at) > lastly)
    return judged(
      "unknown",
      `What it wrote is known only since ${writes.value.since}, and a week counts.`,
      "The log is too long to be read back so far. If its server is gone: --decommissioned",
    );
  if (lastSignIn.state === "unknown" && enabled.state === "known" && enabled.value)
    return judged("unknown", `When it last signed in is not known: ${lastSignIn.reason}`, declared(server));
  // Anybody may have made an account or an application of such a name.
  if (isLeftover(identity))
    return judged(
      "unknown",
      "Its name alone looks like a server's: it holds neither a synchronisation role nor the app role.",
      `Look who made it, and for what. ${declared(server)}`,
    );
  if (entries.length > 0)
    return judged(
      "decommissioned",
      `Connect Health shows ${server} as ${[...new Set(entries.map(({ verdict }) => verdict))].join(" and ")}, and it neither wrote nor signed in for a week.`,
    );
  if (fleet.activeServer.state === "known" && isListed(fleet.activeServer.value ?? "", fleet)) {
    // The wizard makes it before the server signs in for the first time.
    const isNew = signedIn === undefined && enabled.state === "known" && enabled.value;
    return isNew
      ? judged("unknown", "No sign-in of it is known: it may be of a server that is being installed.", declared(server))
      : judged("orphan", `Connect Health knows no server ${server}, and it neither wrote nor signed in for a week.`);
  }
  return judged(
    "unknown",
    "Connect Health lists not even the active server: that it lists this one neither says nothing.",
    declared(server),
  );
}

function declared(server: string): string {
  return `If ${server} is gone: --decommissioned ${server} --reason TEXT`;
}

function isLeftover({ roleIds, hasAppRole }: IdentityFacts): boolean {
  return roleIds.length === 0 && !hasAppRole;
}

export function entriesOf(server: string, { health }: Fleet) {
  return health.state === "known" ? health.value.filter(({ machineName }) => sameServer(machineName, server)) : [];
}

function isListed(server: string, fleet: Fleet): boolean {
  return entriesOf(server, fleet).some(({ verdict }) => verdict === "live" || verdict === "staging");
}

function othersOfName(identity: IdentityFacts, { identities }: Fleet): readonly IdentityFacts[] {
  return identities.filter(
    (one) => sameServer(one.server ?? "", identity.server ?? "") && !isSameInstallation(one, identity),
  );
}

type OfServer = Pick<IdentityFacts, "server" | "installation">;

export function isSameInstallation(a: OfServer, b: OfServer): boolean {
  return a.installation !== null && a.installation === b.installation && sameServer(a.server ?? "", b.server ?? "");
}

/** Wrote within a week, by a time that can be: what others may be judged by. */
export function surelyActs({ writes }: IdentityFacts, { at }: Fleet): boolean {
  const last = writes.state === "known" ? pastMoment(writes.value.last, at) : undefined;
  return last !== undefined && at - last <= WEEK_MS;
}

/** Wrote within a week, or at a time that cannot be. */
export function actsLately({ writes }: IdentityFacts, { at }: Fleet): boolean {
  const last = writes.state === "known" ? momentOf(writes.value.last) : undefined;
  return last !== undefined && at - last <= WEEK_MS;
}

/** Known not to have written for a week, and not known to have signed in. */
function isIdle(identity: IdentityFacts, fleet: Fleet): boolean {
  const { writes, lastSignIn } = identity;
  if (writes.state === "unknown" || actsLately(identity, fleet)) return false;
  const signedIn = lastSignIn.state === "known" ? momentOf(lastSignIn.value) : undefined;
  return signedIn === undefined || fleet.at - signedIn > WEEK_MS;
}

/** By user principal name, display name, client id or object id. */
export function isNamed({ name, appId, id }: IdentityFacts, text: string): boolean {
  return [name, appId, id].some((one) => one?.toLowerCase() === text.trim().toLowerCase());
}
