import type { RemoveHealthServerChange } from "../shapes/change.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { JudgedServer } from "./judgement.js";

export interface RemovalWishes {
  /** Names or ids, as typed. */
  readonly servers: readonly string[];
}

/**
 * Removals of exactly the named servers, each guarded. Equal names are told apart by id: one name that fits several
 * removable entries is refused.
 * @param activeServer name of the server that synchronises; a removal needs it known, alive and listed
 * @throws {UsageError} for a name that fits none or several, {GuardError} where a removal would be unsafe
 */
export function planRemoval(
  judged: readonly JudgedServer[],
  wishes: RemovalWishes,
  activeServer: { readonly name: string; readonly matches: (machineName: string) => boolean },
): readonly RemoveHealthServerChange[] {
  if (wishes.servers.length === 0) return [];
  const chosen = [...new Set(wishes.servers.flatMap((wish) => find(judged, wish) ?? []))];
  if (chosen.length === 0) return [];
  const alive = judged.filter(({ server, verdict }) => verdict === "live" && activeServer.matches(server.machineName));
  if (alive.length === 0)
    throw new GuardError(`Connect Health does not show the active server ${activeServer.name} alive.`, {
      code: "active-server-not-in-health",
      remedy:
        "Register its Health agent first (as Global Administrator: a Hybrid Identity Administrator installs a disabled one), then wait for its first upload.",
    });
  for (const one of chosen) guard(one, alive);
  return chosen.map(removal);
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undefined for an id that is not listed: what is gone needs no removal. A name may just as well be mistyped. */
function find(judged: readonly JudgedServer[], wish: string): JudgedServer | undefined {
  const byId = judged.find(({ server }) => server.id.toLowerCase() === wish.toLowerCase());
  if (byId !== undefined) return byId;
  if (GUID.test(wish)) return undefined;
  const byName = judged.filter(({ server }) => wish !== "" && server.machineName.toLowerCase() === wish.toLowerCase());
  if (byName.length === 1 && byName[0] !== undefined) return byName[0];
  const known = judged.map(({ server }) => `${server.machineName} (${server.id})`).join(", ");
  throw new UsageError(
    byName.length === 0
      ? `Connect Health lists no server "${wish}".`
      : `Connect Health lists ${byName.length} servers named "${wish}".`,
    {
      code: byName.length === 0 ? "unknown-server" : "ambiguous-server",
      remedy:
        known === "" ? "Connect Health lists none at all." : `Name one of these, by id where names are equal: ${known}`,
    },
  );
}

function guard({ server, verdict, reason }: JudgedServer, alive: readonly JudgedServer[]): void {
  if (alive.some((one) => one.server.id === server.id))
    throw new GuardError(`${server.machineName} is the active server.`, {
      code: "server-active",
      remedy: "The server that synchronises stays in Connect Health.",
    });
  if (verdict === "live" || verdict === "unknown")
    throw new GuardError(`${server.machineName} is not known to be gone: ${reason}.`, {
      code: verdict === "live" ? "server-live" : "server-unknown",
      remedy: "Shut the server or its Health agent down, and run this again when its data is older than --stale-after.",
    });
}

function removal({ server, verdict, lastUpload }: JudgedServer): RemoveHealthServerChange {
  return {
    kind: "remove-health-server",
    target: { serviceName: server.serviceName, serviceMemberId: server.id, machineName: server.machineName },
    summary: `remove ${server.machineName} from Connect Health (${verdict}, last upload ${lastUpload ?? "never"})`,
    before: server.whole,
    after: null,
    reversible: false,
  };
}
