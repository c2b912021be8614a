// The words of a $filter: one pass over the text, no backtracking, so that hostile input costs no more than its length.
import { GraphError } from "../graph-error.js";

export interface Token {
  /** `text`: a quoted string, unescaped. */
  readonly kind: "word" | "text" | "symbol" | "end";
  readonly value: string;
  /** Where it begins in the filter. */
  readonly at: number;
}

/** The tokens of a filter with an `end` behind them; a GraphError 400 `BadRequest` where a quotation is not closed. */
export function tokensOf(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    const character = filter.charAt(at);
    if (isSpace(character)) at += 1;
    else if (isSymbol(character)) {
      tokens.push({ kind: "symbol", value: character, at });
      at += 1;
    } else {
      const end = character === "'" ? endOfText(filter, at) : endOfWord(filter, at);
      const value = filter.slice(at, end);
      tokens.push(
        character === "'"
          ? { kind: "text", value: value.slice(1, -1).replaceAll("''", "'"), at }
          : { kind: "word", value, at },
      );
      at = end;
    }
  }
  tokens.push({ kind: "end", value: "", at: filter.length });
  return tokens;
}

/** The filter is not OData. */
export function invalidFilter(why: string): GraphError {
  return new GraphError(400, "BadRequest", `Invalid filter clause: ${why}`);
}

function endOfText(filter: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = filter.indexOf("'", at);
    if (quote === -1) {
      throw invalidFilter(`There is an unterminated string literal at position ${filter.length} in the filter.`);
    }
    if (filter.charAt(quote + 1) !== "'") return quote + 1;
    at = quote + 2;
  }
}

function endOfWord(filter: string, from: number): number {
  let at = from + 1;
  while (at < filter.length && !isSpace(filter.charAt(at)) && !isSymbol(filter.charAt(at)) && filter.charAt(at) !== "'")
    at += 1;
  return at;
}

function isSymbol(character: string): boolean {
  return character === "(" || character === ")" || character === ",";
}

function isSpace(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
