// What the routes of Conditional Access have in common: bodies, refusals, listings.
import { PolicyRefusal, schemaRefusal } from "../../laws/conditional-access/refusal.js";
import { isObject, SchemaMismatch, type Written } from "../../laws/conditional-access/shapes.js";
import type { Answer } from "../../routes.js";
import { type GraphCall, graphUrl } from "../graph-call.js";
import { GraphError } from "../graph-error.js";
import { matches } from "../odata/odata-filter.js";
import { contextUrl, type Entity, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { filterOf } from "../odata/odata-query.js";
import type { FilterRules } from "../odata/odata-rules.js";

/** "List policies": `$skip`, `$top`, `$count`, `$filter`, `$orderby` and `$select`. */
export const LIST_OPTIONS = ["$select", "$filter", "$orderby", "$top", "$skip", "$count"];

/** Which properties can be filtered is not documented; a choice of those that clients use. */
const FILTER_RULES: FilterRules = {
  id: ["eq", "in"],
  displayName: ["eq", "ne", "in", "startswith", "endswith", "not"],
  state: ["eq", "ne", "in", "not"],
  createdDateTime: { usual: ["eq", "ge", "gt", "le", "lt"], type: "date" },
  modifiedDateTime: { usual: ["eq", "ge", "gt", "le", "lt"], type: "date" },
};

const SORTABLE = ["displayName", "state", "createdDateTime", "modifiedDateTime"];

/** The body of a write; anything but an object is no policy. */
export function writtenObject(call: GraphCall): Written {
  if (call.body.kind === "json" && isObject(call.body.value)) return call.body.value;
  throw schemaRefusal();
}

/** What the laws refuse, in Graph's form. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PolicyRefusal) throw graphError(error);
    if (error instanceof SchemaMismatch) throw graphError(schemaRefusal());
    throw error;
  }
}

export function noSuchObject(id: string): GraphError {
  return new GraphError(404, "NotFound", `${id} is not found in the tenant.`);
}

/**
 * A listing without pages of its own: there are few objects, and the service returns them in one piece. `$top` makes
 * pages, whose links go on with `$skip`.
 */
export function listing<T extends Properties>(
  call: GraphCall,
  { set, entity, show }: { readonly set: string; readonly entity: Entity; readonly show: (item: T) => Properties },
  items: readonly T[],
): Answer {
  const names = selectedNames(call, entity);
  const filter = filterOf(call, entity, FILTER_RULES);
  const query = call.url.searchParams;
  const found = items.filter((one) => filter === undefined || matches(filter, (property) => one[property]));
  const ordered = inOrder(found, query.get("$orderby"));
  const skip = wholeNumber(query, "$skip") ?? 0;
  const end = skip + (wholeNumber(query, "$top") ?? ordered.length);
  const value = ordered.slice(skip, end).map((one) => project(show(one), ["@odata.type", ...names]));
  const count = query.get("$count")?.toLowerCase() === "true" ? ordered.length : undefined;
  const next = end < ordered.length ? nextLink(call, end) : undefined;
  return { status: 200, body: listBody(contextUrl(call, set), value, next, count) };
}

/** One object, with what `$select` leaves of it. */
export function single(call: GraphCall, set: string, entity: Entity, shown: Properties, status = 200): Answer {
  const properties = project(shown, ["@odata.type", ...selectedNames(call, entity)]);
  return { status, body: { "@odata.context": contextUrl(call, `${set}/$entity`), ...properties } };
}

function graphError({ status, code, message }: PolicyRefusal): GraphError {
  return new GraphError(status, code, message);
}

function nextLink(call: GraphCall, skip: number): string {
  const next = new URL(call.url);
  next.searchParams.set("$skip", String(skip));
  return `${graphUrl(call)}${next.pathname.replace(/^\/[^/]+/u, "")}${next.search}`;
}

function inOrder<T extends Properties>(items: readonly T[], text: string | null): readonly T[] {
  if (text === null) return items;
  const [, asked = "", direction = "asc"] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/iu.exec(text) ?? [];
  const property = SORTABLE.find((name) => name.toLowerCase() === asked.toLowerCase());
  if (property === undefined) throw invalidOption("$orderby", text);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  const key = (one: T) => {
    const value = one[property];
    return typeof value === "string" ? value.toLowerCase() : "";
  };
  return items.toSorted((one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

function wholeNumber(query: URLSearchParams, name: "$skip" | "$top"): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const least = name === "$top" ? 1 : 0;
  const value = /^\d{1,6}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw invalidOption(name, text);
}

function invalidOption(name: string, text: string): GraphError {
  return new GraphError(400, "BadRequest", `Invalid value '${text.slice(0, 100)}' for the query option '${name}'.`);
}
