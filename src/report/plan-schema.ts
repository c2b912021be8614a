// What `--plan-out` writes and `--plan` reads.
import * as z from "zod";
import { changeSchema } from "./change-schema.js";
import { hashSchema, operatorSchema, tenantSchema } from "./envelope-schema.js";

export const savedPlanSchema = z.strictObject({
  schema: z.literal("aadc-cloud/plan@1"),
  tenantId: z.string(),
  command: z.string(),
  /** What the command is about, such as the account's name. */
  subject: z.string(),
  plan: z.array(changeSchema),
  /** The options that shaped the plan. */
  wishes: z.json(),
  tenant: tenantSchema,
  at: z.iso.datetime(),
  operator: operatorSchema,
  toolVersion: z.string(),
  reason: z.string().optional(),
  ticket: z.string().optional(),
  guardsOverridden: z.array(z.string()),
  warnings: z.array(z.string()),
  /** SHA-256 of tenantId, command, subject, plan, wishes (without `passwordTo`) and guardsOverridden, keys in order. */
  planHash: hashSchema,
});
