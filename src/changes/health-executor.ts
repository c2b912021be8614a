import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { DisableHealthServerChange, RemoveHealthServerChange } from "../shapes/change.js";
import type { Source } from "../shapes/fact.js";
import { HEALTH_VERSION, type HealthServer, healthServerAddress, readHealthServers } from "../tenant/health.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";

/**
 * Judges an entry anew, among all that are listed now: null where it may go, else what was found, as a sentence's end.
 * A server that came back between plan and removal stays, and so does the rest when the active one fell silent.
 * @param at the service's time of the list, epoch milliseconds; null: it does not say
 */
export type JudgedAnew = (server: HealthServer, all: readonly HealthServer[], at: number | null) => string | null;

/** Removes servers from Connect Health. */
export function removeHealthServerExecutor(
  arm: ServiceClient,
  judgedAnew: JudgedAnew,
): Executor<RemoveHealthServerChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    async look(changes) {
      const { value: servers, source } = await readHealthServers(arm);
      return changes.map(({ target }) => {
        const entry = entryOf(servers, target);
        return entry === undefined ? AFTER : sightOf(judgedAnew(entry, servers, timeOf(source)));
      });
    },
    send: ({ target }) => remove(arm, target, true),
  };
}

/** Done when the entry is disabled, or not listed any more: whether disabled ones are listed is not documented. */
export function disableHealthServerExecutor(
  arm: ServiceClient,
  judgedAnew: JudgedAnew,
): Executor<DisableHealthServerChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    async look(changes) {
      const { value: servers, source } = await readHealthServers(arm);
      return changes.map(({ target }) => {
        const entry = entryOf(servers, target);
        return entry === undefined || entry.disabled ? AFTER : sightOf(judgedAnew(entry, servers, timeOf(source)));
      });
    },
    send: ({ target }) => remove(arm, target, false),
  };
}

function timeOf({ at }: Source): number | null {
  return at === undefined ? null : Date.parse(at);
}

function sightOf(found: string | null): Sight {
  return found === null ? BEFORE : other(found);
}

/** In any case: one that is spelled otherwise in the next list is not gone. */
function entryOf(servers: readonly HealthServer[], target: RemoveHealthServerChange["target"]) {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return servers.find(
    ({ id, serviceName }) => same(id, target.serviceMemberId) && same(serviceName, target.serviceName),
  );
}

/** What an absent `confirm` means is not documented; true is "permanently deleted" (Connect Health's swagger). */
function remove(arm: ServiceClient, target: RemoveHealthServerChange["target"], confirm: boolean) {
  return arm.write(
    "DELETE",
    healthServerAddress(target.serviceName, target.serviceMemberId) + query({ confirm, ...HEALTH_VERSION }),
    undefined,
    "remove-health",
  );
}
