// What the function app's `status` answers, as JSON.
import * as z from "zod";
import type { DeepReadonly } from "./result-schemas.js";
import { verifySyncSchema } from "./verify-sync-schema.js";

const severity = z.enum(["error", "warning", "info"]);
const verdict = z.enum(["pass", "fail", "unknown", "error"]);
const item = { key: z.string(), severity, title: z.string(), text: z.string(), remedy: z.string() };
const error = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });

/** One tenant: its latest look, what is not in order, and what was told. */
export const functionStatusSchema = z.strictObject({
  schema: z.literal("aadc-cloud/function-status@1"),
  tenantId: z.string(),
  /** As the tenant calls itself; null: it was never read. */
  name: z.string().nullable(),
  /** When this was asked, by the storage's clock. */
  at: z.iso.datetime(),
  /** The latest look; null: none yet. `error`: the tenant could not be checked. */
  latest: z
    .strictObject({ at: z.string(), verdict, result: verifySyncSchema.nullable(), error: error.nullable() })
    .nullable(),
  open: z.array(
    z.strictObject({ ...item, since: z.string(), told: z.strictObject({ severity, at: z.string() }).nullable() }),
  ),
  /** Newest first. `pending`: channels that have not taken it yet. */
  alerts: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(["problem", "change", "reminder", "recovery"]),
      severity,
      at: z.string(),
      items: z.array(z.strictObject({ ...item, since: z.string().nullable() })),
      pending: z.array(z.string()),
    }),
  ),
  /** Oldest first. */
  history: z.array(
    z.strictObject({
      at: z.string(),
      verdict,
      lastSync: z.string().nullable(),
      lastPasswordSync: z.string().nullable(),
      activeServer: z.string().nullable(),
    }),
  ),
});

/** All tenants, in a line each. */
export const functionOverviewSchema = z.strictObject({
  schema: z.literal("aadc-cloud/function-overview@1"),
  at: z.iso.datetime(),
  tenants: z.array(
    z.strictObject({
      tenant: z.string(),
      name: z.string().nullable(),
      /** Null: it was not looked at yet, or what is kept of it cannot be read. */
      latest: z.strictObject({ at: z.string(), verdict }).nullable(),
      open: z.int().min(0),
      worst: severity.nullable(),
      problem: z.string().nullable(),
    }),
  ),
  /** How many more there are: ask for one with `?tenant=`. */
  more: z.int().min(0),
});

export type FunctionStatus = DeepReadonly<z.infer<typeof functionStatusSchema>>;
export type FunctionOverview = DeepReadonly<z.infer<typeof functionOverviewSchema>>;
