import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { type Fact, known, type Source, unknown } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";
import { observe } from "./observe.js";
import { withWhole } from "./whole.js";

export const HEALTH_VERSION = { "api-version": "2014-01-01" };
export const HEALTH_ROOT = "/providers/Microsoft.ADHybridHealthService";

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
  /** ISO 8601, or null for never: the service writes year 1 for that. Unknown where it says nothing, or no time. */
  readonly lastUpdated: Fact<string | null>;
  readonly uploads: Fact<Uploads>;
  /** Where some times of uploads could not be understood, and `uploads` is unknown: those that could. */
  readonly understood?: Uploads;
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
  return readServersOf(arm, await readHealthServices(arm));
}

/** Names of the synchronisation services: most tenants have one, which holds all their servers. */
export async function readHealthServices(arm: ServiceClient): Promise<Read<readonly string[]>> {
  const { value, source } = await readAll(
    arm.pages(
      `${HEALTH_ROOT}/services${query({ serviceType: "AadSyncService", ...HEALTH_VERSION })}`,
      service,
      "read-health",
    ),
  );
  const names = value
    .filter(({ type }) => (type ?? "AadSyncService") === "AadSyncService")
    .map(({ serviceName }) => serviceName);
  return { value: names, source };
}

/** Every server of these services, each with its uploads. */
export async function readServersOf(
  arm: ServiceClient,
  services: Read<readonly string[]>,
): Promise<Read<readonly HealthServer[]>> {
  const perService = await Promise.all(services.value.map((name) => readServers(arm, name)));
  return { value: perService.flat(), source: services.source };
}

async function readServers(arm: ServiceClient, serviceName: string): Promise<readonly HealthServer[]> {
  const address = HEALTH_ROOT + path`/services/${serviceName}/servicemembers`;
  const members = await readAll(arm.pages(address + query(HEALTH_VERSION), withWhole(member), "read-health"));
  return Promise.all(
    members.value.map(async (entry) => ({
      serviceName,
      id: entry.serviceMemberId,
      machineId: entry.machineId ?? null,
      machineName: entry.machineName ?? "",
      status: entry.status ?? null,
      disabled: entry.disabled === true,
      lastUpdated: timeOf(entry.lastUpdated, members.source),
      ...uploadsOf(await observe(readUploads(arm, serviceName, entry.serviceMemberId))),
      whole: entry.whole,
    })),
  );
}

interface ReadUploads {
  readonly understood: Uploads;
  /** The first time that could not be understood. */
  readonly odd: Fact<never> | null;
}

async function readUploads(arm: ServiceClient, serviceName: string, id: string): Promise<Read<ReadUploads>> {
  const address = `${healthServerAddress(serviceName, id)}/datafreshness${query(HEALTH_VERSION)}`;
  const { value, source } = await readAll(arm.pages(address, freshness, "read-health"));
  // A kind that is listed twice counts by its newest: an older one must not hide that a server reports.
  const newest = new Map<string, string | null>();
  let odd: Fact<never> | null = null;
  for (const { key, value: text } of value) {
    const time = timeOf(text, source);
    if (time.state === "unknown") {
      odd ??= time;
      continue;
    }
    const before = newest.get(key) ?? null;
    newest.set(key, before !== null && (time.value === null || time.value < before) ? before : time.value);
  }
  return { source, value: { understood: Object.fromEntries(newest), odd } };
}

/** One time that means nothing makes all of them unknown, but hides no newer one beside it. */
function uploadsOf(read: Fact<ReadUploads>): Pick<HealthServer, "uploads" | "understood"> {
  if (read.state === "unknown") return { uploads: read };
  const { understood, odd } = read.value;
  return odd === null ? { uploads: { ...read, value: understood } } : { uploads: odd, understood };
}

/** Address of what the service tells of all its servers together. */
export function healthServiceAddress(
  serviceName: string,
  what: "alerts" | "exporterrors/counts" | "exportstatus",
  parameters: Readonly<Record<string, string>> = {},
): string {
  return `${HEALTH_ROOT}${path`/services/${serviceName}`}/${what}${query({ ...parameters, ...HEALTH_VERSION })}`;
}

/** Address of one server, for deleting it. */
export function healthServerAddress(serviceName: string, id: string): string {
  return HEALTH_ROOT + path`/services/${serviceName}/servicemembers/${id}`;
}

/**
 * "Never" comes as null, empty, or year 1, with or without a time zone (answers quoted in the AADInternals help). What is
 * absent or no time at all is not "never": a server must not look gone because it could not be understood.
 */
function timeOf(text: string | null | undefined, source: Source): Fact<string | null> {
  if (text === null || text === "" || text?.startsWith("0001-") === true) return known(null, source);
  const time = text === undefined ? undefined : parseTime(text);
  return time === undefined
    ? unknown(
        text === undefined ? "Connect Health leaves out a time." : `Connect Health says "${text}", which is no time.`,
        "Look at the entry in the portal, under Connect Health.",
      )
    : known(new Date(time).toISOString(), source);
}
