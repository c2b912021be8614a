// The changes of locks, as results and saved plans hold them.
import * as z from "zod";

const text = z.string();
const said = { summary: text, reversible: z.boolean() };
const policy = { policyId: text, policyName: text };
const location = { locationId: text, locationName: text };
const ranges = z.strictObject({ ipRanges: z.array(text) });
const place = z.strictObject({ ipRanges: z.array(text), isTrusted: z.literal(false) });
const state = z.enum(["enabled", "enabledForReportingButNotEnforced"]);
const who = { includeUsers: z.array(text), userNames: z.array(text) };
const lock = z.strictObject({ state, ...who });

export const LOCK_CHANGES = [
  z.strictObject({
    kind: z.literal("create-named-location"),
    target: z.strictObject({ locationName: text }),
    ...said,
    before: z.null(),
    after: place,
  }),
  z.strictObject({
    kind: z.literal("delete-named-location"),
    target: z.strictObject(location),
    ...said,
    before: place,
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("set-location-ranges"),
    target: z.strictObject(location),
    ...said,
    before: ranges,
    after: ranges,
  }),
  z.strictObject({
    kind: z.literal("create-lock"),
    /** The id is null as long as an earlier change is to make the location. */
    target: z.strictObject({ policyName: text, locationName: text, locationId: text.nullable() }),
    ...said,
    before: z.null(),
    after: lock,
  }),
  z.strictObject({
    kind: z.literal("delete-lock"),
    target: z.strictObject({ ...policy, ...location }),
    ...said,
    before: lock,
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("set-lock-state"),
    target: z.strictObject(policy),
    ...said,
    before: z.strictObject({ state }),
    after: z.strictObject({ state }),
  }),
  z.strictObject({
    kind: z.literal("set-lock-users"),
    target: z.strictObject(policy),
    ...said,
    before: z.strictObject(who),
    after: z.strictObject(who),
  }),
] as const;
