import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import { observe } from "./observe.js";
import { withWhole } from "./whole.js";

const VERSION = { "api-version": "2014-01-01" };
const ROOT = "/providers/Microsoft.ADHybridHealthService";

/** Latest upload of each data type, ISO 8601, null for never: the only trace of a heartbeat that the service keeps. */
export type Uploads = Readonly<Record<string, string | null>>;

/** A server as Connect Health lists it. */
export interface HealthServer {
  readonly serviceName: string;
  readonly id: string;
  readonly machineId: string | null;
  readonly machineName: string;
  readonly status: string | null;
  readonly disabled: boolean;
  /** ISO 8601, or null for never: the service writes year 1 for that. */
  readonly lastUpdated: string | null;
  readonly uploads: Fact<Uploads>;
  /** The entry as it was answered. */
  readonly whole: Json;
}

const service = z.object({ serviceName: z.string(), type: z.string().nullish() });
const member = z.object({
  serviceMemberId: z.string(),
  machineId: z.string().nullish(),
  machineName: z.string().nullish(),
  status: z.string().nullish(),
  disabled: z.boolean().nullish(),
  lastUpdated: z.string().nullish(),
});
const freshness = z.object({ key: z.string(), value: z.string().nullish() });

/** Every server of every synchronisation service, each with its uploads. */
export async function readHealthServers(arm: ServiceClient): Promise<Read<readonly HealthServer[]>> {
  const services = await readAll(
    arm.pages(`${ROOT}/services${query({ serviceType: "AadSyncService", ...VERSION })}`, service, "read-health"),
  );
  const perService = await Promise.all(
    services.value
      .filter(({ type }) => (type ?? "AadSyncService") === "AadSyncService")
      .map(({ serviceName }) => readServers(arm, serviceName)),
  );
  return { value: perService.flat(), source: services.source };
}

async function readServers(arm: ServiceClient, serviceName: string): Promise<readonly HealthServer[]> {
  const address = ROOT + path`/services/${serviceName}/servicemembers`;
  const members = await readAll(arm.pages(address + query(VERSION), withWhole(member), "read-health"));
  return Promise.all(
    members.value.map(async (entry) => ({
      serviceName,
      id: entry.serviceMemberId,
      machineId: entry.machineId ?? null,
      machineName: entry.machineName ?? "",
      status: entry.status ?? null,
      disabled: entry.disabled === true,
      lastUpdated: timeOrNever(entry.lastUpdated),
      uploads: await observe(readUploads(arm, serviceName, entry.serviceMemberId)),
      whole: entry.whole,
    })),
  );
}

async function readUploads(arm: ServiceClient, serviceName: string, id: string): Promise<Read<Uploads>> {
  const address = `${healthServerAddress(serviceName, id)}/datafreshness${query(VERSION)}`;
  const { value, source } = await readAll(arm.pages(address, freshness, "read-health"));
  return { source, value: Object.fromEntries(value.map(({ key, value: time }) => [key, timeOrNever(time)])) };
}

/** Address of one server, for deleting it. */
export function healthServerAddress(serviceName: string, id: string): string {
  return ROOT + path`/services/${serviceName}/servicemembers/${id}`;
}

/** "Never" comes as null, empty, or year 1, with or without a time zone (answers quoted in the AADInternals help). */
function timeOrNever(value: string | null | undefined): string | null {
  if (value === null || value === undefined || value === "" || value.startsWith("0001-")) return null;
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
