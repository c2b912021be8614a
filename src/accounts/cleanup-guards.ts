// What must hold before an identity is disabled or deleted. No option opens these.
import { GuardError } from "../shapes/errors.js";
import { sameServer } from "../shapes/server-name.js";
import { minuteOf } from "../shapes/time.js";
import type { IdentityClass, JudgedIdentity } from "./identity-class.js";
import { entriesOf, heirOf, isNamed } from "./identity-classes.js";
import type { Fleet, IdentityFacts } from "./identity-facts.js";
import { DAY_MS, momentOf, pastMoment, WEEK_MS } from "./moments.js";

const REMOVABLE: readonly IdentityClass[] = ["superseded", "decommissioned", "orphan"];

export function isRemovable(one: IdentityClass): boolean {
  return REMOVABLE.includes(one);
}

/** @throws {GuardError} */
export function guardIdentity(identity: IdentityFacts, judged: JudgedIdentity, fleet: Fleet): void {
  const { name } = identity;
  if (!isRemovable(judged.class))
    throw new GuardError(`${name} is ${WORDS[judged.class]}: ${judged.because}`, {
      code: `identity-${judged.class}`,
      remedy: judged.remedy === "" ? "It stays. aadc-cloud cleanup-accounts shows which may go." : judged.remedy,
    });
  const { activeServer } = fleet;
  if (activeServer.state === "unknown" || activeServer.value === null)
    throw new GuardError("No server is known to be active, so nothing is disabled or deleted.", {
      code: "no-active-server",
      remedy:
        activeServer.state === "unknown"
          ? `Say which one it is with --active-server NAME, or make it readable: ${activeServer.remedy}`
          : "Activate the new server first, and let it synchronise: aadc-cloud verify-sync shows when it does.",
    });
  refuseActivity(identity, judged, fleet);
  if (judged.class !== "superseded") refuseLiveServer(identity, fleet);
}

const WORDS: Readonly<Record<IdentityClass, string>> = {
  active: "active",
  standby: "standing by",
  superseded: "superseded",
  decommissioned: "decommissioned",
  orphan: "an orphan",
  "cloud-sync": "of Cloud Sync",
  "first-party": "not this tenant's",
  unknown: "not known well enough",
};

/** What it did since another took over: for sign-ins of a week at most, since a server may be kept in staging mode after that. */
function refuseActivity(identity: IdentityFacts, { class: found }: JudgedIdentity, fleet: Fleet): void {
  const swap = found === "superseded" ? takenOver(identity, fleet) : swapOf(fleet);
  const { name, writes, lastSignIn } = identity;
  const wrote = writes.state === "known" ? momentOf(writes.value.last) : undefined;
  if (wrote !== undefined && wrote > swap)
    throw new GuardError(`${name} wrote at ${minuteOf(wrote)}, after another had taken over (${minuteOf(swap)}).`, {
      code: "wrote-since-swap",
      remedy: "Its server still synchronises: stop it, and look at aadc-cloud verify-sync.",
    });
  const signedIn = lastSignIn.state === "known" ? momentOf(lastSignIn.value) : undefined;
  // Whoever signed in within a day did so after the swap, or so close to it that nobody can tell.
  if (signedIn !== undefined && signedIn > Math.min(swap, fleet.at - DAY_MS) && signedIn >= fleet.at - WEEK_MS)
    throw new GuardError(
      `${name} signed in at ${minuteOf(signedIn)}, after another had taken over (${minuteOf(swap)}).`,
      {
        code: "signed-in-since-swap",
        remedy: `Shut its server down. A week after its last sign-in, from ${minuteOf(signedIn + WEEK_MS)} on, this opens.`,
      },
    );
}

/** When the user's own server began to use its application. */
function takenOver(identity: IdentityFacts, fleet: Fleet): number {
  return heirOf(identity, fleet)?.begun ?? fleet.at - WEEK_MS;
}

/** The beginning of the active identity's newest turn in the audit log; where that does not tell, of what was looked at. */
function swapOf(fleet: Fleet): number {
  const { identities, activeServer, exportedBy, at } = fleet;
  const exporting = exportedBy.state === "known" ? exportedBy.value : null;
  const server = activeServer.state === "known" ? activeServer.value : null;
  const turns = identities.flatMap((one) => {
    const isActive =
      (exporting !== null && isNamed(one, exporting)) || (server !== null && sameServer(one.server ?? "", server));
    if (!isActive || one.writes.state === "unknown") return [];
    return pastMoment(one.writes.value.turnSince, at) ?? [];
  });
  return turns.length === 0 ? at - WEEK_MS : Math.min(...turns);
}

function refuseLiveServer({ name, server }: IdentityFacts, fleet: Fleet): void {
  const { activeServer } = fleet;
  const isActive =
    activeServer.state === "known" && activeServer.value !== null && sameServer(activeServer.value, server ?? "");
  // Another installation of the same name: it was named exactly where it was declared.
  if (isActive) return;
  const alive = entriesOf(server ?? "", fleet).find(({ verdict }) => verdict === "live" || verdict === "staging");
  if (alive === undefined) return;
  throw new GuardError(`Connect Health shows ${alive.machineName}, the server of ${name}, as ${alive.verdict}.`, {
    code: "server-live",
    remedy: "Shut the server or its Health agent down, and look again when its data is older than two days.",
  });
}

/** What could synchronise tomorrow if all else were gone. */
const COUNTS: readonly (IdentityClass | undefined)[] = ["active", "standby", "superseded", "unknown"];

/** @param goes ids of those that the plan disables or deletes @throws {GuardError} */
export function guardLastEnabled(fleet: Fleet, judged: readonly JudgedIdentity[], goes: readonly string[]): void {
  const counts = fleet.identities.filter(({ id, enabled, synced, ownTenant, roleIds, hasAppRole }) => {
    const found = judged.find((one) => one.id === id)?.class;
    const isOurs = COUNTS.includes(found) && !synced && ownTenant.state === "known" && ownTenant.value;
    const mayWrite = roleIds.length > 0 || hasAppRole;
    return isOurs && mayWrite && enabled.state === "known" && enabled.value && !goes.includes(id);
  });
  if (counts.length > 0) return;
  throw new GuardError("No identity that could synchronise would be left enabled.", {
    code: "last-identity",
    remedy: "Leave one: the one of the server that synchronises.",
  });
}
