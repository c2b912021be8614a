// The JSON of doctor. What could not be told without a sign-in is null.
import * as z from "zod";

const verdict = z.enum(["pass", "fail", "unknown"]);
const severity = z.enum(["error", "warning", "info"]);
const count = z.int().min(0);

export const doctorSchema = z.strictObject({
  schema: z.literal("aadc-cloud/doctor@1"),
  tenantId: z.string().nullable(),
  tenant: z.strictObject({ displayName: z.string(), initialDomain: z.string(), cloud: z.string() }).nullable(),
  at: z.iso.datetime().nullable(),
  operator: z.strictObject({ id: z.string(), name: z.string(), authKind: z.string() }).nullable(),
  toolVersion: z.string(),
  ticket: z.string().optional(),
  /** Tenant and cloud as they were given. */
  asked: z.strictObject({ tenant: z.string(), cloud: z.string(), authKind: z.string() }),
  /** `refused`: by Entra ID; `failed`: it could not be tried. */
  signIn: z.enum(["done", "refused", "missing", "failed"]),
  verdict,
  /** `weight`: how bad it is when this one cannot be carried out; `info`: it is only worth knowing. */
  operations: z.array(z.strictObject({ name: z.string(), weight: severity, verdict })),
  summary: z.strictObject({
    pass: count,
    fail: count,
    warning: count,
    info: count,
    unknown: count,
    notApplicable: count,
  }),
  findings: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      severity,
      result: z.enum(["pass", "fail", "unknown", "not-applicable"]),
      evidence: z.string(),
      remedy: z.string(),
      doc: z.string(),
      /** Operations that cannot be carried out while it fails. */
      neededBy: z.array(z.string()),
    }),
  ),
});
