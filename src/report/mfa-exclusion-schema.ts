// The results of `mfa-exclusion`, and what a policy means for one subject, which others tell as well.
import * as z from "zod";
import { changing, envelope } from "./envelope-schema.js";
import { identity } from "./verify-sync-schema.js";

export const binding = z.strictObject({
  policyId: z.string(),
  policyName: z.string(),
  subject: z.string(),
  verdict: z.enum(["binds", "report-only", "does-not-bind", "unknown"]),
  reason: z.string(),
  controls: z.array(z.string()),
  named: z.boolean(),
  resources: z.array(
    z.strictObject({ appId: z.string(), applies: z.enum(["yes", "no", "unknown"]), because: z.string() }),
  ),
  blocksLegacyClients: z.boolean(),
});

export const MFA_EXCLUSION_SCHEMAS = {
  "mfa-exclusion-status": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-status@1"),
    ...envelope,
    identities: z.array(identity),
    policies: z.array(binding),
  }),
  "mfa-exclusion-add": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-add@1"),
    ...changing,
    policies: z.array(binding),
  }),
} as const;
