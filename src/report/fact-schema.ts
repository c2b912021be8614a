import * as z from "zod";

const source = z.strictObject({ request: z.string(), at: z.iso.datetime().optional() });

/** Something read from the tenant, or why it could not be read. */
export const fact = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("known"), value, source }),
    z.strictObject({ state: z.literal("unknown"), reason: z.string(), remedy: z.string() }),
  ]);
