// What Connect Health says besides its list of servers: alerts, objects that cannot be exported, last exports.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import { parseTime } from "../shapes/time.js";
import { healthServiceAddress } from "./health.js";

export interface HealthAlert {
  readonly alertId: string;
  /** `Error`, `Warning`, `PreWarning`, or whatever else the service may say; null: it does not say. */
  readonly level: string | null;
  /** Shortened: it is told as the service has it, and agents have a part in it. */
  readonly title: string;
  /** Server that it is about; null: the service as a whole. */
  readonly serverId: string | null;
  /** ISO 8601. */
  readonly since: string | null;
}

export interface ExportErrorCount {
  /** Kind of error; `All` is the sum where the service tells one. */
  readonly bucket: string;
  readonly count: number;
  /** There are more. */
  readonly truncated: boolean;
}

/** When a server's last export ended. */
export interface ServerExport {
  readonly serverId: string;
  readonly at: string;
}

const LONGEST_TITLE = 200;
const LONGEST_BUCKET = 60;
/** The service has seven. */
const MOST_BUCKETS = 100;
/** A service watches some twenty servers at most, for some twenty things each. */
const MOST_ALERTS = 500;

const alert = z.object({
  alertId: z.string().nullish(),
  level: z.string().nullish(),
  state: z.string().nullish(),
  displayName: z.string().nullish(),
  shortName: z.string().nullish(),
  serviceMemberId: z.string().nullish(),
  createdDate: z.string().nullish(),
});
const errorCount = z.object({
  errorBucket: z.string(),
  count: z.number().int().min(0),
  truncated: z.boolean().nullish(),
});
const exportStatus = z.object({ serviceMemberId: z.string(), endTime: z.string().nullish() });

/**
 * Alerts that are active, errors first.
 * Source: Swagger "ADHybridHealthService", services_listAlerts; that `state=Active` is understood, as clients of it do.
 */
export async function readHealthAlerts(
  arm: ServiceClient,
  services: Read<readonly string[]>,
): Promise<Read<readonly HealthAlert[]>> {
  const { value, source } = await ofEach(services, async (name) => {
    const list = await readAll(
      arm.pages(healthServiceAddress(name, "alerts", { state: "Active" }), alert, "read-health"),
    );
    return { ...list, value: list.value.filter(({ state }) => (state ?? "Active") === "Active").map(alertOf) };
  });
  const errors = value.filter(({ level }) => level === "Error");
  const others = value.filter(({ level }) => level !== "Error");
  return { value: [...errors, ...others].slice(0, MOST_ALERTS), source };
}

/** How many objects could not be exported, by kind; several services are added up. */
export async function readExportErrorCounts(
  arm: ServiceClient,
  services: Read<readonly string[]>,
): Promise<Read<readonly ExportErrorCount[]>> {
  const { value, source } = await ofEach(services, async (name) =>
    readAll(arm.pages(healthServiceAddress(name, "exporterrors/counts"), errorCount, "read-health")),
  );
  const sums = new Map<string, ExportErrorCount>();
  for (const { errorBucket, count, truncated } of value.slice(0, MOST_BUCKETS)) {
    const bucket = errorBucket.slice(0, LONGEST_BUCKET);
    const before = sums.get(bucket) ?? { bucket, count: 0, truncated: false };
    sums.set(bucket, { bucket, count: before.count + count, truncated: before.truncated || truncated === true });
  }
  return { value: [...sums.values()], source };
}

/** The last export of each server that has exported: one in staging mode does not. */
export async function readServerExports(
  arm: ServiceClient,
  services: Read<readonly string[]>,
): Promise<Read<readonly ServerExport[]>> {
  const { value, source } = await ofEach(services, async (name) =>
    readAll(arm.pages(healthServiceAddress(name, "exportstatus"), exportStatus, "read-health")),
  );
  return { value: value.flatMap(({ serviceMemberId, endTime }) => exportOf(serviceMemberId, endTime)), source };
}

/** Of every service, all or none: half of an answer would look like fewer alerts. */
async function ofEach<T>(
  services: Read<readonly string[]>,
  read: (name: string) => Promise<Read<readonly T[]>>,
): Promise<Read<readonly T[]>> {
  const [first, ...rest] = await Promise.all(services.value.map(read));
  if (first === undefined)
    throw new ServiceError("Connect Health lists no synchronisation service in this tenant.", {
      code: "no-health-service",
      remedy: "Its first Health agent makes one: install or register the agent of a synchronisation server.",
    });
  return { value: [first, ...rest].flatMap(({ value }) => value), source: first.source };
}

function alertOf(one: z.infer<typeof alert>): HealthAlert {
  const created = parseTime(one.createdDate ?? "");
  return {
    alertId: one.alertId ?? "",
    level: one.level ?? null,
    title: (one.displayName ?? one.shortName ?? "").slice(0, LONGEST_TITLE),
    serverId: one.serviceMemberId ?? null,
    since: created === undefined || isNever(one.createdDate) ? null : new Date(created).toISOString(),
  };
}

function exportOf(serverId: string, endTime: string | null | undefined): readonly ServerExport[] {
  if (endTime === null || endTime === "" || isNever(endTime)) return [];
  const time = endTime === undefined ? undefined : parseTime(endTime);
  if (time === undefined)
    throw new ServiceError(`Connect Health says that an export ended "${endTime ?? ""}", which is no time.`, {
      code: "unexpected-shape",
      remedy: "Microsoft may have changed the service: look for a newer version of this program.",
    });
  return [{ serverId, at: new Date(time).toISOString() }];
}

/** The service writes year 1 for it. */
function isNever(time: string | null | undefined): boolean {
  return time?.startsWith("0001-") === true;
}
