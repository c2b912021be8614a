// Which server is active, for those who remove what belongs to others: as the tenant shows it, or as the operator says.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { JudgedServer } from "../health/judgement.js";
import { entryNamed } from "../health/named-entries.js";
import type { ActiveEntry } from "../health/removal.js";
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { sameId } from "../shapes/ids.js";
import { sameServer } from "../shapes/server-name.js";
import { type ActiveServer, activeServerIn } from "../sync/active-server.js";
import type { Organization } from "../tenant/organization.js";
import type { LastExport } from "../tenant/synchronization.js";
import { activeServerOf } from "./sync-survey.js";

/** Whose account exported last may contradict the server's name: without that the guard knows too little. */
export function activeServerBy(
  organization: Read<Organization>,
  lastExport: Fact<LastExport | null>,
  identities: Fact<readonly SyncIdentity[]>,
): Fact<ActiveServer> {
  return identities.state === "unknown" ? identities : activeServerOf(organization, lastExport, identities);
}

/**
 * @param said a name, or the id of an entry; undefined: nothing was said
 * @throws {GuardError} when no active server is known, or another one: nothing is removed before the new one stands
 */
export function activeEntryOf(
  fact: Fact<ActiveServer>,
  said: string | undefined,
  judged: readonly JudgedServer[],
): ActiveEntry {
  const entry = judged.find(({ server }) => said !== undefined && sameId(server.id, said.trim()));
  const saidName = said === undefined ? undefined : (entry?.server.machineName ?? nameSaid(said, judged));
  const seen = activeServerIn(fact) ?? undefined;
  if (seen !== undefined && saidName !== undefined && !sameServer(seen, saidName))
    throw new GuardError(`The active server is ${seen}, not ${saidName}.`, {
      code: "other-server-active",
      remedy: "Look at aadc-cloud verify-sync before anything is removed.",
    });
  const contradicted = fact.state === "known" && seen === undefined;
  if (contradicted || (seen === undefined && saidName === undefined))
    throw new GuardError("No server is known to be active, so nothing is removed.", {
      code: "no-active-server",
      remedy:
        fact.state === "unknown"
          ? `Say which one it is with --active-server NAME, or make it readable: ${fact.remedy}`
          : "Activate the new server first, and let it synchronise: aadc-cloud verify-sync shows when it does.",
    });
  const name = seen ?? saidName ?? "";
  return { name, id: entry?.server.id ?? null, matches: (machineName) => sameServer(machineName, name) };
}

/** An id that is not listed is a slip; a name may be that of a server that is still to be registered. */
function nameSaid(said: string, judged: readonly JudgedServer[]): string {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(said.trim());
  if (isId && entryNamed(judged, said) === undefined)
    throw new GuardError(`Connect Health lists no server with the id ${said}.`, {
      code: "active-server-not-in-health",
      remedy: "Without --server, aadc-cloud cleanup-health lists the servers with their ids.",
    });
  return said;
}
