// The $filter of a request, read with what the request says of its consistency.

import type { GraphCall } from "../graph-call.js";
import { notImplemented } from "../graph-error.js";
import { type Filter, parseFilter } from "./odata-filter.js";
import { type Entity, isAdvanced } from "./odata-page.js";
import type { FilterRules } from "./odata-rules.js";

/**
 * The request's filter; `undefined` without one. Errors as `parseFilter`; 501 for a property that the sandbox does not
 * have, of which it cannot say what Graph supports.
 */
export function filterOf(call: GraphCall, entity: Entity, rules: FilterRules): Filter | undefined {
  const text = call.url.searchParams.get("$filter");
  if (text === null) return undefined;
  const resource = entity.type.replace(/^microsoft\.graph\./u, "");
  const known = [...entity.known, ...Object.keys(rules).map((path) => path.split("/")[0] ?? "")];
  return parseFilter(text, rules, {
    resource: `${resource.charAt(0).toUpperCase()}${resource.slice(1)}`,
    advanced: isAdvanced(call),
    checkName(name) {
      if (known.some((one) => one.toLowerCase() === name.toLowerCase())) return;
      throw notImplemented(`a filter by the property ${name} of ${entity.type}`);
    },
  });
}
