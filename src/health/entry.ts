// What an entry of Connect Health tells besides its dates. Lists come as arrays of `{key, value}`, or not at all.
import { parseTime } from "../shapes/time.js";
import type { HealthServer } from "../tenant/health.js";

/** As the service names it, such as `AadSync_AadConnectSync_1.0`; null: it does not say. */
export function roleIn({ whole }: HealthServer): string | null {
  const role = propertyOf(whole, "role");
  return typeof role === "string" && role !== "" ? role : null;
}

/**
 * Whether its agent was registered on a server in staging mode. After a swap this is out of date, until the agent is
 * registered anew: it never tells by itself who is passive. Null: the entry does not say.
 */
export function registeredInStaging({ whole }: HealthServer): boolean | null {
  const computed = propertyOf(whole, "monitoringConfigurationsComputed");
  if (!Array.isArray(computed)) return null;
  const value = computed
    .filter((one) => String(propertyOf(one, "key")).toLowerCase() === "stagingmode")
    .map((one) => String(propertyOf(one, "value")).toLowerCase())[0];
  return value === "true" ? true : value === "false" ? false : null;
}

/**
 * When its agent was registered, epoch milliseconds; null where the entry does not say: year 1 stands in entries of servers
 * that report, too. What is no time is infinite: it must not look old.
 */
export function registeredAt({ whole }: HealthServer): number | null {
  const created = propertyOf(whole, "createdDate") ?? "";
  if (typeof created !== "string") return Number.POSITIVE_INFINITY;
  if (created === "" || created.startsWith("0001-")) return null;
  return parseTime(created) ?? Number.POSITIVE_INFINITY;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
