// The subject of the result of setup-svc-account.
import * as z from "zod";

export const setupAccountSchema = z.strictObject({
  userPrincipalName: z.string(),
  /** Null as long as it does not exist. */
  id: z.string().nullable(),
  existedBefore: z.boolean(),
  /** Null as long as it does not exist. */
  enabled: z.boolean().nullable(),
  /** Where the password that this run has set was put, or in a dry run would be put, such as `file:PATH`; never the password. */
  passwordTo: z.string().nullable(),
  /** The same of a Temporary Access Pass. */
  passTo: z.string().nullable(),
  /** How it has the role of the wizard; null: it has not. */
  role: z
    .strictObject({
      how: z.enum(["direct", "active", "eligible"]),
      /** ISO 8601; null: without an end. */
      until: z.string().nullable(),
    })
    .nullable(),
  marked: z.boolean(),
});
