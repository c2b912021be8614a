// The shape of every JSON result, relied on by scripts. The package ships them as JSON Schemas made from here.
import * as z from "zod";
import type { Change } from "../shapes/change.js";
import { cleanupAccountsSchema } from "./cleanup-accounts-schema.js";
import { cleanupHealthSchema } from "./cleanup-health-schema.js";
import { doctorSchema } from "./doctor-schema.js";
import { changing, type envelope } from "./envelope-schema.js";
import { binding, MFA_EXCLUSION_SCHEMAS } from "./mfa-exclusion-schema.js";
import { registrationSchema } from "./register-app-schema.js";
import { RUNS_SCHEMAS } from "./runs-schema.js";
import { setupAccountSchema } from "./setup-schema.js";
import { SIGN_IN_SCHEMAS } from "./sign-in-schemas.js";
import { verifySyncSchema } from "./verify-sync-schema.js";

export const RESULT_SCHEMAS = {
  ...SIGN_IN_SCHEMAS,
  doctor: doctorSchema,
  "verify-sync": verifySyncSchema,
  "setup-svc-account": z.strictObject({
    schema: z.literal("aadc-cloud/setup-svc-account@1"),
    ...changing,
    account: setupAccountSchema,
    policies: z.array(binding),
  }),
  ...MFA_EXCLUSION_SCHEMAS,
  "cleanup-health": cleanupHealthSchema,
  "cleanup-accounts": cleanupAccountsSchema,
  "register-app": z.strictObject({
    schema: z.literal("aadc-cloud/register-app@1"),
    ...changing,
    registration: registrationSchema,
  }),
  "function-deploy": z.strictObject({
    schema: z.literal("aadc-cloud/function-deploy@1"),
    ...changing,
    deployment: z.strictObject({
      subscriptionId: z.string(),
      group: z.string(),
      location: z.string(),
      name: z.string(),
      /** What the template tells of what it made; nothing where nothing was carried out. */
      outputs: z.record(z.string(), z.string()),
    }),
  }),
  "function-grant": z.strictObject({
    schema: z.literal("aadc-cloud/function-grant@1"),
    ...changing,
    identity: z.strictObject({ id: z.string(), appId: z.string(), name: z.string() }),
    /** App roles of Microsoft Graph that it has then, besides others. */
    permissions: z.array(z.string()),
    /** At Connect Health; null where the cloud has none. */
    healthRole: z.string().nullable(),
  }),
  ...RUNS_SCHEMAS,
} as const;

export type ResultName = keyof typeof RESULT_SCHEMAS;
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
/** The schema says less of a plan than the type of a change does. */
type Planned<T> = T extends { readonly plan: unknown } ? Omit<T, "plan"> & { readonly plan: readonly Change[] } : T;
export type ResultOf<N extends ResultName> = Planned<DeepReadonly<z.infer<(typeof RESULT_SCHEMAS)[N]>>>;
export type Result = { [N in ResultName]: ResultOf<N> }[ResultName];

/** What every result begins with. */
export type Envelope = DeepReadonly<z.infer<z.ZodObject<typeof envelope>>>;
/** What the result of every command that changes something has besides. */
export type Changing = Omit<Planned<DeepReadonly<z.infer<z.ZodObject<typeof changing>>>>, keyof Envelope>;
