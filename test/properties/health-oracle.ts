// What must stay in Connect Health, from what is true of its servers: written from the fact sheets, without the product's code.
import type { HealthFleet, Told, TrueServer } from "./generated-health.js";

/** What a run was asked. Ids. */
export interface AskedOfHealth {
  readonly named: readonly string[];
  readonly attested: readonly string[];
}

const age = (told: Told) => (typeof told === "number" ? told : Number.POSITIVE_INFINITY);
const plain = (name: string) => (name.split(".")[0] ?? "").toLowerCase();

function isFresh({ uploads }: TrueServer, { staleAfterMs }: HealthFleet): boolean {
  return (uploads ?? []).some(([, told]) => age(told) <= staleAfterMs);
}

/** By kind the newest word counts: one that is no time makes its kind, and so all, doubtful. */
function surelyGone(server: TrueServer, fleet: HealthFleet): boolean {
  const { uploads, updated, registered, disabled } = server;
  if (isFresh(server, fleet) || uploads === null || uploads.some(([, told]) => told === "odd")) return false;
  if (updated === "odd" || age(updated) <= fleet.staleAfterMs) return false;
  if (disabled || uploads.some(([, told]) => typeof told === "number")) return true;
  return updated === "never" && registered !== "odd" && age(registered) > fleet.staleAfterMs;
}

/** The entries that stand for the active server; none: it is not known, or not said. */
export function activeEntries({ servers, active, said }: HealthFleet): readonly TrueServer[] {
  if (active === "contradicted") return [];
  const entry = servers.find(({ id }) => id === said);
  const seen = active === "unread" ? null : plain(active.server);
  const told = said === null ? null : plain(entry?.name ?? said);
  if (seen !== null && told !== null && seen !== told) return [];
  const name = seen ?? told;
  return entry === undefined ? servers.filter((one) => plain(one.name) === name) : [entry];
}

/** Why this removal is wrong; empty: it is right. */
export function wrongRemovals(ids: readonly string[], fleet: HealthFleet, { named, attested }: AskedOfHealth) {
  const { servers } = fleet;
  const why: string[] = [];
  const must = (holds: boolean, reason: string) => {
    if (!holds) why.push(reason);
  };
  if (ids.length > 0)
    must(
      activeEntries(fleet).some((one) => isFresh(one, fleet)),
      "no active server alive there",
    );
  for (const id of ids) {
    const server = servers.find((one) => one.id === id);
    if (server === undefined) {
      why.push(`${id} is not there`);
      continue;
    }
    must(named.includes(id), `${id} was not named`);
    must(!isFresh(server, fleet), `${id} uploads`);
    must(
      surelyGone(server, fleet) || attested.includes(id),
      `${id} is not known to be gone, and nobody vouches for it`,
    );
  }
  for (const service of new Set(servers.map((one) => one.service)))
    must(
      servers.some((one) => one.service === service && !ids.includes(one.id)),
      `nothing is left of ${service}`,
    );
  return why;
}

/** Whether somebody who names these alone should get them removed: nothing at all is to be refused without a reason. */
export function mayGoAlone(server: TrueServer, fleet: HealthFleet): boolean {
  const namesItself = fleet.said === server.id;
  const others = fleet.servers.filter((one) => one.service === server.service).length > 1;
  return others && !namesItself && surelyGone(server, fleet) && activeEntries(fleet).some((one) => isFresh(one, fleet));
}
