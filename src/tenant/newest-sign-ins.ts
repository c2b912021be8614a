// When each of the sync identities last signed in, by the log of the last days, successful or not. Asked newest first, and of
// those that are not seen again, further back.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import { type Fact, known, type Source, unknown } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";

export interface NewestSignIns {
  /** ISO 8601; older ones were not asked for. */
  readonly since: string;
  /** By object id; value null: none since then. */
  readonly of: ReadonlyMap<string, Fact<string | null>>;
}

/** Whose sign-ins: a user, or a service principal. */
export interface SignerIn {
  readonly id: string;
  readonly kind: "user" | "application";
}

const BACK_TO_MS = 7 * 24 * 3_600_000;
const PAGE = 200;
/** With their kinds of sign-ins no more alternatives than Graph takes in one filter. */
const IN_ONE_REQUEST = 10;
/** Of the logs Graph answers five requests in ten seconds, to all who ask. */
const MOST_REQUESTS = 8;

const wire = z.object({
  value: z.array(
    z.object({
      createdDateTime: z.string(),
      userId: z.string().nullish(),
      servicePrincipalId: z.string().nullish(),
    }),
  ),
  "@odata.nextLink": z.string().nullish(),
});

/** Asked of Graph beta: v1.0 lists interactive ones of users only ("List signIns"). */
const KINDS = {
  user: { property: "userId", events: ["interactiveUser", "nonInteractiveUser"] },
  application: { property: "servicePrincipalId", events: ["servicePrincipal"] },
} as const;

interface Question {
  readonly kind: SignerIn["kind"];
  readonly ids: readonly string[];
  /** ISO 8601; absent: now. */
  readonly until?: string;
}

/**
 * Needs Microsoft Entra ID P1, else Graph refuses.
 * @param at the service's time, epoch milliseconds
 */
export async function readNewestSignIns(
  graph: ServiceClient,
  signersIn: readonly SignerIn[],
  at: number,
): Promise<Read<NewestSignIns>> {
  const since = new Date(at - BACK_TO_MS).toISOString().replace(/\.\d+Z$/, "Z");
  const of = new Map<string, Fact<string | null>>();
  const waiting: Question[] = [...questions("user", signersIn), ...questions("application", signersIn)];
  let source: Source | undefined;
  let requests = 0;
  while (waiting.length > 0 && requests < MOST_REQUESTS) {
    const round = waiting.splice(0, MOST_REQUESTS - requests);
    requests += round.length;
    const answers = await Promise.all(round.map(async (one) => ({ one, answer: await ask(graph, one, since) })));
    for (const { one, answer } of answers) {
      source ??= answer.source;
      for (const id of one.ids) {
        const newest = newestOf(answer.value.entries, id);
        if (newest !== null || !answer.value.more) of.set(id, known(newest, answer.source));
      }
      const unseen = one.ids.filter((id) => !of.has(id));
      const { oldest } = answer.value;
      if (unseen.length > 0) waiting.push({ ...one, ids: unseen, ...(oldest === null ? {} : { until: oldest }) });
    }
  }
  for (const { ids } of waiting) for (const id of ids) of.set(id, TOO_MANY);
  return { source: source ?? { request: "no identity signs in" }, value: { since, of } };
}

const TOO_MANY = unknown<string | null>(
  "Others sign in so often that the log was not read back seven days.",
  "Look at the sign-in log of this identity in the Entra admin center.",
);

function questions(kind: SignerIn["kind"], signersIn: readonly SignerIn[]): readonly Question[] {
  const ids = signersIn.filter((one) => one.kind === kind).map(({ id }) => id);
  const starts = ids.flatMap((_, index) => (index % IN_ONE_REQUEST === 0 ? [index] : []));
  return starts.map((start) => ({ kind, ids: ids.slice(start, start + IN_ONE_REQUEST) }));
}

interface Entry {
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

async function ask(
  graph: ServiceClient,
  { kind, ids, until }: Question,
  since: string,
): Promise<Read<{ readonly entries: readonly Entry[]; readonly oldest: string | null; readonly more: boolean }>> {
  const { property, events } = KINDS[kind];
  const parts = [
    `createdDateTime ge ${since}`,
    ...(until === undefined ? [] : [`createdDateTime le ${until}`]),
    either(events.map((type) => `signInEventTypes/any(t: t eq ${literal(type)})`)),
    either(ids.map((id) => `${property} eq ${literal(id)}`)),
  ];
  const { value, source } = await graph.get(
    `/beta/auditLogs/signIns${query({ $filter: parts.join(" and "), $top: PAGE })}`,
    wire,
    "read-sign-ins",
  );
  const entries = value.value.map((one) => ({
    id: ((kind === "user" ? one.userId : one.servicePrincipalId) ?? "").toLowerCase(),
    at: timeOf(one.createdDateTime),
    text: one.createdDateTime,
  }));
  const sorted = entries.toSorted((a, b) => b.at - a.at);
  const more = (value["@odata.nextLink"] ?? null) !== null || entries.length >= PAGE;
  return { source, value: { entries: sorted, oldest: sorted.at(-1)?.text ?? null, more } };
}

function either(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" or ")})`;
}

/** @param entries newest first */
function newestOf(entries: readonly Entry[], id: string): string | null {
  return entries.find((one) => one.id === id.toLowerCase())?.text ?? null;
}

function timeOf(text: string): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new ServiceError(`The sign-in log says "${text.slice(0, 40)}", which is no time.`, {
    code: "unexpected-shape",
    remedy: "Run the command again; if it stays so, look for a newer version of this program.",
  });
}
