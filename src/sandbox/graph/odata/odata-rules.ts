// Which operators of $filter a property takes, and which of them only as an advanced query.
//
// Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects": operators that are supported through the
// index store only need the header `ConsistencyLevel: eventual` and `$count=true`; what is not listed is not supported.
import { GraphError } from "../graph-error.js";
import type { Literal } from "./odata-match.js";

/** `not` stands for a negation around the condition; null has operators of its own. */
export type FilterOperator =
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "in"
  | "startswith"
  | "endswith"
  | "not"
  | "eq null"
  | "ne null";

export interface FilterRule {
  /** By default. */
  readonly usual: readonly FilterOperator[];
  /** With the advanced query parameters only. */
  readonly advanced?: readonly FilterOperator[];
  /** What it is compared with; without it, anything. */
  readonly type?: Exclude<Literal["kind"], "null">;
}

/**
 * By the property's path: `userPrincipalName`, `initiatedBy/user/id`, `proxyAddresses/any` for the items of a list of
 * texts, `onPremisesProvisioningErrors/any/category` for a property of a list's items, `assignedLicenses/$count`.
 */
export type FilterRules = Readonly<Record<string, readonly FilterOperator[] | FilterRule>>;

export interface RuledProperty extends FilterRule {
  /** As the rules spell it. */
  readonly path: readonly string[];
}

/** The rule of a path in whatever case; `undefined` where nothing is documented. */
export function ruleFor(rules: FilterRules, path: readonly string[]): RuledProperty | undefined {
  let known = KNOWN.get(rules);
  if (known === undefined) {
    known = new Map(Object.entries(rules).map(([name, rule]) => [name.toLowerCase(), ruled(name, rule)]));
    KNOWN.set(rules, known);
  }
  return known.get(path.join("/").toLowerCase());
}

const KNOWN = new WeakMap<FilterRules, ReadonlyMap<string, RuledProperty>>();

function ruled(name: string, rule: FilterRules[string]): RuledProperty {
  const path = name.split("/");
  return "usual" in rule ? { ...rule, path } : { usual: rule, path };
}

export interface RuleContext {
  /** For messages: `User`. */
  readonly resource: string;
  /** Did the request carry the advanced query parameters? */
  readonly advanced: boolean;
  /** Throws for the name of a property that is not known at all. */
  readonly checkName?: (name: string) => void;
}

/** A GraphError 400 `Request_UnsupportedQuery` unless the operator may be used here. */
export function checkOperator(property: RuledProperty, operator: FilterOperator, context: RuleContext): void {
  if (property.usual.includes(operator)) return;
  if (property.advanced?.includes(operator) !== true) throw unsupportedProperty(property.path, context.resource);
  if (context.advanced) return;
  const shown = SHOWN[operator] ?? operator.split(" ")[0] ?? operator;
  throw unsupportedQuery(
    `Operator '${shown}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
  );
}

const SHOWN: Readonly<Partial<Record<FilterOperator, string>>> = {
  startswith: "startsWith",
  endswith: "endsWith",
  not: "Not",
};

export function unsupportedProperty(path: readonly string[], resource: string): GraphError {
  const property = path[0] ?? "";
  return unsupportedQuery(
    `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resource}'.`,
  );
}

export function unsupportedQuery(message: string): GraphError {
  return new GraphError(400, "Request_UnsupportedQuery", message);
}
