// The bracket expressions of ARM templates, read into trees. Grammar: "Syntax and expressions in ARM templates"
// (learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions).

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "property"; readonly of: Expression; readonly name: string }
  | { readonly kind: "element"; readonly of: Expression; readonly index: Expression };

/** What Azure would refuse, or what this reader does not understand. */
export class TemplateError extends Error {}

/** The tree of a text that is an expression; undefined for plain text. */
export function expressionIn(text: string): Expression | undefined {
  if (!text.startsWith("[") || text.startsWith("[[") || !text.endsWith("]")) return undefined;
  const known = READ.get(text);
  if (known !== undefined) return known;
  const reader = new Reader(text, 1);
  const expression = reader.expression();
  reader.expect("]");
  reader.expectEnd();
  READ.set(text, expression);
  return expression;
}

/** The same few hundred texts are asked for again with each use of a variable. */
const READ = new Map<string, Expression>();

/** All expressions in an expression, itself first. */
export function within(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
      return [expression];
    case "call":
      return [expression, ...expression.args.flatMap(within)];
    case "property":
      return [expression, ...within(expression.of)];
    case "element":
      return [expression, ...within(expression.of), ...within(expression.index)];
  }
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  expression(): Expression {
    let found = this.#start();
    for (;;) {
      if (this.#take(/\./y) !== undefined) found = { kind: "property", of: found, name: this.#name() };
      else if (this.#take(/\[/y) !== undefined) {
        found = { kind: "element", of: found, index: this.expression() };
        this.expect("]");
      } else return found;
    }
  }

  expect(character: string): void {
    this.#take(/\s+/y);
    if (this.#text[this.#at] !== character) throw this.#error(`"${character}" is missing`);
    this.#at += 1;
  }

  expectEnd(): void {
    if (this.#at !== this.#text.length) throw this.#error("something follows the expression");
  }

  #start(): Expression {
    this.#take(/\s+/y);
    const quoted = this.#take(/'(?:[^']|'')*'/y);
    if (quoted !== undefined) return { kind: "literal", value: quoted.slice(1, -1).replaceAll("''", "'") };
    const digits = this.#take(/-?\d+/y);
    if (digits !== undefined) return { kind: "literal", value: Number(digits) };
    const name = this.#name();
    this.expect("(");
    return { kind: "call", name, args: this.#args() };
  }

  #args(): readonly Expression[] {
    this.#take(/\s+/y);
    if (this.#take(/\)/y) !== undefined) return [];
    const args = [this.expression()];
    while (this.#take(/\s*,/y) !== undefined) args.push(this.expression());
    this.expect(")");
    return args;
  }

  #name(): string {
    const name = this.#take(/[A-Za-z]\w*/y);
    if (name === undefined) throw this.#error("a name is missing");
    return name;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #error(what: string): TemplateError {
    return new TemplateError(`${what} at ${this.#at} in ${this.#text}`);
  }
}
