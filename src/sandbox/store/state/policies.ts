// Conditional Access and what stands around it.
import * as z from "zod";
import { secretHash, text, texts, when, whenOrNull } from "./primitives.js";

/** Checked on writing by laws/conditional-access/policy-schema.ts; here only that it is an object with an id. */
export const conditionalAccessPolicySchema = z.looseObject({ id: text, displayName: text, state: text });
export const namedLocationSchema = z.looseObject({ id: text, displayName: text, "@odata.type": text });
export const authenticationStrengthSchema = z.looseObject({ id: text, displayName: text, allowedCombinations: texts });

export const deletedPolicySchema = z.strictObject({ deletedDateTime: when, policy: conditionalAccessPolicySchema });
export const deletedLocationSchema = z.strictObject({ deletedDateTime: when, location: namedLocationSchema });

export const temporaryAccessPassSchema = z.strictObject({
  id: text,
  userId: text,
  createdDateTime: when,
  startDateTime: whenOrNull,
  lifetimeInMinutes: z.int(),
  isUsableOnce: z.boolean(),
  isUsed: z.boolean(),
  pass: secretHash,
});
