// What Connect Health knows of single servers besides its list: the version they run, and their alerts.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, mapFact, unknown } from "../shapes/fact.js";
import { HEALTH_VERSION, type HealthServer, healthServerAddress } from "./health.js";
import { readHealthAlerts } from "./health-state.js";
import { observe } from "./observe.js";

export interface HealthDetails {
  /** Of Entra Connect, as the agent told it last; value null: it told none. */
  readonly version: Fact<string | null>;
  /** How many alerts of it are active. */
  readonly alerts: Fact<{ readonly errors: number; readonly others: number }>;
}

const configuration = z.object({ version: z.string().nullish() });

/** By the entries' ids. One server's answer hides nothing of another's. */
export async function readHealthDetails(
  arm: ServiceClient,
  services: Read<readonly string[]>,
  servers: readonly HealthServer[],
): Promise<ReadonlyMap<string, HealthDetails>> {
  const alerts = services.value.length === 0 ? NO_SERVICE : observe(readHealthAlerts(arm, services));
  const versions = servers.map(async (server) => [server.id, await observe(readVersion(arm, server))] as const);
  const all = await alerts;
  return new Map(
    (await Promise.all(versions)).map(([id, version]) => [
      id,
      {
        version,
        alerts: mapFact(all, (list) => {
          const own = list.filter(({ serverId }) => serverId?.toLowerCase() === id.toLowerCase());
          const errors = own.filter(({ level }) => level === "Error").length;
          return { errors, others: own.length - errors };
        }),
      },
    ]),
  );
}

const NO_SERVICE = Promise.resolve(unknown<never>("Connect Health lists no service.", ""));

/** "Microsoft Entra Connect Health" keeps the version of the program, not that of its own agent (serviceconfiguration). */
async function readVersion(arm: ServiceClient, { serviceName, id }: HealthServer): Promise<Read<string | null>> {
  const address = `${healthServerAddress(serviceName, id)}/serviceconfiguration${query(HEALTH_VERSION)}`;
  const { value, source } = await arm.get(address, configuration, "read-health");
  return { value: value.version ?? null, source };
}
