// The policy of sign-in methods: which may be used, and how passes are issued.
import * as z from "zod";
import { text, whenOrNull } from "./primitives.js";

const methodStateSchema = z.enum(["enabled", "disabled"]);

const targetSchema = z.strictObject({
  id: text,
  targetType: z.enum(["user", "group"]),
  isRegistrationRequired: z.boolean().default(false),
});

const excludedTargetSchema = z.strictObject({ id: text, targetType: z.enum(["user", "group"]) });

/** Times in minutes. Defaults: "Configure Temporary Access Pass to register passwordless authentication methods". */
const temporaryAccessPassSettingsSchema = z.strictObject({
  state: methodStateSchema.default("disabled"),
  defaultLength: z.int().min(8).max(48).default(8),
  defaultLifetimeInMinutes: z.int().default(60),
  minimumLifetimeInMinutes: z.int().default(60),
  maximumLifetimeInMinutes: z.int().default(480),
  /** Every pass can be used once only. */
  isUsableOnce: z.boolean().default(false),
  includeTargets: z
    .array(targetSchema)
    .default([{ id: "all_users", targetType: "group", isRegistrationRequired: false }]),
  excludeTargets: z.array(excludedTargetSchema).default([]),
});

export const authenticationMethodsPolicySchema = z.strictObject({
  lastModifiedDateTime: whenOrNull.default(null),
  temporaryAccessPass: temporaryAccessPassSettingsSchema.prefault({}),
  /** The other methods, by the configuration's id. */
  otherMethods: z.record(text, methodStateSchema).default({
    Fido2: "enabled",
    MicrosoftAuthenticator: "enabled",
    SoftwareOath: "enabled",
    Sms: "disabled",
    Voice: "disabled",
    Email: "enabled",
    X509Certificate: "disabled",
  }),
});
