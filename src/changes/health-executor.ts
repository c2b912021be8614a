import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { RemoveHealthServerChange } from "../shapes/change.js";
import { type HealthServer, healthServerAddress, readHealthServers } from "../tenant/health.js";
import { AFTER, BEFORE, type Executor, other } from "./executor.js";

/**
 * Removes servers from Connect Health.
 * @param isStillGone judges an entry anew: a server that came back between plan and removal is not removed
 */
export function removeHealthServerExecutor(
  arm: ServiceClient,
  isStillGone: (server: HealthServer) => boolean,
): Executor<RemoveHealthServerChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    async look(changes) {
      const { value: servers } = await readHealthServers(arm);
      return changes.map(({ target }) => {
        const entry = servers.find(({ id }) => id === target.serviceMemberId);
        if (entry === undefined) return AFTER;
        return isStillGone(entry)
          ? BEFORE
          : other(`${target.machineName} is alive again, or cannot be judged any more`);
      });
    },
    // What an absent `confirm` means is not documented; true is "permanently deleted" (Connect Health's swagger).
    send: ({ target }) =>
      arm.write(
        "DELETE",
        healthServerAddress(target.serviceName, target.serviceMemberId) +
          query({ confirm: true, "api-version": "2014-01-01" }),
        undefined,
        "remove-health",
      ),
  };
}
