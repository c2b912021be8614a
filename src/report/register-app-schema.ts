import * as z from "zod";

/** What is told of a registration: everything that may be known of it, and nothing that opens it. */
export const registrationSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(["delegated", "app-only"]),
  existedBefore: z.boolean(),
  removed: z.boolean(),
  /** Null as long as it does not exist, or when it is gone. */
  clientId: z.string().nullable(),
  objectId: z.string().nullable(),
  servicePrincipalId: z.string().nullable(),
  commands: z.array(z.string()),
  permissions: z.array(
    z.strictObject({ resource: z.string(), permission: z.string(), type: z.enum(["Scope", "Role"]) }),
  ),
  consent: z.strictObject({
    /** Null where it could not be read. */
    granted: z.boolean().nullable(),
    /** Where an administrator consents by browser. */
    link: z.string().nullable(),
    /** Why nobody should consent to the registration as it is, and so no link is given; null where nothing speaks against it. */
    withheld: z.string().nullable(),
    /** The directory role that may. */
    by: z.string(),
  }),
  credential: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("certificate"),
        file: z.string(),
        thumbprint: z.string().nullable(),
        expires: z.string().nullable(),
      }),
      z.strictObject({
        kind: z.literal("federated"),
        issuer: z.string(),
        subject: z.string(),
        audiences: z.array(z.string()),
      }),
    ])
    .nullable(),
  /** What to type or to set next, in order. */
  next: z.array(z.string()),
});
