// A snapshot for people who need not know whose it is: every name is masked, what is not known to be harmless is left out.
import * as z from "zod";
import type { Json } from "../shapes/change.js";
import { createMasks, type Masks } from "./masks.js";
import { redactPolicy } from "./redact-policy.js";
import { kindOf } from "./snapshot-fields.js";
import { type SavedSnapshot, savedSnapshotSchema } from "./snapshot-schema.js";

/**
 * The same facts without names: people, accounts, servers, domains, tenant, addresses, ids, policies, groups. The same name
 * has the same mask everywhere, so that the same findings come of it; masks of two snapshots have nothing in common.
 */
export function redact(snapshot: SavedSnapshot): SavedSnapshot {
  const masks = createMasks();
  // Sentences may name what comes only after them.
  walk(savedSnapshotSchema, snapshot, masks);
  const masked = walk(savedSnapshotSchema, snapshot, masks) as SavedSnapshot;
  return { ...masked, redacted: true };
}

/** What the schema does not name is dropped. */
function walk(schema: z.core.$ZodType, value: unknown, masks: Masks): unknown {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional)
    return walk(schema.unwrap(), value, masks);
  const kind = kindOf(schema);
  if (kind === "policy") return redactPolicy(value as Json, masks);
  if (typeof value === "string") return isFixed(schema) ? value : masks.mask(kind ?? "value", value);
  if (typeof value !== "object" || value === null) return value;
  if (schema instanceof z.ZodArray) return (value as readonly unknown[]).map((one) => walk(schema.element, one, masks));
  if (schema instanceof z.ZodUnion) return walk(optionFor(schema, value), value, masks);
  if (schema instanceof z.ZodRecord)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [masks.mask("word", key), walk(schema.valueType, one, masks)]),
    );
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Readonly<Record<string, z.core.$ZodType>>)
        .filter(([key]) => Object.hasOwn(value, key))
        .map(([key, field]) => [key, walk(field, (value as Readonly<Record<string, unknown>>)[key], masks)]),
    );
  return null;
}

/** One of few words, all of which stand in the schema. */
function isFixed(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral;
}

function optionFor(schema: z.ZodUnion, value: object): z.core.$ZodType {
  const option = schema.options.find((one) => z.safeParse(one, value).success);
  if (option === undefined) throw new TypeError("The value is not of this form.");
  return option;
}
