// The part of OData's $filter that Graph documents for the properties at hand: eq, startswith, and, or, parentheses.
import { GraphError } from "./graph-error.js";

export type Filter =
  | { readonly kind: "eq"; readonly property: string; readonly value: string }
  | { readonly kind: "startswith"; readonly property: string; readonly value: string }
  | { readonly kind: "and"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "or"; readonly left: Filter; readonly right: Filter };

/** What may be asked of a property; anything else is answered as Graph answers an unsupported query. */
export type FilterRules = Readonly<Record<string, readonly ("eq" | "startswith")[]>>;

export function parseFilter(text: string, rules: FilterRules): Filter {
  const tokens = tokenise(text);
  let position = 0;

  const peek = () => tokens[position];
  const take = () => {
    const token = tokens[position];
    position += 1;
    return token;
  };
  const expect = (wanted: string) => {
    if (take()?.toLowerCase() !== wanted) throw unsupported(text);
  };

  function either(): Filter {
    let left = both();
    while (peek()?.toLowerCase() === "or") {
      take();
      left = { kind: "or", left, right: both() };
    }
    return left;
  }

  function both(): Filter {
    let left = term();
    while (peek()?.toLowerCase() === "and") {
      take();
      left = { kind: "and", left, right: term() };
    }
    return left;
  }

  function term(): Filter {
    const first = take();
    if (first === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    if (first?.toLowerCase() === "startswith") {
      expect("(");
      const property = take();
      expect(",");
      const value = literal(take());
      expect(")");
      return condition("startswith", property, value);
    }
    expect("eq");
    return condition("eq", first, literal(take()));
  }

  function condition(kind: "eq" | "startswith", asked: string | undefined, value: string): Filter {
    const property = Object.keys(rules).find((name) => name.toLowerCase() === asked?.toLowerCase());
    if (property === undefined || rules[property]?.includes(kind) !== true) throw unsupported(text);
    return { kind, property, value };
  }

  function literal(token: string | undefined): string {
    if (token?.startsWith("'") !== true) throw unsupported(text);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  const filter = either();
  if (position !== tokens.length) throw unsupported(text);
  return filter;
}

/** Directory strings compare without regard to case. */
export function matches(filter: Filter, read: (property: string) => unknown): boolean {
  if (filter.kind === "and") return matches(filter.left, read) && matches(filter.right, read);
  if (filter.kind === "or") return matches(filter.left, read) || matches(filter.right, read);
  const actual = read(filter.property);
  if (typeof actual !== "string") return false;
  const [have, want] = [actual.toLowerCase(), filter.value.toLowerCase()];
  return filter.kind === "eq" ? have === want : have.startsWith(want);
}

function tokenise(text: string): readonly string[] {
  const tokens = text.match(/'(?:[^']|'')*'|[(),]|[^\s(),']+/gu) ?? [];
  const rest = tokens.reduce((left, token) => left.replace(token, ""), text).trim();
  if (rest !== "") throw unsupported(text);
  return tokens;
}

function unsupported(text: string): GraphError {
  return new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause specified: ${text}`,
  );
}
