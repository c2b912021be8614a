// What Connect Health tells of synchronisation: its servers, alerts, errors and last exports, each a fact of its own.
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, mapFact, unknown } from "../shapes/fact.js";
import type { Snapshot } from "../sync/snapshot.js";
import { type HealthServer, readHealthServices, readServersOf } from "../tenant/health.js";
import { readExportErrorCounts, readHealthAlerts, readServerExports } from "../tenant/health-state.js";
import { observeBeside } from "../tenant/observe.js";

type HealthFact = "healthServers" | "healthAlerts" | "healthExportErrors" | "healthExports";

/**
 * All at once, after the list of services that all of them need. One that is refused hides no other.
 * @param notInCloud why there is no Connect Health here; null: there is
 */
export function readHealth(
  arm: ServiceClient,
  notInCloud: string | null,
): { readonly [K in HealthFact]: Promise<Snapshot[K]> } {
  if (notInCloud !== null) {
    const none = <T>(): Promise<Fact<T>> => Promise.resolve(unknown<T>(notInCloud, ""));
    return { healthServers: none(), healthAlerts: none(), healthExportErrors: none(), healthExports: none() };
  }
  const services = readHealthServices(arm);
  const after = <T>(read: (arm: ServiceClient, names: Read<readonly string[]>) => Promise<Read<T>>) =>
    observeBeside(services.then((names) => read(arm, names)));
  return {
    healthServers: after(readServersOf).then((servers) => mapFact(servers, (list) => list.map(withoutEntry))),
    healthAlerts: after(readHealthAlerts),
    healthExportErrors: after(readExportErrorCounts),
    healthExports: after(readServerExports),
  };
}

/** Entries whole are for who changes them. */
function withoutEntry(server: HealthServer): HealthServer {
  return { ...server, whole: null };
}
