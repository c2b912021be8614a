// What an entry of a journal must have, before anything goes by it: a journal is a file, and anybody may have written it.
import * as z from "zod";
import type { Json } from "../shapes/change.js";
import type { RunEntry } from "../shapes/run.js";
import { hasItsForm } from "./change-form.js";

const text = z.string();
const number = z.int().min(0);
const time = z.iso.datetime({ offset: true });
const plainObject = z.record(text, z.unknown());
const json = z.json() as z.ZodType<Json>;

/** Kinds that this version does not know are understood where they are met: showing a run does not depend on them. */
const change = z
  .looseObject({
    kind: text,
    target: plainObject,
    summary: text,
    before: json,
    after: json,
    reversible: z.boolean(),
  })
  .refine(hasItsForm);

const head = z.looseObject({
  tenantId: text,
  tenant: z.looseObject({ displayName: text, initialDomain: text, cloud: text }),
  at: time,
  operator: z.looseObject({ id: text, name: text, authKind: text }),
  toolVersion: text,
  ticket: text.optional(),
});

const ENTRIES = {
  started: z.looseObject({ run: text, head, reason: text.optional(), rollbackOf: text.optional() }),
  plan: z.looseObject({
    command: text,
    subject: text,
    plan: z.array(change),
    wishes: json,
    planHash: text,
    warnings: z.array(text),
    guardsOverridden: z.array(text),
  }),
  continued: z.looseObject({ head, reason: text.optional() }),
  intent: z.looseObject({ number, change, image: json.optional() }),
  refused: z.looseObject({ number, message: text }),
  sent: z.looseObject({
    number,
    outcome: z.enum(["done", "done-earlier", "already-so"]),
    requestId: text.nullable(),
    at: time.nullable(),
    objectId: text.nullable(),
  }),
  confirmed: z.looseObject({ numbers: z.array(number), images: z.array(json).optional() }),
  evidence: z.looseObject({ when: z.enum(["before", "after"]), result: json }),
  stopped: z.looseObject({ code: text, message: text }),
  finished: z.looseObject({}),
} satisfies { readonly [E in RunEntry["entry"]]: z.ZodType };

/**
 * @returns the entry; `unknown-kind` for one that a version with more kinds of entries may have written; `malformed` for
 * one that no version has written
 */
export function entryFrom(value: Readonly<Record<string, unknown>>): RunEntry | "unknown-kind" | "malformed" {
  const { entry } = value;
  if (typeof entry !== "string") return "malformed";
  if (!Object.hasOwn(ENTRIES, entry)) return "unknown-kind";
  const schema: z.ZodType = ENTRIES[entry as RunEntry["entry"]];
  return schema.safeParse(value).success ? (value as unknown as RunEntry) : "malformed";
}
