// Where a parser stands among the tokens of a $filter.
import type { GraphError } from "../graph-error.js";
import { invalidFilter, type Token, tokensOf } from "./odata-tokens.js";

export interface Cursor {
  peek(): Token;
  take(): Token;
  /** The last token once more, or what is left of it; nothing where nothing is left. */
  putBack(token: Token): void;
  /** Takes this symbol; a GraphError 400 where another token stands. */
  expect(symbol: string): void;
}

export function cursorOver(filter: string): Cursor {
  const tokens = [...tokensOf(filter)];
  const end: Token = { kind: "end", value: "", at: filter.length };
  let position = 0;
  const peek = () => tokens[position] ?? end;
  const take = () => {
    const token = peek();
    position += 1;
    return token;
  };
  return {
    peek,
    take,
    putBack(token) {
      if (token.value === "") return;
      position -= 1;
      tokens[position] = token;
    },
    expect(symbol) {
      const token = take();
      if (!isSymbol(token, symbol)) throw syntaxError(token);
    },
  };
}

export function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === "symbol" && token.value === symbol;
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === "word" && token.value.toLowerCase() === word;
}

export function syntaxError(token: Token): GraphError {
  return invalidFilter(`Syntax error at position ${token.at} in the filter.`);
}
