// What a parsed $filter says of one object: compiled once, so that a listing costs one call per object.

export type Literal =
  | { readonly kind: "string" | "date" | "guid"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null"; readonly value: null };

export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "startswith" | "endswith";

/** `path`: names from the outermost on; empty for the variable of a lambda itself. */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly parts: readonly FilterNode[] }
  | { readonly kind: "not"; readonly part: FilterNode }
  | {
      readonly kind: "compare";
      readonly path: readonly string[];
      readonly operator: Comparison;
      readonly literal: Literal;
    }
  | { readonly kind: "in"; readonly path: readonly string[]; readonly literals: readonly Literal[] }
  | { readonly kind: "any"; readonly path: readonly string[]; readonly of: FilterNode };

/** Gives an object's property by its name. */
export type Reader = (property: string) => unknown;
export type Test = (read: Reader) => boolean;

/** Directory strings compare without regard to case; times compare as moments, whatever their zone. */
export function compile(node: FilterNode): Test {
  switch (node.kind) {
    case "and": {
      const tests = node.parts.map(compile);
      return (read) => tests.every((test) => test(read));
    }
    case "or": {
      const tests = node.parts.map(compile);
      return (read) => tests.some((test) => test(read));
    }
    case "not": {
      const test = compile(node.part);
      return (read) => !test(read);
    }
    case "compare": {
      const value = valueAt(node.path);
      const holds = comparison(node.operator, node.literal);
      return (read) => holds(value(read));
    }
    case "in": {
      const value = valueAt(node.path);
      const equals = node.literals.map((literal) => comparison("eq", literal));
      return (read) => {
        const actual = value(read);
        return equals.some((isEqual) => isEqual(actual));
      };
    }
    case "any": {
      const value = valueAt(node.path);
      const test = compile(node.of);
      return (read) => {
        const items = value(read);
        return Array.isArray(items) && items.some((item: unknown) => test((name) => memberOf(item, name)));
      };
    }
  }
}

/** The empty name stands for the lambda's variable. */
function memberOf(item: unknown, name: string): unknown {
  if (name === "") return item;
  if (name === "$count") return Array.isArray(item) ? item.length : undefined;
  return typeof item === "object" && item !== null && Object.hasOwn(item, name)
    ? (item as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function valueAt(path: readonly string[]): (read: Reader) => unknown {
  const [first = "", ...rest] = path;
  return rest.length === 0 ? (read) => read(first) : (read) => rest.reduce(memberOf, read(first));
}

function comparison(operator: Comparison, literal: Literal): (actual: unknown) => boolean {
  if (operator === "ne") {
    const isEqual = comparison("eq", literal);
    return (actual) => !isEqual(actual);
  }
  if (literal.kind === "null") return (actual) => operator === "eq" && (actual === null || actual === undefined);
  if (literal.kind === "boolean") return (actual) => operator === "eq" && actual === literal.value;
  if (literal.kind === "number") {
    const holds = ordering(operator);
    return (actual) => typeof actual === "number" && holds(actual - literal.value);
  }
  if (literal.kind === "date") {
    const holds = ordering(operator);
    const moment = Date.parse(literal.value);
    return (actual) => typeof actual === "string" && holds(Date.parse(actual) - moment);
  }
  return textComparison(operator, literal.value.toLowerCase());
}

function textComparison(operator: Comparison, want: string): (actual: unknown) => boolean {
  const on = (holds: (have: string) => boolean) => (actual: unknown) =>
    typeof actual === "string" && holds(actual.toLowerCase());
  if (operator === "eq") return on((have) => have === want);
  if (operator === "startswith") return on((have) => have.startsWith(want));
  if (operator === "endswith") return on((have) => have.endsWith(want));
  const holds = ordering(operator);
  return on((have) => holds(have < want ? -1 : have > want ? 1 : 0));
}

function ordering(operator: Comparison): (difference: number) => boolean {
  switch (operator) {
    case "eq":
      return (difference) => difference === 0;
    case "gt":
      return (difference) => difference > 0;
    case "ge":
      return (difference) => difference >= 0;
    case "lt":
      return (difference) => difference < 0;
    case "le":
      return (difference) => difference <= 0;
    default:
      return () => false;
  }
}
