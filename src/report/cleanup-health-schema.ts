// The result of `cleanup-health`: every server that Connect Health lists, and what its entry is worth.
import * as z from "zod";
import { changing } from "./envelope-schema.js";
import { fact } from "./fact-schema.js";

const server = z.strictObject({
  id: z.string(),
  serviceName: z.string(),
  machineName: z.string(),
  machineId: z.string().nullable(),
  /** `staging`: it uploads, and its agent was registered in staging mode. */
  verdict: z.enum(["live", "staging", "stale", "never-reported", "disabled", "unknown"]),
  reason: z.string(),
  lastUpload: z.string().nullable(),
  /** Of each kind of data, ISO 8601; null: never. */
  uploads: fact(z.record(z.string(), z.string().nullable())),
  disabled: z.boolean(),
  role: z.string().nullable(),
  /** As its agent was registered: out of date after a swap. */
  registeredInStaging: z.boolean().nullable(),
  /** Of Entra Connect, as the agent told it last. */
  version: fact(z.string().nullable()),
  /** Active alerts. */
  alerts: fact(z.strictObject({ errors: z.int(), others: z.int() })),
});

export const cleanupHealthSchema = z.strictObject({
  schema: z.literal("aadc-cloud/cleanup-health@1"),
  ...changing,
  servers: z.array(server),
  /** What Connect Health knows of the tenant; null in it: it does not say. */
  connectHealth: fact(
    z.strictObject({
      premium: z.boolean().nullable(),
      onboarded: z.boolean().nullable(),
      disabled: z.boolean().nullable(),
      inQuarantine: z.boolean().nullable(),
    }),
  ),
});
