// What stands to the right of an operator in a $filter (OData 4.01 "ABNF", primitiveLiteral; those that Graph uses).
import { syntaxError } from "./odata-cursor.js";
import type { Literal } from "./odata-match.js";
import type { FilterRule } from "./odata-rules.js";
import { invalidFilter, type Token } from "./odata-tokens.js";

/** A GraphError 400 `BadRequest` for what is no literal, or one of another type than the property's. */
export function literalOf(token: Token, rule: FilterRule): Literal {
  const literal = token.kind === "text" ? ({ kind: "string", value: token.value } as const) : literalWord(token);
  if (rule.type === undefined || literal.kind === "null" || literal.kind === rule.type) return literal;
  throw invalidFilter(
    `A binary operator with incompatible types was detected. Found operand types '${EDM[rule.type]}' and '${EDM[literal.kind]}'.`,
  );
}

const EDM = {
  string: "Edm.String",
  date: "Edm.DateTimeOffset",
  guid: "Edm.Guid",
  number: "Edm.Int32",
  boolean: "Edm.Boolean",
} as const;

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2}))?$/iu;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/u;

function literalWord(token: Token): Literal {
  const { kind, value } = token;
  if (kind !== "word") throw syntaxError(token);
  if (value === "true" || value === "false") return { kind: "boolean", value: value === "true" };
  if (value === "null") return { kind: "null", value: null };
  if (NUMBER.test(value)) return { kind: "number", value: Number(value) };
  if (GUID.test(value)) return { kind: "guid", value };
  if (DATE.test(value) && !Number.isNaN(Date.parse(value))) return { kind: "date", value };
  throw syntaxError(token);
}
