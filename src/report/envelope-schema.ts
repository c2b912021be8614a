// What every result begins with, and what every result of a changing command has besides.
import * as z from "zod";
import { changeSchema } from "./change-schema.js";

export const tenantSchema = z.strictObject({ displayName: z.string(), initialDomain: z.string(), cloud: z.string() });
export const operatorSchema = z.strictObject({ id: z.string(), name: z.string(), authKind: z.string() });
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const envelope = {
  tenantId: z.string(),
  tenant: tenantSchema,
  at: z.iso.datetime(),
  operator: operatorSchema,
  toolVersion: z.string(),
  ticket: z.string().optional(),
};

const outcome = z.strictObject({
  kind: z.string(),
  summary: z.string(),
  outcome: z.enum(["done", "done-earlier", "already-so"]),
  requestId: z.string().nullable(),
});

export const changing = {
  ...envelope,
  reason: z.string().optional(),
  /** Null when nothing was carried out, so that there is no journal. */
  runId: z.string().nullable(),
  /** Whether a run that was cut was gone on with. */
  continued: z.boolean(),
  /** The command line that takes the run back as far as that can be done; null when nothing was carried out. */
  rollback: z.string().nullable(),
  dryRun: z.boolean(),
  plan: z.array(changeSchema),
  planHash: hashSchema,
  applied: z.array(outcome),
  changed: z.boolean(),
  guardsOverridden: z.array(z.string()),
  warnings: z.array(z.string()),
};
