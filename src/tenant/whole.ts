import * as z from "zod";
import type { Json } from "../shapes/change.js";

/** What `schema` understands of a value, and beside it `whole`: the value as it came, properties unknown to us included. */
export function withWhole<T extends object>(schema: z.ZodType<T>): z.ZodType<T & { readonly whole: Json }> {
  return z.json().transform((whole, context) => {
    const parsed = schema.safeParse(whole);
    if (parsed.success) return { ...parsed.data, whole };
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path: [...path], message });
    return z.NEVER;
  });
}
