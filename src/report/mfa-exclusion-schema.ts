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

const verdict = binding.shape.verdict;

/** The same with what all witnesses say of it. */
const judgedBinding = z.strictObject({
  ...binding.shape,
  testimonies: z.array(
    z.strictObject({
      witness: z.enum(["evaluator", "what-if", "sign-ins"]),
      resource: z.string(),
      says: z.enum(["applies", "does-not-apply", "unknown"]),
      because: z.string(),
    }),
  ),
  agreed: z.boolean().nullable(),
});

export const MFA_EXCLUSION_SCHEMAS = {
  "mfa-exclusion-status": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-status@1"),
    ...envelope,
    identities: z.array(identity),
    /** Who was asked for; every policy is judged for each of them. */
    subjects: z.array(
      z.strictObject({
        name: z.string(),
        /** Object id, of an application its service principal's; null: it does not exist yet. */
        id: z.string().nullable(),
        is: z.enum(["connector", "cloud-sync", "service-account", "application", "other"]),
        server: z.string().nullable(),
        enabled: z.boolean().nullable(),
        /** From where it signs in, newest first; null: nobody can tell. */
        addresses: z.array(z.string()).nullable(),
        resources: z.array(z.strictObject({ appId: z.string(), name: z.string() })),
        /** Whether a policy keeps it from signing in from elsewhere than its servers' addresses. */
        lock: z.enum(["enforced", "report-only", "none", "unknown"]),
      }),
    ),
    policies: z.array(judgedBinding),
    /** What excludes them now; of a policy that is off nothing is told. */
    exclusions: z.array(
      z.strictObject({
        subject: z.string(),
        policyId: z.string(),
        policyName: z.string(),
        list: z.enum(["excludeUsers", "excludeGroups", "excludeRoles"]),
        id: z.string(),
        name: z.string(),
        /** `mark`: a run on another machine; `others`: nothing here tells whose it is. */
        by: z.enum(["journal", "mark", "others"]),
        runId: z.string().nullable(),
        /** When it is to end by the account's mark; null: no end is known of. */
        until: z.string().nullable(),
      }),
    ),
    unheard: z.array(
      z.strictObject({
        witness: z.enum(["what-if", "sign-ins"]),
        /** Null: about nobody. */
        subject: z.string().nullable(),
        reason: z.string(),
        remedy: z.string(),
      }),
    ),
    notes: z.array(z.string()),
    /** What to do: commands of this program, word by word. */
    next: z.array(z.strictObject({ command: z.array(z.string()), because: z.string() })),
  }),
  "mfa-exclusion-add": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-add@1"),
    ...changing,
    /** As it was before anything was written. */
    policies: z.array(judgedBinding),
    /** The same asked again after it, of those that were excluded; null: nothing was written, or nobody could be asked. */
    proof: z
      .array(
        z.strictObject({
          policyId: z.string(),
          policyName: z.string(),
          subject: z.string(),
          before: verdict,
          after: verdict.nullable(),
          agreed: z.boolean().nullable(),
          reason: z.string(),
        }),
      )
      .nullable(),
    /** When the exclusion ends, who takes it back then (null: nobody by itself), and the command line that does. */
    end: z.strictObject({ until: z.iso.datetime(), by: z.null(), line: z.string() }).nullable(),
  }),
  "mfa-exclusion-remove": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-remove@1"),
    ...changing,
    /** What is taken out of policies. */
    entries: z.array(
      z.strictObject({
        policyId: z.string(),
        policyName: z.string(),
        list: z.enum(["excludeUsers", "excludeGroups", "excludeRoles"]),
        id: z.string(),
        name: z.string(),
        /** By what it is known whose it is; `policy`: somebody else's, and the policy was named. */
        by: z.enum(["journal", "mark", "policy"]),
      }),
    ),
    /** Identities that synchronise and are bound again. */
    identities: z.array(
      z.strictObject({ name: z.string(), use: z.enum(["in-use", "not-in-use", "unknown"]), because: z.string() }),
    ),
    /** With --expired: when the next exclusion ends; null: none that is known of. */
    nextDue: z.iso.datetime().nullable(),
  }),
} as const;
