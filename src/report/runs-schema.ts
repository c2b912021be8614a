// The JSON of runs list, show, rollback and export. Journals are read as they are: a newer version may have written more
// kinds of changes than this one knows.
import * as z from "zod";
import { changing, operatorSchema, tenantSchema } from "./envelope-schema.js";

/** Nobody is asked, so that there is neither a service's time nor an operator. */
const offline = {
  tenantId: z.string().nullable(),
  at: z.null(),
  operator: z.null(),
  toolVersion: z.string(),
  ticket: z.string().optional(),
};

const count = z.int().min(0);

const RUN_STATES = [
  "finished",
  "open",
  "under-way",
  "nothing-done",
  "rolled-back",
  "damaged",
  "other-version",
] as const;

/** What a journal says of its run; null where the journal does not say it any more. */
const run = {
  runId: z.string(),
  state: z.enum(RUN_STATES),
  /** The service's time at which it began. */
  begunAt: z.string().nullable(),
  command: z.string().nullable(),
  subject: z.string().nullable(),
  tenantId: z.string().nullable(),
  tenant: tenantSchema.nullable(),
  operator: operatorSchema.nullable(),
  ticket: z.string().nullable(),
  reason: z.string().nullable(),
  /** Changes that it made, or perhaps made. */
  changes: count.nullable(),
  /** Changes of its newest plan that it did not come to. */
  notBegun: count.nullable(),
  /** The run that this one takes back. */
  rollbackOf: z.string().nullable(),
  /** The run that takes this one back, and whether it came to its end. */
  rollback: z.strictObject({ runId: z.string(), finished: z.boolean() }).nullable(),
  /** Why the journal cannot be read. */
  problem: z.string().nullable(),
};

export interface JournaledChange {
  readonly kind: string;
  readonly summary: string;
}

/** All of it, also of a kind that this version does not know. */
const change = z.looseObject({ kind: z.string(), summary: z.string() }) as z.ZodType<JournaledChange>;

const step = z.strictObject({
  /** As the journal counts, from 0. */
  number: count,
  change,
  state: z.enum(["in-doubt", "refused", "sent", "confirmed"]),
  outcome: z.enum(["done", "done-earlier", "already-so"]).nullable(),
  requestId: z.string().nullable(),
  sentAt: z.string().nullable(),
  objectId: z.string().nullable(),
  imageBefore: z.unknown(),
  imageAfter: z.unknown(),
  takingBack: z.strictObject({ possible: z.boolean(), words: z.string() }),
});

const archived = z.strictObject({ name: z.string(), bytes: count, sha256: z.string() });

export const RUNS_SCHEMAS = {
  "runs-list": z.strictObject({
    schema: z.literal("aadc-cloud/runs-list@1"),
    ...offline,
    /** Where the journals are kept. */
    where: z.string(),
    /** The tenant whose runs were asked for, as it was given. */
    asked: z.string().nullable(),
    /** All tenants of which there are runs here. */
    tenants: z.array(z.strictObject({ tenantId: z.string(), initialDomain: z.string() })),
    runs: z.array(z.strictObject(run)),
  }),
  "runs-show": z.strictObject({
    schema: z.literal("aadc-cloud/runs-show@1"),
    ...offline,
    run: z.strictObject({
      ...run,
      toolVersion: z.string(),
      /** Who went on with it, where somebody did. */
      continuedBy: z.strictObject({ name: z.string(), at: z.string() }).nullable(),
      /** On the clock of the machine that wrote the last line. */
      lastWritten: z.string(),
      plan: z.array(change),
      planHash: z.string(),
      wishes: z.unknown(),
      guardsOverridden: z.array(z.string()),
      steps: z.array(step),
      stopped: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
      evidence: z.strictObject({ before: z.boolean(), after: z.boolean() }),
    }),
    /** Command lines to type next; null where there is nothing to go on with, or to take back. */
    next: z.strictObject({ goOn: z.string().nullable(), rollBack: z.string().nullable(), export: z.string() }),
  }),
  "runs-rollback": z.strictObject({
    schema: z.literal("aadc-cloud/runs-rollback@1"),
    ...changing,
    /** The run that is taken back. */
    run: z.strictObject({ runId: z.string(), command: z.string(), subject: z.string(), begunAt: z.string() }),
    steps: z.array(
      z.strictObject({
        number: count,
        summary: z.string(),
        /** `as-before`: nothing is to be done. `left-alone`: somebody has changed it since. `cannot`: there is no way back. */
        verdict: z.enum(["take-back", "as-before", "left-alone", "cannot"]),
        words: z.string(),
      }),
    ),
  }),
  "runs-export": z.strictObject({
    schema: z.literal("aadc-cloud/runs-export@1"),
    ...offline,
    runId: z.string(),
    file: z.string(),
    bytes: count,
    sha256: z.string(),
    files: z.array(archived),
    missing: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  }),
} as const;
