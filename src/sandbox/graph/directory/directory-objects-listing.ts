// Listings of directory objects: the same query options for all of them.
import type { Answer } from "../../routes.js";
import type { GraphCall } from "../graph-call.js";
import { matches } from "../odata/odata-filter.js";
import {
  contextUrl,
  type Entity,
  listBody,
  type Properties,
  pageOf,
  project,
  selectedNames,
} from "../odata/odata-page.js";
import { filterOf } from "../odata/odata-query.js";
import type { FilterRules } from "../odata/odata-rules.js";

export const LISTING_OPTIONS = ["$select", "$top", "$filter", "$count", "$skiptoken"] as const;

export interface Listing<T> {
  readonly entity: Entity;
  /** As the context names it: `groups`. */
  readonly set: string;
  readonly all: readonly T[];
  readonly properties: (one: T) => Properties;
  readonly rules: FilterRules;
}

/** One page of what the filter lets through, 100 objects unless `$top` says otherwise. */
export function listingAnswer<T extends { readonly id: string }>(call: GraphCall, listing: Listing<T>): Answer {
  const names = selectedNames(call, listing.entity);
  const filter = filterOf(call, listing.entity, listing.rules);
  const found =
    filter === undefined
      ? listing.all
      : listing.all.filter((one) => {
          const properties = listing.properties(one);
          return matches(filter, (property) => properties[property]);
        });
  const page = pageOf(call, found, 100);
  const value = page.items.map((one) => project(listing.properties(one), names));
  return { status: 200, body: listBody(contextUrl(call, listing.set), value, page.nextLink, page.count) };
}
