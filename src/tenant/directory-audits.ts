// Who of the sync identities has written: the directory audit log, folded into bursts.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import { parseTime } from "../shapes/time.js";

/** Writes of one identity with no long pause between them, nor another identity's. */
export interface WriteBurst {
  /** Object id of the user or service principal. */
  readonly identityId: string;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
  readonly writes: number;
}

export interface DirectoryWrites {
  /** ISO 8601; the log was read back to here, and no further. */
  readonly since: string;
  /** Newest first. */
  readonly bursts: readonly WriteBurst[];
}

/** Whose writes are looked for. */
export interface Writer {
  /** Object id of the user or service principal. */
  readonly id: string;
  readonly kind: "user" | "application";
  /** Display name of an application: the log cannot be asked for its id ("directoryAudit resource type"). */
  readonly name: string;
}

interface Write {
  readonly identityId: string;
  readonly at: number;
}

/** An entry of the log. */
export interface LoggedWrite {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of a synchronised object. */
  readonly ofObject: boolean;
  readonly by: InitiatedBy;
}

const wire = z.object({
  value: z.array(
    z.object({
      activityDateTime: z.string(),
      category: z.string().nullish(),
      initiatedBy: z
        .object({
          user: z.object({ id: z.string().nullish() }).nullish(),
          app: z.object({ servicePrincipalId: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
        })
        .nullish(),
    }),
  ),
  "@odata.nextLink": z.string().nullish(),
});

type InitiatedBy = z.infer<typeof wire>["value"][number]["initiatedBy"];

const BACK_TO_MS = 24 * 3_600_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const MOST_ENTRIES = 999;
const MOST_BURSTS = 300;
/** Graph refuses more alternatives in one filter; a tenant has at most 20 sync accounts. */
const MOST_IN_ONE_REQUEST = 14;
const MOST_REQUESTS = 2;
/**
 * Of synchronised objects. Whatever else an identity does is left out: a server in staging mode exports nothing, but
 * renews the certificate of its application.
 */
const OBJECT_CATEGORIES: readonly string[] = ["UserManagement", "GroupManagement", "Contact", "Device"];

/**
 * The writes of the last 24 hours, as far back as one page reaches. Entries may come hours late.
 * @param at the service's time, epoch milliseconds
 * @throws {ServiceError} where there are more identities than can be asked for
 */
export async function readDirectoryWrites(
  graph: ServiceClient,
  writers: readonly Writer[],
  at: number,
): Promise<Read<DirectoryWrites>> {
  const from = at - BACK_TO_MS;
  const groups = inGroups(writers);
  if (groups.length > MOST_REQUESTS)
    throw new ServiceError(`There are ${writers.length} sync identities, too many to look for in the audit log.`, {
      code: "too-many-identities",
      remedy: "Remove identities of servers that are gone: aadc-cloud cleanup-accounts lists them.",
    });
  const [first, ...rest] = await Promise.all(groups.map(async (group) => readGroup(graph, group, from)));
  if (first === undefined) return { value: { since: isoOf(from), bursts: [] }, source: { request: "", at: isoOf(at) } };
  const answers = [first, ...rest];
  // Before this moment one of the answers does not tell everything.
  const since = Math.max(...answers.map((one) => one.value.since));
  const writes = answers.flatMap((one) => one.value.writes).filter((one) => one.at >= since);
  return { value: bounded(foldWrites(writes), since), source: first.source };
}

/** Newest first. */
export function foldWrites(writes: readonly Write[]): readonly WriteBurst[] {
  const bursts: { identityId: string; first: number; last: number; writes: number }[] = [];
  for (const { identityId, at } of writes.toSorted((a, b) => a.at - b.at)) {
    const last = bursts.at(-1);
    if (last?.identityId === identityId && at - last.last <= LONGEST_PAUSE_MS) {
      last.last = at;
      last.writes += 1;
    } else bursts.push({ identityId, first: at, last: at, writes: 1 });
  }
  return bursts.toReversed().map((one) => ({ ...one, first: isoOf(one.first), last: isoOf(one.last) }));
}

/** What is asked of the log: a span of time (epoch milliseconds), and from which end. */
export interface AskedSpan {
  readonly from: number;
  readonly until?: number;
  readonly top: number;
  readonly oldestFirst?: boolean;
}

/** One page of what these have written; `more`: there is more of it in that span. */
export async function readWritesPage(
  graph: ServiceClient,
  writers: readonly Writer[],
  { from, until, top, oldestFirst = false }: AskedSpan,
): Promise<Read<{ readonly entries: readonly LoggedWrite[]; readonly more: boolean }>> {
  const who = writers.map(({ id, kind, name }) =>
    kind === "user" ? `initiatedBy/user/id eq ${literal(id)}` : `initiatedBy/app/displayName eq ${literal(name)}`,
  );
  const end = until === undefined ? "" : ` and activityDateTime le ${isoOf(until)}`;
  const parameters = {
    $filter: `activityDateTime ge ${isoOf(from)}${end} and (${who.join(" or ")})`,
    $select: "id,activityDateTime,category,initiatedBy",
    $orderby: `activityDateTime ${oldestFirst ? "asc" : "desc"}`,
    $top: top,
  };
  const address = `/v1.0/auditLogs/directoryAudits${query(parameters)}`;
  const { value, source } = await graph.get(address, wire, "read-audit");
  return {
    source,
    value: {
      more: (value["@odata.nextLink"] ?? null) !== null,
      entries: value.value.map(({ activityDateTime, category, initiatedBy }) => ({
        at: timeOf(activityDateTime),
        ofObject: OBJECT_CATEGORIES.includes(category ?? ""),
        by: initiatedBy,
      })),
    },
  };
}

async function readGroup(
  graph: ServiceClient,
  writers: readonly Writer[],
  from: number,
): Promise<Read<{ readonly since: number; readonly writes: readonly Write[] }>> {
  const { value, source } = await readWritesPage(graph, writers, { from, top: MOST_ENTRIES });
  const oldest = Math.min(...value.entries.map(({ at }) => at));
  return {
    source,
    value: {
      since: value.more ? Math.max(from, oldest) : from,
      writes: value.entries.flatMap(({ at, ofObject, by }) => {
        const identityId = writerOf(writers, by);
        return identityId === undefined || !ofObject ? [] : [{ identityId, at }];
      }),
    },
  };
}

/** Several applications may have one name: where the log tells the id, that alone counts. */
function writerOf(writers: readonly Writer[], initiatedBy: InitiatedBy): string | undefined {
  const id = initiatedBy?.user?.id ?? initiatedBy?.app?.servicePrincipalId ?? null;
  if (id !== null) return writers.find((one) => one.id.toLowerCase() === id.toLowerCase())?.id;
  const name = initiatedBy?.app?.displayName ?? null;
  const named = writers.filter((one) => one.kind === "application" && one.name === name);
  return named.length === 1 ? named[0]?.id : undefined;
}

/** Of them as many as a result can hold. */
export function bounded(bursts: readonly WriteBurst[], since: number): DirectoryWrites {
  const kept = bursts.slice(0, MOST_BURSTS);
  const oldest = kept.length < bursts.length ? kept.at(-1)?.first : undefined;
  return { since: oldest ?? isoOf(since), bursts: kept };
}

export function inGroups<T>(writers: readonly T[]): readonly (readonly T[])[] {
  const starts = writers.flatMap((_, index) => (index % MOST_IN_ONE_REQUEST === 0 ? [index] : []));
  return starts.map((start) => writers.slice(start, start + MOST_IN_ONE_REQUEST));
}

function timeOf(text: string): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new ServiceError(`The audit log says that something was written "${text.slice(0, 40)}", which is no time.`, {
    code: "unexpected-shape",
    remedy: "Run the command again; if it stays so, look for a newer version of this program.",
  });
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
