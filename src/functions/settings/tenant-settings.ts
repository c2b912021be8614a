// Which tenants are looked after, and what is said of each: in an app setting, or in a table where there are many.
import * as z from "zod";
import type { Row, Table } from "../../cloud/tables.js";
import { UsageError } from "../../shapes/errors.js";
import { badValue, type Environment, required, setting, timeIn, words } from "./environment.js";

export interface TenantSettings {
  /** Id, or one of its domains. */
  readonly tenant: string;
  /** The server that should be active. */
  readonly activeServer?: string;
  readonly minVersion?: string;
  /** Ids of checks whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  /** Until then nothing alarms; epoch milliseconds. */
  readonly maintenanceUntil?: number;
}

/** In the table of tenants: one partition, a row for each. */
export const TENANTS_PARTITION = "tenant";

const entrySchema = z.strictObject({
  tenant: z.string().min(1),
  activeServer: z.string().optional(),
  minVersion: z.string().optional(),
  allowUnknown: z.union([z.string(), z.array(z.string())]).optional(),
  maintenanceUntil: z.string().optional(),
});

type Entry = z.infer<typeof entrySchema>;

/** @returns null: they are in the table. @throws {UsageError} `setting-missing`, `bad-value` */
export function tenantsInSettings(environment: Environment): readonly TenantSettings[] | null {
  const text = setting(environment, "AADC_TENANTS");
  if (text?.toLowerCase() === "table") return null;
  if (text === undefined)
    return [settingsOf({ tenant: required(environment, "AZURE_TENANT_ID") }, commonOf(environment))];
  return entriesIn(text).map((entry) => settingsOf(entry, forMany(environment)));
}

/** Keys of the rows alone: one that is not as it should be hides no other. A row whose `enabled` is false is left out. */
export async function tenantsInTable(table: Table): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { row, values } of table.list(TENANTS_PARTITION, { from: "", to: "~", select: ["enabled"] }))
    if (values["enabled"] !== false) found.push(row);
  return found;
}

/** @returns null: it is not among them, or no more. @throws {UsageError} `bad-value` where its row is not as it should be */
export async function tenantInTable(
  table: Table,
  tenantId: string,
  environment: Environment,
): Promise<TenantSettings | null> {
  const row = await table.read(TENANTS_PARTITION, tenantId);
  return row === null || row.values["enabled"] === false ? null : settingsOf(entryIn(row), forMany(environment));
}

function commonOf(environment: Environment): Omit<Entry, "tenant"> {
  const value = (name: string) => setting(environment, name);
  const [activeServer, minVersion] = [value("AADC_ACTIVE_SERVER"), value("AADC_MIN_VERSION")];
  const [allowUnknown, maintenanceUntil] = [value("AADC_ALLOW_UNKNOWN"), value("AADC_MAINTENANCE_UNTIL")];
  return {
    ...(activeServer === undefined ? {} : { activeServer }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(allowUnknown === undefined ? {} : { allowUnknown }),
    ...(maintenanceUntil === undefined ? {} : { maintenanceUntil }),
  };
}

/** A server's name is one tenant's. */
function forMany(environment: Environment): Omit<Entry, "tenant"> {
  const { activeServer: _, ...common } = commonOf(environment);
  return common;
}

function settingsOf(entry: Entry, common: Omit<Entry, "tenant">): TenantSettings {
  const { tenant, activeServer, minVersion, allowUnknown = [], maintenanceUntil } = { ...common, ...entry };
  const until = timeIn("AADC_MAINTENANCE_UNTIL", maintenanceUntil);
  return {
    tenant: tenant.toLowerCase(),
    ...(activeServer === undefined ? {} : { activeServer }),
    ...(minVersion === undefined ? {} : { minVersion }),
    allowUnknown: typeof allowUnknown === "string" ? words(allowUnknown) : allowUnknown,
    ...(until === undefined ? {} : { maintenanceUntil: until }),
  };
}

/** Ids with commas between, or JSON: an array of ids or of objects. */
function entriesIn(text: string): readonly Entry[] {
  if (!/^\s*\[/.test(text)) return words(text).map((tenant) => ({ tenant }));
  const schema = z.array(z.union([z.string().transform((tenant): Entry => ({ tenant })), entrySchema]));
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError("The app setting AADC_TENANTS is no list of tenants.", {
      code: "bad-value",
      remedy:
        'Write ids with commas between them, or JSON such as [{"tenant": "ID", "activeServer": "AADC02"}], or the word table.',
      cause: error,
    });
  }
}

function entryIn({ row, values }: Row): Entry {
  const { enabled: _, name: __, ...rest } = values;
  const parsed = entrySchema.safeParse({ ...rest, tenant: row });
  if (parsed.success) return parsed.data;
  throw badValue(
    "AADC_TENANTS",
    `table, row ${row}: ${parsed.error.issues[0]?.message ?? ""}`,
    "A row's key is the tenant's id; its columns are activeServer, minVersion, allowUnknown, maintenanceUntil (texts) and enabled.",
  );
}
