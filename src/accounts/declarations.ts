// Servers that somebody declares to be gone: whose identities may go although nothing in the tenant says so.
import { GuardError, UsageError } from "../shapes/errors.js";
import { sameServer } from "../shapes/server-name.js";
import { minuteOf } from "../shapes/time.js";
import type { JudgedIdentity } from "./identity-class.js";
import { actsLately, entriesOf, isNamed, isSameInstallation, surelyActs } from "./identity-classes.js";
import type { Fleet, IdentityFacts } from "./identity-facts.js";
import { momentOf, pastMoment, WEEK_MS } from "./moments.js";
import { isSaid } from "./said-active.js";

/**
 * `standby` and `unknown` identities of these servers become `decommissioned`.
 * @param name of a server, `SERVER_twelvedigits`, or of an identity
 * @throws {UsageError} for a name that fits nothing; {GuardError} where the tenant shows that the server is not gone, or
 * cannot show that it is not
 */
export function declare(fleet: Fleet, judged: readonly JudgedIdentity[], name: string): readonly JudgedIdentity[] {
  const meant = meantBy(name, fleet);
  return judged.map((one) => {
    const identity = meant.find(({ id }) => id === one.id);
    if (identity === undefined) return one;
    if (["decommissioned", "orphan", "superseded"].includes(one.class)) return one;
    refuseUnlessGone(identity, one, { fleet, exactly: !sameServer(name, identity.server ?? "") });
    return { ...one, class: "decommissioned", because: `Its server was declared to be gone (${name}).`, remedy: "" };
  });
}

/** Whether any identity is of that name, or of a server of that name. */
export function isDeclarable(fleet: Fleet, name: string): boolean {
  return exactlyNamed(fleet, name).length > 0 || ofServerNamed(fleet, name).length > 0;
}

function exactlyNamed({ identities }: Fleet, name: string): readonly IdentityFacts[] {
  return identities.filter((one) => isNamed(one, name) || isInstallation(one, name));
}

function ofServerNamed({ identities }: Fleet, name: string): readonly IdentityFacts[] {
  return identities.filter(({ server }) => server !== null && sameServer(server, name));
}

function meantBy(name: string, fleet: Fleet): readonly IdentityFacts[] {
  const exactly = exactlyNamed(fleet, name);
  if (exactly.length > 0) return exactly;
  const ofServer = ofServerNamed(fleet, name);
  const installations = [...new Set(ofServer.map((one) => `${one.server ?? ""}_${one.installation ?? ""}`))];
  if (installations.length > 1)
    throw new GuardError(`There are ${installations.length} installations on servers named ${name}.`, {
      code: "ambiguous-server",
      remedy: `Name the one that is gone: ${installations.join(", ")}`,
    });
  if (ofServer.length === 0)
    throw new UsageError(`No identity belongs to a server ${name}.`, {
      code: "unknown-server",
      remedy: "aadc-cloud cleanup-accounts lists the identities with their servers.",
    });
  return ofServer;
}

function isInstallation({ server, installation }: IdentityFacts, text: string): boolean {
  return installation !== null && `${server ?? ""}_${installation}`.toLowerCase() === text.trim().toLowerCase();
}

interface About {
  readonly fleet: Fleet;
  /** This very installation was named, not only its server. */
  readonly exactly: boolean;
}

function notGone({ name }: IdentityFacts, code: string, why: string, remedy: string): GuardError {
  return new GuardError(`${name} cannot be declared decommissioned: ${why}`, { code, remedy });
}

function refuseUnlessGone(identity: IdentityFacts, { class: found, because }: JudgedIdentity, about: About): void {
  const { fleet } = about;
  if (found !== "standby" && found !== "unknown")
    throw notGone(
      identity,
      `identity-${found}`,
      because,
      "An identity in use, or one that no server of yours made, stays.",
    );
  if (identity.synced || identity.server === null)
    throw notGone(
      identity,
      "not-a-servers",
      "nothing tells that it belongs to a server of Entra Connect.",
      "Find out who uses it. What no server uses is removed in the Entra admin center.",
    );
  const { ownTenant } = identity;
  if (ownTenant.state === "unknown")
    throw notGone(identity, "owner-unknown", `whose it is could not be read: ${ownTenant.reason}`, ownTenant.remedy);
  const { writes } = identity;
  if (writes.state === "unknown")
    throw notGone(identity, "writes-unknown", `what it wrote could not be read: ${writes.reason}`, writes.remedy);
  const reaches = momentOf(writes.value.since) ?? Number.POSITIVE_INFINITY;
  if (reaches > fleet.at - WEEK_MS)
    throw notGone(
      identity,
      "writes-unknown",
      `what it wrote is known only since ${minuteOf(reaches)}, and a week counts.`,
      "Where the log is too long for that, disable the identity in the Entra admin center, and look again in a week.",
    );
  if (actsLately(identity, fleet)) {
    const last = momentOf(writes.value.last) ?? fleet.at;
    throw notGone(
      identity,
      "wrote-lately",
      `it wrote at ${minuteOf(last)}.`,
      `Shut its server down; from ${minuteOf(last + WEEK_MS)} on it can be.`,
    );
  }
  const alive = aliveEntries(identity, about);
  if (alive.length > 0)
    throw notGone(
      identity,
      "server-live",
      `Connect Health shows its server alive (${alive.map(({ id, verdict }) => `${verdict}, ${id}`).join("; ")}).`,
      "Shut the server or its Health agent down, and look again when its data is older than two days.",
    );
  if (isSiblingInUse(identity, fleet))
    throw notGone(
      identity,
      "server-in-use",
      "its server synchronises.",
      "The user of a server that writes with its application goes by itself, as superseded, a day after its first write.",
    );
  if (!anotherWorks(identity, fleet))
    throw notGone(
      identity,
      "nobody-else",
      "no other identity is known to have synchronised within a week.",
      "Activate the new server first, and let it synchronise: aadc-cloud verify-sync shows when it does.",
    );
}

/** Entries that other installations of the same name account for are not this one's, once it was named exactly. */
function aliveEntries(identity: IdentityFacts, { fleet, exactly }: About) {
  const alive = entriesOf(identity.server ?? "", fleet).filter(
    ({ verdict }) => verdict === "live" || verdict === "staging",
  );
  if (!exactly) return alive;
  const inUse = fleet.identities.filter(
    (one) =>
      sameServer(one.server ?? "", identity.server ?? "") &&
      !isSameInstallation(one, identity) &&
      surelyActs(one, fleet),
  );
  return alive.slice(new Set(inUse.map(({ installation }) => installation)).size);
}

/** Another identity of the same installation writes, or the active server has this name and no other installation. */
function isSiblingInUse(identity: IdentityFacts, fleet: Fleet): boolean {
  const { activeServer, identities } = fleet;
  const siblings = identities.filter((one) => one.id !== identity.id && isSameInstallation(one, identity));
  if (siblings.some((one) => actsLately(one, fleet))) return true;
  if (activeServer.state === "unknown" || !sameServer(activeServer.value ?? "", identity.server ?? "")) return false;
  return !identities.some(
    (one) =>
      sameServer(one.server ?? "", identity.server ?? "") &&
      !isSameInstallation(one, identity) &&
      surelyActs(one, fleet),
  );
}

/** What was only said of the active server is no sign that it works. */
function anotherWorks(identity: IdentityFacts, fleet: Fleet): boolean {
  if (
    fleet.identities.some(
      (one) => !isSameInstallation(one, identity) && one.id !== identity.id && surelyActs(one, fleet),
    )
  )
    return true;
  const { activeServer, lastSync, at, silentAfterMs } = fleet;
  if (activeServer.state === "unknown" || activeServer.value === null || lastSync.state === "unknown") return false;
  if (isSaid(activeServer)) return false;
  const last = pastMoment(lastSync.value, at);
  return !sameServer(activeServer.value, identity.server ?? "") && last !== undefined && at - last <= silentAfterMs;
}
