import type { VersionFloor } from "../../knowledge/connect-versions.js";
import { compareVersions, isVersion } from "../../knowledge/version-numbers.js";
import { sameServer } from "../../shapes/server-name.js";
import { belowIn, dayOf, floorsOf, judgeVersion } from "../client-version.js";
import type { IdentityView, Judged } from "../judged.js";
import { activeNameOr } from "./active-name.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

const DAY_MS = 24 * 3_600_000;
/** A swap is planned, agreed on and done in less. */
const SOON_MS = 90 * DAY_MS;

export const announcedEnd: Check = {
  id: "SYNC-010",
  title: "Announced end",
  why: "On an announced day the service stops what is too old: a swap takes weeks to prepare.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  judge: (judged) => {
    const { at, activeServer, knowledge, snapshot } = judged;
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    const day = dayOf(at);
    const floors = floorsOf(knowledge, "synchronization");
    const announced = floors.filter(({ effective }) => effective > day);
    const came = floors.findLast(({ effective, needsApplication }) => needsApplication === true && effective <= day);
    if (announced.length === 0 && came === undefined)
      return { result: "not-applicable", evidence: `Nothing is announced in the table of ${knowledge.asOf}.` };
    const name = activeNameOr(activeServer);
    if (typeof name !== "string") return name;
    if (snapshot.lastExport.state === "unknown") return cannotTell(snapshot.lastExport);
    const version = snapshot.lastExport.value?.clientVersion ?? null;
    if (version === null || !isVersion(version))
      return {
        result: "unknown",
        evidence: `Graph does not tell the version of ${name}.`,
        remedy: "Look on the server: Programs and Features.",
      };
    if (judgeVersion(knowledge, version, day, snapshot.cloud).state === "stopped")
      return { result: "not-applicable", evidence: `Version ${version} is stopped already: see SYNC-004.` };
    return (
      (came === undefined ? undefined : alreadyEnded(came, name, judged)) ?? firstEnd(announced, name, version, judged)
    );
  },
};

/** SYNC-004 judges by version only: who signs in as a user although a floor in force needs an application is told here. */
function alreadyEnded({ effective, source }: VersionFloor, name: string, judged: Judged): Verdict | undefined {
  const signsInBy = identityKindOf(name, judged);
  if (typeof signsInBy !== "string") return signsInBy;
  if (signsInBy === "application") return undefined;
  return {
    result: "fail",
    evidence: `Since ${effective} only who signs in as an application synchronises (${source === "microsoft" ? "Microsoft announced it" : "third-party source"}). ${name} signs in as a user.`,
    remedy: "In the wizard on that server: Configure application-based authentication to Microsoft Entra ID.",
  };
}

/** By the earliest day on which something stops this server. */
function firstEnd(announced: readonly VersionFloor[], name: string, version: string, judged: Judged): Verdict {
  const signsInBy = identityKindOf(name, judged);
  let open: Verdict | undefined;
  for (const floor of announced) {
    const below = belowIn(floor, judged.snapshot.cloud);
    const causes: readonly string[] = [
      ...(compareVersions(version, below) < 0 ? [`version ${version} is below ${below}`] : []),
      ...(floor.needsApplication === true && signsInBy === "legacy-user"
        ? ["it signs in as a user, not as an application"]
        : []),
    ];
    if (causes.length > 0) return ending(floor, below, name, causes, judged.at);
    if (floor.needsApplication === true && typeof signsInBy !== "string") open ??= signsInBy;
  }
  if (open !== undefined) return open;
  const last = announced.map(({ effective }) => effective).at(-1);
  if (last === undefined)
    return { result: "pass", evidence: `${name} (${version}) signs in as an application; nothing more is announced.` };
  return { result: "pass", evidence: `${name} (${version}) has what is announced until ${last}.` };
}

function ending(floor: VersionFloor, below: string, name: string, causes: readonly string[], at: number): Verdict {
  const whose = floor.source === "microsoft" ? "Microsoft announced it" : "announced, third-party source";
  const besides = floor.needsApplication === true ? ", signing in as an application," : "";
  const soon = at >= Date.parse(`${floor.effective}T00:00:00Z`) - SOON_MS;
  return {
    result: "fail",
    severity: soon ? "warning" : "info",
    evidence: `From ${floor.effective} only ${below} or later${besides} synchronises (${whose}). ${name}: ${causes.join(", and ")}.`,
    remedy: `Before that day: a new server with the newest version, and swap${floor.needsApplication === true ? "; its wizard sets up application-based authentication" : ""}.`,
  };
}

/** With what kind of identity a server signs in; a verdict where that cannot be told. */
function identityKindOf(
  server: string,
  { identities, snapshot: { lastExport } }: Judged,
): "legacy-user" | "application" | Verdict {
  if (identities.state === "unknown") return cannotTell(identities);
  const account = lastExport.state === "known" ? lastExport.value?.serviceAccount?.toLowerCase() : undefined;
  const connect = identities.value.filter(isOfConnect);
  const exporting = connect.filter(({ name }) => name.toLowerCase() === account);
  const own = connect.filter((one) => one.server !== null && sameServer(one.server, server) && one.enabled !== false);
  // A user that is left behind after the change to an application is still named after the server.
  const applications = own.filter(({ kind }) => kind === "application");
  const kinds = new Set(
    (exporting.length > 0 ? exporting : applications.length > 0 ? applications : own.length > 0 ? own : connect).map(
      ({ kind }) => kind,
    ),
  );
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== undefined) return kind;
  return {
    result: "unknown",
    evidence: `It cannot be told whether ${server} signs in as a user or as an application.`,
    remedy: "Look into the wizard of that server: View or export current configuration.",
  };
}

type ConnectIdentity = IdentityView & { readonly kind: "legacy-user" | "application" };

function isOfConnect(identity: IdentityView): identity is ConnectIdentity {
  return identity.kind !== "cloud-sync";
}
