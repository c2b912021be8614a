// Which entries of Connect Health a run removes: those that are named, and certainly gone. Pure.
import type { DisableHealthServerChange, RemoveHealthServerChange } from "../shapes/change.js";
import { GuardError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import { minuteOf } from "../shapes/time.js";
import type { HealthServer } from "../tenant/health.js";
import { isAlive, type JudgedServer } from "./judgement.js";
import { namedIn, someNamed } from "./named-entries.js";

export interface RemovalWishes {
  /** Names or ids, as typed. */
  readonly servers: readonly string[];
  /** Entries that nobody can judge and somebody vouches for: names or ids. */
  readonly attested: readonly string[];
  /** Only disabled, and deleted by the service after 30 days. */
  readonly disableOnly: boolean;
}

export interface RemovalPlan {
  readonly changes: readonly (RemoveHealthServerChange | DisableHealthServerChange)[];
  readonly warnings: readonly string[];
  readonly guardsOverridden: readonly string[];
}

/** The server that synchronises: its name, and the entry that was named as it. */
export interface ActiveEntry {
  readonly name: string;
  readonly id: string | null;
  readonly matches: (machineName: string) => boolean;
}

export const NOTHING: RemovalPlan = { changes: [], warnings: [], guardsOverridden: [] };

/**
 * Removals of exactly the named servers, each guarded. Equal names are told apart by id: one name that fits several
 * removable entries is refused.
 * @param active a removal needs the active server known, alive and listed: it is registered before the old one goes
 * @throws {UsageError} for a name that fits none or several; {GuardError} where a removal would be unsafe
 */
export function planRemoval(judged: readonly JudgedServer[], wishes: RemovalWishes, active: ActiveEntry): RemovalPlan {
  if (wishes.servers.length === 0) return NOTHING;
  const chosen = someNamed(judged, wishes.servers);
  const attested = wishes.attested.flatMap((word) => namedIn(chosen, judged, word) ?? []);
  if (chosen.length === 0) return NOTHING;
  const alive = judged.filter((one) => isAlive(one) && isActiveEntry(one.server, active));
  if (alive.length === 0) throw notListed(active);
  for (const one of chosen) guard(one, alive, attested);
  guardWholeServices(judged, chosen);
  const isDone = ({ server }: JudgedServer) => wishes.disableOnly && server.disabled;
  const vouched = chosen.filter((one) => one.verdict === "unknown");
  return {
    changes: chosen.filter((one) => !isDone(one)).map((one) => (wishes.disableOnly ? disabling(one) : removal(one))),
    warnings: chosen.filter(isDone).map(({ server }) => `${server.machineName} is disabled already (${server.id}).`),
    guardsOverridden: vouched.map(({ server }) => `server-unknown:${server.machineName} (${server.id})`),
  };
}

/** Where an entry was named as the active server's, another one of its name is not meant. */
export function isActiveEntry({ id, machineName }: HealthServer, active: ActiveEntry): boolean {
  return active.id === null ? active.matches(machineName) : sameId(id, active.id);
}

function notListed({ name }: ActiveEntry): GuardError {
  return new GuardError(`Connect Health does not show the active server ${name} alive, and it comes first.`, {
    code: "active-server-not-in-health",
    remedy: `Register the Health agent of ${name}, and wait for its first upload (some minutes). On that server, as Global Administrator, since a Hybrid Identity Administrator may install a disabled agent: Register-MicrosoftEntraConnectHealthAgent -AttributeFiltering $true -StagingMode $false; with agents of before 2025: Register-AzureADConnectHealthSyncAgent -AttributeFiltering $true -StagingMode $false`,
  });
}

function guard(
  { server, verdict, reason }: JudgedServer,
  alive: readonly JudgedServer[],
  attested: readonly JudgedServer[],
): void {
  if (alive.some((one) => one.server.id === server.id))
    throw new GuardError(`${server.machineName} is the active server.`, {
      code: "server-active",
      remedy: "The server that synchronises stays in Connect Health.",
    });
  if (isAlive({ verdict }))
    throw new GuardError(`${server.machineName} is not gone: ${reason}.`, {
      code: "server-live",
      remedy: "Shut the server or its Health agent down, and run this again when its data is older than --stale-after.",
    });
  if (verdict === "unknown" && !attested.some((one) => one.server.id === server.id))
    throw new GuardError(`${server.machineName} is not known to be gone: ${reason}.`, {
      code: "server-unknown",
      remedy: `Shut the server or its Health agent down, and run this again when its data is older than --stale-after. Who knows that it is gone can say so: --attest ${server.id} --reason TEXT`,
    });
}

/** The last server of a service takes the service's settings with it. */
function guardWholeServices(judged: readonly JudgedServer[], chosen: readonly JudgedServer[]): void {
  for (const { serviceName } of new Set(chosen.map(({ server }) => server))) {
    const of = judged.filter(({ server }) => server.serviceName === serviceName);
    if (of.some((one) => !chosen.includes(one))) continue;
    throw new GuardError(`Nothing would be left of the service ${serviceName}.`, {
      code: "whole-service",
      remedy: "A service is deleted in the portal, Connect Health, with its alerts and settings. Leave one server.",
    });
  }
}

function disabling({ server, verdict, lastUpload }: JudgedServer): DisableHealthServerChange {
  return {
    kind: "disable-health-server",
    target: targetOf(server),
    summary: `disable ${server.machineName} in Connect Health (${verdict}, last upload ${uploadWords(lastUpload)})`,
    before: server.whole,
    after: { disabled: true },
    reversible: false,
  };
}

function removal({ server, verdict, lastUpload }: JudgedServer): RemoveHealthServerChange {
  return {
    kind: "remove-health-server",
    target: targetOf(server),
    summary: `remove ${server.machineName} from Connect Health (${verdict}, last upload ${uploadWords(lastUpload)})`,
    before: server.whole,
    after: null,
    reversible: false,
  };
}

function targetOf({ serviceName, id, machineName }: JudgedServer["server"]): RemoveHealthServerChange["target"] {
  return { serviceName, serviceMemberId: id, machineName };
}

function uploadWords(lastUpload: string | null): string {
  return lastUpload === null ? "never" : minuteOf(lastUpload);
}
