// What is peculiar about the $filter of sign-ins: it opens the log's other parts, and minds upper case in names.

import type { Filter } from "../odata/odata-filter.js";
import { compile, type FilterNode } from "../odata/odata-match.js";
import type { Properties } from "../odata/odata-page.js";

export interface SignInFilter {
  readonly test: (body: Properties) => boolean;
  /** Only then are others than interactive sign-ins of users listed ("List signIns", beta). */
  readonly anyEventType: boolean;
}

/**
 * User principal names stand in lower case in this log. That a filter with upper case finds none of them is a choice
 * on the strict side: documents say the former only.
 */
export function signInFilter(filter: Filter | undefined): SignInFilter {
  if (filter === undefined) return { test: () => true, anyEventType: false };
  const test = compile(mindful(filter.tree));
  return { test: (body) => test((name) => body[name]), anyEventType: speaksOfEventTypes(filter.tree) };
}

function mindful(node: FilterNode): FilterNode {
  switch (node.kind) {
    case "and":
    case "or":
      return { ...node, parts: node.parts.map(mindful) };
    case "not":
      return { ...node, part: mindful(node.part) };
    case "compare": {
      const { path, literal } = node;
      const isName = path.length === 1 && path[0] === "userPrincipalName" && literal.kind === "string";
      // An alternative of nothing holds of nothing.
      return isName && literal.value !== literal.value.toLowerCase() ? { kind: "or", parts: [] } : node;
    }
    default:
      return node;
  }
}

function speaksOfEventTypes(node: FilterNode): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return node.parts.some(speaksOfEventTypes);
    case "not":
      return speaksOfEventTypes(node.part);
    default:
      return node.path[0] === "signInEventTypes";
  }
}
