import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";

/** The sheet of this resource shows a list, its sample a single object: both are taken. */
function oneOf<T>(item: z.ZodType<T>) {
  return z.union([z.object({ value: z.array(item) }).transform(({ value }) => value[0] ?? null), item]);
}

const ADDRESS = "directory/onPremisesSynchronization";

const v1 = z.object({
  id: z.string(),
  configuration: z
    .object({
      accidentalDeletionPrevention: z
        .object({ synchronizationPreventionType: z.string(), alertThreshold: z.number().nullish() })
        .nullish(),
    })
    .nullish(),
  features: z.looseObject({ passwordSyncEnabled: z.boolean().nullish() }),
});

export interface SyncSettings {
  readonly passwordSyncEnabled: boolean | null;
  /** Every flag that Graph tells, by its name: of one that is missing here it is not known whether it is on. */
  readonly features: Readonly<Record<string, boolean>>;
  readonly deletionPrevention: { readonly type: string; readonly threshold: number | null } | null;
}

/** Tenant-wide settings of synchronisation (v1.0). Null: the tenant has no synchronisation object. */
export async function readSyncSettings(graph: ServiceClient): Promise<Read<SyncSettings | null>> {
  const { value, source } = await graph.get(`/v1.0/${ADDRESS}`, oneOf(v1), "read-synchronization");
  if (value === null) return { value: null, source };
  const prevention = value.configuration?.accidentalDeletionPrevention ?? null;
  return {
    source,
    value: {
      passwordSyncEnabled: value.features.passwordSyncEnabled ?? null,
      features: flagsIn(value.features),
      deletionPrevention:
        prevention === null
          ? null
          : { type: prevention.synchronizationPreventionType, threshold: prevention.alertThreshold ?? null },
    },
  };
}

function flagsIn(features: Readonly<Record<string, unknown>>): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    Object.entries(features).filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean"),
  );
}

const beta = z.object({
  id: z.string(),
  configuration: z
    .object({
      anchorAttribute: z.string().nullish(),
      synchronizationClientVersion: z.string().nullish(),
      synchronizationInterval: z.string().nullish(),
      currentExportData: z
        .object({
          clientMachineName: z.string().nullish(),
          serviceAccount: z.string().nullish(),
          pendingObjectsAddition: z.number().nullish(),
          pendingObjectsUpdate: z.number().nullish(),
          pendingObjectsDeletion: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** What Graph beta tells of the last export: the one place that names the server (not in v1.0). */
export interface LastExport {
  readonly clientVersion: string | null;
  /** ISO 8601 duration, such as PT30M. */
  readonly interval: string | null;
  readonly machineName: string | null;
  readonly serviceAccount: string | null;
  /** The attribute of Active Directory by which objects are found again: the source anchor. */
  readonly anchorAttribute: string | null;
  readonly pending: { readonly additions: number; readonly updates: number; readonly deletions: number } | null;
}

/** Null: the tenant has no synchronisation object. */
export async function readLastExport(graph: ServiceClient): Promise<Read<LastExport | null>> {
  const { value, source } = await graph.get(`/beta/${ADDRESS}`, oneOf(beta), "read-synchronization");
  if (value === null) return { value: null, source };
  const { configuration } = value;
  const data = configuration?.currentExportData;
  return {
    source,
    value: {
      clientVersion: configuration?.synchronizationClientVersion ?? null,
      interval: configuration?.synchronizationInterval ?? null,
      machineName: data?.clientMachineName || null,
      serviceAccount: data?.serviceAccount || null,
      anchorAttribute: configuration?.anchorAttribute || null,
      pending:
        typeof data?.pendingObjectsAddition === "number" &&
        typeof data.pendingObjectsUpdate === "number" &&
        typeof data.pendingObjectsDeletion === "number"
          ? {
              additions: data.pendingObjectsAddition,
              updates: data.pendingObjectsUpdate,
              deletions: data.pendingObjectsDeletion,
            }
          : null,
    },
  };
}
