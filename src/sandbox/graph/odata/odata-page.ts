// $select, $top, $count and opaque paging.
import { createHash } from "node:crypto";
import { type GraphCall, graphUrl } from "../graph-call.js";
import { GraphError, notImplemented } from "../graph-error.js";

export type Properties = Readonly<Record<string, unknown>>;

export interface Entity {
  readonly type: string;
  /** Everything that can be selected in this version. */
  readonly known: readonly string[];
  /** What comes without $select; absent means all that is known. */
  readonly byDefault?: readonly string[];
  /** What exists in beta only. */
  readonly betaOnly?: readonly string[];
}

/**
 * The properties that $select asks for, or the entity's default set. `id` comes only where it is asked for ("Get a
 * user", Example 3: Use $select to retrieve specific properties of a user).
 */
export function selectedNames(call: GraphCall, entity: Entity): readonly string[] {
  const text = call.url.searchParams.get("$select");
  const inVersion = entity.known.filter((name) => call.version === "beta" || entity.betaOnly?.includes(name) !== true);
  if (text === null) return (entity.byDefault ?? inVersion).filter((name) => inVersion.includes(name));
  const names = text.split(",").map((name) => name.trim());
  return names.map((asked) => {
    const name = inVersion.find((known) => known.toLowerCase() === asked.toLowerCase());
    if (name !== undefined) return name;
    if (
      entity.betaOnly?.some((one) => one.toLowerCase() === asked.toLowerCase()) === true ||
      !/^[a-z]\w*$/iu.test(asked)
    ) {
      throw new GraphError(
        400,
        "BadRequest",
        `Parsing OData Select and Expand failed: Could not find a property named '${asked}' on type '${entity.type}'.`,
      );
    }
    throw notImplemented(`the property ${asked} of ${entity.type}`);
  });
}

export function project(source: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.filter((name) => name in source).map((name) => [name, source[name]]));
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextLink: string | undefined;
  /** Of the whole listing: on its first page, where the request asks for it and may. */
  readonly count: number | undefined;
}

/** How many objects a page may hold ("Paging Microsoft Graph data in your app"; 999 for directory objects). */
const LARGEST_PAGE = 999;

/**
 * One page of a listing ordered by id. The link is opaque to clients; inside it says after which id to go on, so that
 * nothing is skipped when an object of an earlier page goes away.
 */
export function pageOf<T extends { readonly id: string }>(
  call: GraphCall,
  all: readonly T[],
  defaultSize: number,
  largest = LARGEST_PAGE,
): Page<T> {
  const after = (id: string) =>
    all.filter((one) => one.id > id).sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  return pageFrom(call, { after, count: () => all.length }, defaultSize, largest);
}

/** What can be gone through from any id on, in the order of ids, without having all of it at hand. */
export interface Source<T> {
  /** Those whose id is greater. */
  after(id: string): Iterable<T>;
  count(): number;
}

/** As `pageOf`, of a listing that is not held in memory. */
export function pageFrom<T extends { readonly id: string }>(
  call: GraphCall,
  source: Source<T>,
  defaultSize: number,
  largest = LARGEST_PAGE,
): Page<T> {
  const size = pageSize(call.url.searchParams.get("$top"), defaultSize, largest);
  const token = call.url.searchParams.get("$skiptoken");
  const query = queryMark(call);
  const items: T[] = [];
  let hasMore = false;
  for (const one of source.after(afterId(token, query))) {
    hasMore = items.length === size;
    if (hasMore) break;
    items.push(one);
  }
  const count = token === null && isAdvanced(call) ? source.count() : undefined;
  const last = items.at(-1);
  if (last === undefined || !hasMore) return { items, nextLink: undefined, count };
  const next = new URL(call.url);
  next.searchParams.set("$skiptoken", Buffer.from(JSON.stringify([query, last.id])).toString("base64url"));
  return { items, nextLink: `${graphUrl(call)}${pathBelowVersion(next)}${next.search}`, count };
}

export function listBody(context: string, value: readonly unknown[], nextLink?: string, count?: number): Properties {
  const counted = count === undefined ? {} : { "@odata.count": count };
  const next = nextLink === undefined ? {} : { "@odata.nextLink": nextLink };
  return { "@odata.context": context, ...counted, ...next, value };
}

/** `ConsistencyLevel: eventual` */
function isEventual(call: GraphCall): boolean {
  return call.header("consistencylevel")?.trim().toLowerCase() === "eventual";
}

/**
 * Header and `$count=true` together make an advanced query. Without the header `$count=true` is silently ignored for
 * directory objects ("Advanced query capabilities on Microsoft Entra ID objects", Error handling).
 */
export function isAdvanced(call: GraphCall): boolean {
  return call.url.searchParams.get("$count")?.toLowerCase() === "true" && isEventual(call);
}

/** `…/$metadata#users(id,displayName)/$entity` and its kin. */
export function contextUrl(call: GraphCall, set: string): string {
  const select = call.url.searchParams.get("$select");
  const [name, ...rest] = set.split("/");
  const properties = select === null ? "" : `(${select})`;
  return `${graphUrl(call)}/$metadata#${[`${name ?? ""}${properties}`, ...rest].join("/")}`;
}

function pathBelowVersion(url: URL): string {
  return url.pathname.replace(/^\/[^/]+/u, "");
}

function pageSize(text: string | null, defaultSize: number, largest: number): number {
  if (text === null) return defaultSize;
  const size = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  if (size >= 1 && size <= largest) return size;
  throw new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Invalid page size specified: '${text}'. Must be between 1 and ${largest} inclusive.`,
  );
}

/** A link belongs to the query that it was given for: filter, selection and consistency. */
function queryMark(call: GraphCall): string {
  const rest = [...call.url.searchParams].filter(([name]) => name !== "$skiptoken" && name !== "$top").sort();
  return createHash("sha256")
    .update(JSON.stringify([rest, isEventual(call)]))
    .digest("base64url")
    .slice(0, 12);
}

function afterId(token: string | null, query: string): string {
  if (token === null) return "";
  const match = /^\["([\w-]{12})","([^"\\]+)"\]$/u.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (match?.[2] === undefined || match[1] !== query) {
    throw new GraphError(
      400,
      "Directory_ExpiredPageToken",
      "The specified page token value has expired and can no longer be included in your request.",
    );
  }
  return match[2];
}
