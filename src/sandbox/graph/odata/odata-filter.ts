// The part of OData's $filter that Graph documents for directory objects ("Use the $filter query parameter"):
// eq, ne, gt, ge, lt, le, in, startswith, endswith, not, and, or, parentheses, any, paths.
import { type Cursor, cursorOver, isSymbol, isWord, syntaxError } from "./odata-cursor.js";
import { literalOf } from "./odata-literal.js";
import { type Comparison, compile, type FilterNode, type Literal, type Reader, type Test } from "./odata-match.js";
import type { FilterOperator, FilterRules, RuleContext, RuledProperty } from "./odata-rules.js";
import { checkOperator, ruleFor, unsupportedProperty, unsupportedQuery } from "./odata-rules.js";
import { invalidFilter, type Token } from "./odata-tokens.js";

export type { FilterRules } from "./odata-rules.js";

export interface Filter {
  /** For those who find objects by an index. */
  readonly tree: FilterNode;
  readonly test: Test;
}

/** OData's own limit of nesting ("Recursion depth exceeded allowed limit"). */
const DEEPEST = 800;
/** "Too many child clauses": Graph's limit of alternatives, by `or` and by `in`. */
const MOST_ALTERNATIVES = 15;

/**
 * @param rules what is documented for the properties
 * @param context whose properties they are, and whether the advanced query parameters were given
 * @throws GraphError 400: `BadRequest` for what is no OData, `Request_UnsupportedQuery` for what Graph does not support
 */
export function parseFilter(text: string, rules: FilterRules, context: Partial<RuleContext> = {}): Filter {
  const cursor = cursorOver(text);
  const parser: Parser = { cursor, depth: 0, rules, context: { resource: "Resource", advanced: false, ...context } };
  const tree = either(parser, { negated: false });
  if (cursor.peek().kind !== "end") throw syntaxError(cursor.peek());
  return { tree, test: compile(tree) };
}

export function matches(filter: Filter, read: Reader): boolean {
  return filter.test(read);
}

interface Parser {
  readonly cursor: Cursor;
  depth: number;
  readonly rules: FilterRules;
  readonly context: RuleContext;
}

/** Where in the filter one stands: inside which lambda, and whether inside a negation. */
interface Scope {
  readonly negated: boolean;
  readonly lambda?: { readonly variable: string; readonly collection: readonly string[] };
}

function either(parser: Parser, scope: Scope): FilterNode {
  return joined(parser, "or", () => joined(parser, "and", () => term(parser, scope)));
}

/** One node for a whole chain, so that a long one is not a deep one. */
function joined({ cursor }: Parser, kind: "and" | "or", next: () => FilterNode): FilterNode {
  const first = next();
  const parts = [first];
  while (isWord(cursor.peek(), kind)) {
    cursor.take();
    parts.push(next());
  }
  if (kind === "or") checkAlternatives(parts.length);
  return parts.length === 1 ? first : { kind, parts };
}

function term(parser: Parser, scope: Scope): FilterNode {
  parser.depth += 1;
  if (parser.depth > DEEPEST) throw invalidFilter("Recursion depth exceeded allowed limit.");
  const node = nested(parser, scope);
  parser.depth -= 1;
  return node;
}

function nested(parser: Parser, scope: Scope): FilterNode {
  const { cursor } = parser;
  const first = cursor.take();
  if (isSymbol(first, "(")) {
    const inner = either(parser, scope);
    cursor.expect(")");
    return inner;
  }
  if (first.kind !== "word") throw syntaxError(first);
  const name = first.value.toLowerCase();
  if (name === "not") return { kind: "not", part: term(parser, { ...scope, negated: true }) };
  if (name === "startswith" || name === "endswith") return called(parser, name, scope);
  return isSymbol(cursor.peek(), "(") ? lambda(parser, first, scope) : condition(parser, first, scope);
}

/** `startswith(property,'text')` */
function called(parser: Parser, operator: "startswith" | "endswith", scope: Scope): FilterNode {
  const { cursor } = parser;
  cursor.expect("(");
  const { path, rule } = propertyAt(parser, cursor.take(), scope, operator);
  cursor.expect(",");
  const literal = literalOf(cursor.take(), rule);
  if (literal.kind !== "string") throw invalidFilter(`No function signature for ${operator} matches the arguments.`);
  cursor.expect(")");
  return { kind: "compare", path, operator, literal };
}

/** `property eq 'text'`, `property in ('one','two')` */
function condition(parser: Parser, name: Token, scope: Scope): FilterNode {
  const { cursor } = parser;
  const word = cursor.take();
  const operator = word.value.toLowerCase();
  if (word.kind !== "word") throw syntaxError(word);
  if (operator === "in") {
    const { path, rule } = propertyAt(parser, name, scope, "in");
    return { kind: "in", path, literals: listOf(cursor, rule) };
  }
  if (!isComparison(operator)) throw syntaxError(word);
  const isNull = isWord(cursor.peek(), "null");
  if (isNull && operator !== "eq" && operator !== "ne") throw syntaxError(cursor.peek());
  const asked = isNull && (operator === "eq" || operator === "ne") ? (`${operator} null` as const) : operator;
  const { path, rule } = propertyAt(parser, name, scope, asked);
  return { kind: "compare", path, operator, literal: literalOf(cursor.take(), rule) };
}

function listOf(cursor: Cursor, rule: RuledProperty): readonly Literal[] {
  cursor.expect("(");
  const literals = [literalOf(cursor.take(), rule)];
  while (isSymbol(cursor.peek(), ",")) {
    cursor.take();
    literals.push(literalOf(cursor.take(), rule));
  }
  cursor.expect(")");
  checkAlternatives(literals.length);
  return literals;
}

/** `collection/any(x:…)`; without a condition, and `all`, Graph does not support it. */
function lambda(parser: Parser, name: Token, scope: Scope): FilterNode {
  const { cursor, rules, context } = parser;
  const asked = name.value.split("/");
  const quantifier = asked.pop()?.toLowerCase();
  if (asked.length === 0) throw invalidFilter(`An unknown function with name '${name.value}' was found.`);
  const known = Object.keys(rules).find((one) => one.toLowerCase().startsWith(`${asked.join("/")}/any`.toLowerCase()));
  const collection = known?.split("/").slice(0, asked.length);
  cursor.expect("(");
  const isBare = isSymbol(cursor.peek(), ")");
  if (collection === undefined) context.checkName?.(asked[0] ?? "");
  if (quantifier !== "any" || collection === undefined || isBare || scope.lambda !== undefined) {
    throw unsupportedProperty(collection ?? asked, context.resource);
  }
  const of = either(parser, { ...scope, lambda: { variable: variableOf(cursor), collection } });
  cursor.expect(")");
  return { kind: "any", path: collection, of };
}

/** Takes `x:` and leaves what stands behind the colon. */
function variableOf(cursor: Cursor): string {
  const token = cursor.take();
  const [variable = "", ...rest] = token.value.split(":");
  if (token.kind !== "word" || !/^[a-z]\w*$/iu.test(variable)) throw syntaxError(token);
  if (rest.length > 0) {
    cursor.putBack({ ...token, value: rest.join(":") });
    return variable;
  }
  const colon = cursor.take();
  if (colon.kind !== "word" || !colon.value.startsWith(":")) throw syntaxError(colon);
  cursor.putBack({ ...colon, value: colon.value.slice(1) });
  return variable;
}

/** The path from where the reader stands, which inside a lambda is the item: then without the variable. */
function propertyAt(parser: Parser, token: Token, { negated, lambda: inside }: Scope, operator: FilterOperator) {
  const { rules, context } = parser;
  const names = token.value.split("/");
  if (token.kind !== "word" || !names.every((name) => /^[a-z$][\w.]*$/iu.test(name))) throw syntaxError(token);
  if (inside !== undefined && names.shift() !== inside.variable) throw syntaxError(token);
  const path = inside === undefined ? names : [...inside.collection, "any", ...names];
  const rule = ruleFor(rules, path);
  if (rule === undefined) context.checkName?.(path[0] ?? "");
  if (rule === undefined) throw unsupportedProperty(path, context.resource);
  checkOperator(rule, operator, context);
  if (negated) checkOperator(rule, "not", context);
  if (inside === undefined) return { path: rule.path, rule };
  return { path: names.length === 0 ? [""] : rule.path.slice(inside.collection.length + 1), rule };
}

function checkAlternatives(count: number): void {
  if (count <= MOST_ALTERNATIVES) return;
  throw unsupportedQuery(
    `Too many child clauses specified in search filter expression containing 'OR' operators: ${count}. Max allowed: ${MOST_ALTERNATIVES}.`,
  );
}

function isComparison(word: string): word is Exclude<Comparison, "startswith" | "endswith"> {
  return ["eq", "ne", "gt", "ge", "lt", "le"].includes(word);
}
