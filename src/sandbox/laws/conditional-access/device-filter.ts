// The rules of device filters: "Conditional Access: Filter for devices".
import type { Verdict } from "./sign-in.js";

type Device = Readonly<Record<string, unknown>>;
type Test = (device: Device) => boolean;

/** "The maximum length for the filter rule is 3072 characters." */
const LONGEST_RULE = 3072;
/** Deeper ones could exhaust the stack. */
const DEEPEST_RULE = 100;

/**
 * Does the device fit the rule? A property that the device does not have is null: only the negative operators hold of
 * it, as they do of unregistered devices. `unknown` for a rule in a form that is not understood here.
 */
export function fitsRule(rule: string, device: Device): Verdict {
  const test = parsed(rule);
  if (test === undefined) return "unknown";
  const lowerCase = Object.fromEntries(Object.entries(device).map(([name, value]) => [name.toLowerCase(), value]));
  return test(lowerCase) ? "met" : "unmet";
}

function parsed(rule: string): Test | undefined {
  if (rule.length > LONGEST_RULE) return undefined;
  const tokens = rule.match(/"(?:[^"\\]|\\.)*"|[()[\],]|[^\s()[\],"]+/gu) ?? [];
  if (tokens.filter((token) => token === "(" || wordOf(token) === "not").length > DEEPEST_RULE) return undefined;
  const parser = { tokens: tokens.map(String), position: 0 };
  const test = either(parser);
  return test !== undefined && parser.position === tokens.length ? test : undefined;
}

interface Parser {
  readonly tokens: readonly string[];
  position: number;
}

function either(parser: Parser): Test | undefined {
  return chain(parser, "or", both, (left, right) => (device) => left(device) || right(device));
}

function both(parser: Parser): Test | undefined {
  return chain(parser, "and", term, (left, right) => (device) => left(device) && right(device));
}

function chain(
  parser: Parser,
  word: string,
  next: (parser: Parser) => Test | undefined,
  join: (left: Test, right: Test) => Test,
): Test | undefined {
  let left = next(parser);
  while (left !== undefined && takeIf(parser, word)) {
    const right = next(parser);
    left = right === undefined ? undefined : join(left, right);
  }
  return left;
}

function term(parser: Parser): Test | undefined {
  if (takeIf(parser, "not")) {
    const inner = term(parser);
    return inner === undefined ? undefined : (device) => !inner(device);
  }
  if (takeIf(parser, "(")) {
    const inner = either(parser);
    return takeIf(parser, ")") ? inner : undefined;
  }
  return comparison(parser);
}

function comparison(parser: Parser): Test | undefined {
  const property = /^device\.(\w+)$/iu.exec(take(parser) ?? "")?.[1]?.toLowerCase();
  const operator = wordOf(take(parser));
  const values = takeIf(parser, "[") ? takeList(parser) : single(take(parser));
  const compare = OPERATORS.get(operator);
  if (property === undefined || values === undefined || compare === undefined) return undefined;
  return (device) => compare(textsOf(device[property]), values);
}

type Compare = (actual: readonly string[], wanted: readonly string[]) => boolean;

const anyOf =
  (compare: (one: string, other: string) => boolean): Compare =>
  (actual, wanted) =>
    actual.some((one) => wanted.some((other) => compare(one, other)));
const not =
  (compare: Compare): Compare =>
  (actual, wanted) =>
    !compare(actual, wanted);

const equal = anyOf((one, other) => one === other);
const starts = anyOf((one, other) => one.startsWith(other));
const ends = anyOf((one, other) => one.endsWith(other));
const contains = anyOf((one, other) => one.includes(other));

const OPERATORS: ReadonlyMap<string, Compare> = new Map([
  ["eq", equal],
  ["equals", equal],
  ["ne", not(equal)],
  ["notequals", not(equal)],
  ["startswith", starts],
  ["notstartswith", not(starts)],
  ["endswith", ends],
  ["notendswith", not(ends)],
  ["contains", contains],
  ["notcontains", not(contains)],
  ["in", equal],
  ["notin", not(equal)],
]);

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => one !== null && one !== undefined)
    .map((one) => String(one as string | boolean).toLowerCase());
}

function single(token: string | undefined): readonly string[] | undefined {
  const value = literal(token);
  return value === undefined ? undefined : [value];
}

function takeList(parser: Parser): readonly string[] | undefined {
  const values: string[] = [];
  do {
    const value = literal(take(parser));
    if (value === undefined) return undefined;
    values.push(value);
  } while (takeIf(parser, ","));
  return takeIf(parser, "]") ? values : undefined;
}

function literal(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (token.startsWith('"'))
    return token.length > 1 ? token.slice(1, -1).replace(/\\(.)/gu, "$1").toLowerCase() : undefined;
  return /^(?:true|false)$/iu.test(token) ? token.toLowerCase() : undefined;
}

function take(parser: Parser): string | undefined {
  const token = parser.tokens[parser.position];
  parser.position += 1;
  return token;
}

function takeIf(parser: Parser, word: string): boolean {
  if (wordOf(parser.tokens[parser.position]) !== word) return false;
  parser.position += 1;
  return true;
}

/** Operators are written with or without a dash. */
function wordOf(token: string | undefined): string {
  return token?.toLowerCase().replace(/^-/u, "") ?? "";
}
