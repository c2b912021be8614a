// What each of the sync identities has written in the last days, by the directory audit log: the newest write, the oldest,
// and since when no other one has written. Asked newest first, and of those that are not seen again, further back.
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Source } from "../shapes/fact.js";
import {
  type AskedSpan,
  bounded,
  type DirectoryWrites,
  foldWrites,
  inGroups,
  type LoggedWrite,
  readWritesPage,
  type Writer,
} from "./directory-audits.js";

/** Whose writes are looked for. */
export interface WriterAmongMany extends Writer {
  /** It may write beside a server, and ends nobody's turn: Cloud Sync. */
  readonly beside: boolean;
}

/** Times are ISO 8601. */
interface WritesOfOne {
  /** Nothing older was looked at. */
  readonly since: string;
  /** Null: none since then. */
  readonly last: string | null;
  /** The oldest that was seen. */
  readonly first: string | null;
  /** The first write that no other identity's write follows before the next one of this identity. */
  readonly turnSince: string | null;
}

export interface IdentityWritesRead {
  /** By object id. */
  readonly of: ReadonlyMap<string, WritesOfOne>;
  /** Of the last 24 hours, without those that write beside. */
  readonly newest: DirectoryWrites;
}

const DAY_MS = 24 * 3_600_000;
/** As far as the log reaches without a licence ("Microsoft Entra data retention"). */
const BACK_TO_MS = 7 * DAY_MS;
const PAGE = 999;
/** Of the log Graph answers five requests in ten seconds, to all who ask. */
const MOST_REQUESTS = 8;
const MOST_BEGINNINGS = 4;
/** Whatever an identity does besides, this many in a row are not without a write. */
const BEGINNING = 100;

interface Seen {
  since: number;
  readonly times: number[];
}

/**
 * Entries come minutes to hours late.
 * @param at the service's time, epoch milliseconds
 */
export async function readIdentityWrites(
  graph: ServiceClient,
  writers: readonly WriterAmongMany[],
  at: number,
): Promise<Read<IdentityWritesRead>> {
  const from = at - BACK_TO_MS;
  const seen = new Map<string, Seen>(writers.map(({ id }) => [id, { since: at, times: [] }]));
  let source: Source | undefined;
  let requests = 0;
  let cut = from;
  const waiting = inGroups(writers).map((group): { group: readonly WriterAmongMany[]; until?: number } => ({ group }));
  while (waiting.length > 0 && requests < MOST_REQUESTS) {
    const round = waiting.splice(0, MOST_REQUESTS - requests);
    requests += round.length;
    const pages = await Promise.all(
      round.map(async ({ group, until }) => ({
        group,
        until,
        page: await ask(graph, group, { from, until, top: PAGE }),
      })),
    );
    for (const { group, until, page } of pages) {
      source ??= page.source;
      const reached = page.value.more ? oldestOf(page.value.entries, until ?? at) : from;
      // Before this moment the answers do not tell everything.
      cut = Math.max(cut, reached);
      for (const { id } of group) take(seen, id, reached);
      note(seen, writers, page.value.entries);
      const unseen = group.filter(({ id }) => seen.get(id)?.times.length === 0);
      if (page.value.more && unseen.length > 0) waiting.push({ group: unseen, until: reached });
    }
  }
  await lookForBeginnings(graph, writers, { seen, from });
  return {
    source: source ?? { request: "no identity synchronises", at: new Date(at).toISOString() },
    value: {
      of: new Map(writers.map((writer) => [writer.id, writesOf(writer.id, writers, seen)])),
      newest: newestOf(writers, seen, Math.max(cut, at - DAY_MS)),
    },
  };
}

function ask(
  graph: ServiceClient,
  group: readonly Writer[],
  { until, ...span }: Omit<AskedSpan, "until"> & { readonly until?: number | undefined },
) {
  return readWritesPage(graph, group, { ...span, ...(until === undefined ? {} : { until }) });
}

/** Whoever writes so much that the beginning was not reached: one question each for its oldest write, and for its turn's. */
async function lookForBeginnings(
  graph: ServiceClient,
  writers: readonly WriterAmongMany[],
  { seen, from }: { readonly seen: ReadonlyMap<string, Seen>; readonly from: number },
): Promise<void> {
  const cut = writers.filter(({ id }) => (seen.get(id)?.times.length ?? 0) > 0 && (seen.get(id)?.since ?? from) > from);
  await Promise.all(
    cut.slice(0, MOST_BEGINNINGS).map(async (writer) => {
      const own = seen.get(writer.id);
      if (own === undefined) return;
      const others = lastOfOthers(writer.id, writers, seen, Math.max(...own.times));
      const isWithin = others !== null && others >= own.since;
      const spans = [from, ...(others === null || isWithin ? [] : [others + 1])];
      const pages = await Promise.all(
        spans.map((begin) => readWritesPage(graph, [writer], { from: begin, top: BEGINNING, oldestFirst: true })),
      );
      for (const { value } of pages) note(new Map([[writer.id, own]]), [writer], value.entries);
      own.since = from;
    }),
  );
}

function take(seen: ReadonlyMap<string, Seen>, id: string, reached: number): void {
  const one = seen.get(id);
  if (one !== undefined) one.since = Math.min(one.since, reached);
}

/** Of an application the log may tell the name alone: whoever has it may have written, each of them. */
function note(
  seen: ReadonlyMap<string, Seen>,
  writers: readonly WriterAmongMany[],
  entries: readonly LoggedWrite[],
): void {
  for (const { at, ofObject, by } of entries) {
    if (!ofObject) continue;
    const id = (by?.user?.id || by?.app?.servicePrincipalId || null)?.toLowerCase() ?? null;
    const whose = writers.filter((one) =>
      id === null ? one.kind === "application" && one.name === by?.app?.displayName : one.id.toLowerCase() === id,
    );
    for (const writer of whose) seen.get(writer.id)?.times.push(at);
  }
}

function writesOf(id: string, writers: readonly WriterAmongMany[], seen: ReadonlyMap<string, Seen>): WritesOfOne {
  const { since, times } = seen.get(id) ?? { since: Number.NaN, times: [] };
  if (times.length === 0) return { since: isoOf(since), last: null, first: null, turnSince: null };
  const last = Math.max(...times);
  const others = lastOfOthers(id, writers, seen, last);
  const turn = times.filter((time) => others === null || time > others);
  return {
    since: isoOf(since),
    last: isoOf(last),
    first: isoOf(Math.min(...times)),
    turnSince: isoOf(Math.min(last, ...turn)),
  };
}

/** The newest write of any other one that is not later than `until`; null: none was seen. */
function lastOfOthers(
  id: string,
  writers: readonly WriterAmongMany[],
  seen: ReadonlyMap<string, Seen>,
  until: number,
): number | null {
  const others = writers.filter((one) => one.id !== id && !one.beside);
  const times = others.flatMap((one) => (seen.get(one.id)?.times ?? []).filter((time) => time <= until));
  return times.length === 0 ? null : Math.max(...times);
}

function newestOf(
  writers: readonly WriterAmongMany[],
  seen: ReadonlyMap<string, Seen>,
  since: number,
): DirectoryWrites {
  const writes = writers
    .filter(({ beside }) => !beside)
    .flatMap(({ id }) => (seen.get(id)?.times ?? []).map((at) => ({ identityId: id, at })));
  return bounded(foldWrites(writes.filter(({ at }) => at >= since)), since);
}

function oldestOf(entries: readonly LoggedWrite[], otherwise: number): number {
  return entries.length === 0 ? otherwise : Math.min(...entries.map(({ at }) => at));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
