// What a change of a lock must have in a journal.
import * as z from "zod";
import type { LockChange } from "../shapes/lock-change.js";

const text = z.string();
const texts = z.array(text);
const nothing = z.null();
const of = (...keys: readonly string[]) => z.looseObject(Object.fromEntries(keys.map((key) => [key, text])));
const policy = of("policyId", "policyName");
const location = of("locationId", "locationName");
const ranges = z.looseObject({ ipRanges: texts });
const place = ranges.extend({ isTrusted: z.literal(false) });
/** Whoever reads on must know what it is: a state that this version does not know is another form. */
const state = z.looseObject({ state: z.enum(["enabled", "enabledForReportingButNotEnforced"]) });
const who = z.looseObject({ includeUsers: texts, userNames: texts });
const lock = state.extend({ includeUsers: texts, userNames: texts });

type Form = readonly [target: z.ZodType, before: z.ZodType, after: z.ZodType];

export const LOCK_FORMS: { readonly [K in LockChange["kind"]]: Form } = {
  "create-named-location": [of("locationName"), nothing, place],
  "delete-named-location": [location, place, nothing],
  "set-location-ranges": [location, ranges, ranges],
  "create-lock": [of("policyName", "locationName").extend({ locationId: text.nullable() }), nothing, lock],
  "delete-lock": [policy.extend({ locationId: text, locationName: text }), lock, nothing],
  "set-lock-state": [policy, state, state],
  "set-lock-users": [policy, who, who],
};
