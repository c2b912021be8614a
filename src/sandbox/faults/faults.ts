// What goes wrong with requests, as somebody has asked for it: rules say which, a seed makes it repeatable.
import * as z from "zod";

const workSchema = z.enum(["undone", "done"]).default("undone");

/** Ten years, in seconds. */
const MOST_SKEW = 315_360_000;

const kindSchema = z.discriminatedUnion("kind", [
  /** Answered with this status instead; the work is not done. */
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    /** Seconds, or an HTTP date; absent: no such header. */
    retryAfter: z
      .union([z.int().min(0), z.string().refine((text) => !Number.isNaN(Date.parse(text)), "is no date")])
      .optional(),
    body: z.enum(["json", "html", "empty"]).default("json"),
  }),
  /** The connection is cut, before the work was done or after it. */
  z.strictObject({ kind: z.literal("reset"), work: workSchema }),
  /** No answer at all until the client gives up. */
  z.strictObject({ kind: z.literal("hang"), work: workSchema }),
  /** The body breaks off in the middle. */
  z.strictObject({ kind: z.literal("truncated") }),
  /** The answer is a page for people. */
  z.strictObject({ kind: z.literal("html"), status: z.int().min(200).max(599).default(502) }),
  /** A GET is answered with what it was the last time. */
  z.strictObject({ kind: z.literal("stale") }),
  /** `@odata.nextLink` leads to the same page again. */
  z.strictObject({ kind: z.literal("repeated-page") }),
  /** The `Date` header is this far from the truth, in seconds. */
  z.strictObject({ kind: z.literal("clock-skew"), seconds: z.int().min(-MOST_SKEW).max(MOST_SKEW) }),
  /** The bearer token counts as expired. */
  z.strictObject({ kind: z.literal("expired-token") }),
]);

export const faultSchema = z.strictObject({
  /** Of host, method and path all that are given must fit; `*` in a path stands for anything. */
  host: z.enum(["login", "graph", "arm", "vault", "publishing"]).optional(),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]).optional(),
  path: z.string().optional(),
  /** Only these of the fitting requests, counted from 1. */
  nth: z.array(z.int().min(1)).optional(),
  /** Each fitting request with this probability, by the seed. */
  probability: z.number().min(0).max(1).optional(),
  fault: kindSchema,
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault["fault"];

interface FaultedRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

export interface Faults {
  /** Does any rule answer with what was before? */
  readonly needEarlierAnswers: boolean;
  /** What strikes this request; it is answered after that. Each call counts as one request. */
  strike(request: FaultedRequest): FaultKind | undefined | Promise<undefined>;
}

interface RuledFaults extends Faults {
  /** The first rule that strikes. */
  strike(request: FaultedRequest): FaultKind | undefined;
}

export function createFaults(rules: readonly Fault[], seed: number): RuledFaults {
  const random = randomFrom(seed);
  const counted = rules.map((rule) => ({ rule, fits: matcher(rule), count: 0 }));
  return {
    needEarlierAnswers: rules.some((rule) => rule.fault.kind === "stale"),
    strike(request) {
      let struck: FaultKind | undefined;
      for (const one of counted) {
        if (!one.fits(request)) continue;
        one.count += 1;
        // Drawn for every fitting request, struck already or not: so one rule does not change another's sequence.
        const isChosen =
          (one.rule.nth?.includes(one.count) ?? true) &&
          (one.rule.probability === undefined || random() < one.rule.probability);
        if (isChosen) struck ??= one.rule.fault;
      }
      return struck;
    },
  };
}

function matcher(rule: Fault): (request: FaultedRequest) => boolean {
  const pattern =
    rule.path === undefined ? undefined : new RegExp(`^${rule.path.split("*").map(literally).join(".*")}$`, "iu");
  return ({ host, method, path }) =>
    (rule.host === undefined || rule.host === host) &&
    (rule.method === undefined || rule.method === method) &&
    (pattern === undefined || pattern.test(path));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&");
}

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed gives the same sequence. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
