// The template language: what stands between brackets in a text ("Syntax and expressions in ARM templates").
import { invalidExpression } from "./invalid-template.js";

export type Expression =
  | { readonly kind: "value"; readonly value: string | number }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** `.name` and `[index]` alike. */
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression };

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_][\w]*)|([().,[\]]))/uy;
const DEEPEST = 60;

/** The expression in a text, or `undefined` where the text is none: `[[` begins a text that begins with a bracket. */
export function expressionIn(text: string): Expression | undefined {
  if (!text.startsWith("[") || !text.endsWith("]") || text.startsWith("[[")) return undefined;
  return parse(text.slice(1, -1));
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

function parse(text: string): Expression {
  const reader: Reader = { tokens: tokensOf(text), at: 0, depth: 0 };
  const found = readExpression(reader, text);
  if (reader.at < reader.tokens.length) throw malformed(text);
  return found;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw malformed(text);
    tokens.push(token.trim());
  }
  return tokens;
}

function readExpression(reader: Reader, text: string): Expression {
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw malformed(text);
  let found = readPrimary(reader, text);
  for (;;) {
    const next = reader.tokens[reader.at];
    if (next === ".") {
      const name = reader.tokens[reader.at + 1];
      if (name === undefined || !/^[A-Za-z_]\w*$/u.test(name)) throw malformed(text);
      reader.at += 2;
      found = { kind: "member", of: found, key: { kind: "value", value: name } };
    } else if (next === "[") {
      reader.at += 1;
      found = { kind: "member", of: found, key: readExpression(reader, text) };
      take(reader, "]", text);
    } else break;
  }
  reader.depth -= 1;
  return found;
}

function readPrimary(reader: Reader, text: string): Expression {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw malformed(text);
  reader.at += 1;
  if (token.startsWith("'")) return { kind: "value", value: token.slice(1, -1).replaceAll("''", "'") };
  if (/^-?\d+$/u.test(token)) return { kind: "value", value: Number(token) };
  if (!/^[A-Za-z_]/u.test(token)) throw malformed(text);
  return { kind: "call", name: readName(reader, token), args: readArguments(reader, text) };
}

/** `sys.` may stand before the language's own functions. */
function readName(reader: Reader, first: string): string {
  if (reader.tokens[reader.at] !== ".") return first;
  const second = reader.tokens[reader.at + 1] ?? "";
  reader.at += 2;
  return first.toLowerCase() === "sys" ? second : `${first}.${second}`;
}

function readArguments(reader: Reader, text: string): readonly Expression[] {
  take(reader, "(", text);
  const args: Expression[] = [];
  if (reader.tokens[reader.at] === ")") {
    reader.at += 1;
    return args;
  }
  for (;;) {
    args.push(readExpression(reader, text));
    if (reader.tokens[reader.at] === ")") break;
    take(reader, ",", text);
  }
  reader.at += 1;
  return args;
}

function take(reader: Reader, token: string, text: string): void {
  if (reader.tokens[reader.at] !== token) throw malformed(text);
  reader.at += 1;
}

function malformed(text: string) {
  return invalidExpression(`The language expression '${text.slice(0, 200)}' is not valid`);
}
