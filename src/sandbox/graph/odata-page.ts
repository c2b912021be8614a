// $select, $top and opaque paging.
import { badRequest, GraphError, notImplemented } from "./graph-error.js";
import { type GraphCall, graphUrl } from "./graph-route.js";

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

/** The properties that $select asks for, or the entity's default set. `id` always comes along. */
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
  const all = names.includes("id") || !("id" in source) ? names : ["id", ...names];
  return Object.fromEntries(all.filter((name) => name in source).map((name) => [name, source[name]]));
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextLink: string | undefined;
}

/**
 * One page of a listing ordered by id. The link is opaque to clients; inside it says after which id to go on, so that
 * nothing is skipped when an object of an earlier page goes away.
 */
export function pageOf<T extends { readonly id: string }>(
  call: GraphCall,
  all: readonly T[],
  defaultSize: number,
): Page<T> {
  const size = pageSize(call.url.searchParams.get("$top"), defaultSize);
  const after = afterId(call.url.searchParams.get("$skiptoken"));
  const ordered = all.filter((one) => one.id > after).sort((one, other) => (one.id < other.id ? -1 : 1));
  const items = ordered.slice(0, size);
  const last = items.at(-1);
  if (last === undefined || ordered.length <= size) return { items, nextLink: undefined };
  const next = new URL(call.url);
  next.searchParams.set("$skiptoken", Buffer.from(JSON.stringify({ after: last.id })).toString("base64url"));
  return { items, nextLink: `${graphUrl(call)}${pathBelowVersion(next)}${next.search}` };
}

export function listBody(context: string, value: readonly unknown[], nextLink?: string): Properties {
  const next = nextLink === undefined ? {} : { "@odata.nextLink": nextLink };
  return { "@odata.context": context, ...next, value };
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

function pageSize(text: string | null, defaultSize: number): number {
  if (text === null) return defaultSize;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 999) return size;
  throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
}

function afterId(token: string | null): string {
  if (token === null) return "";
  const match = /^\{"after":"([\w-]+)"\}$/u.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (match?.[1] === undefined)
    throw new GraphError(
      400,
      "Directory_ExpiredPageToken",
      "The specified page token value has expired and can no longer be included in your request.",
    );
  return match[1];
}
