// The rule of a device filter, asked of a device that is not registered.
import type { Applies } from "./subject.js";

/** "The maximum length for the filter rule is 3072 characters": which also bounds how deep brackets can be. */
const LONGEST = 3072;

/**
 * All properties of such a device are null: a comparison by a positive operator fails, one by a negative operator holds.
 * "unknown" for a rule in a form that is not known here. Source: "Conditional Access: Filter for devices", policy behaviour.
 */
export function unregisteredDeviceFits(rule: string): Applies {
  if (rule.length > LONGEST) return "unknown";
  const tokens = rule.match(/"(?:[^"\\]|\\.)*"|[()[\],]|[^\s()[\],"]+|"/gu) ?? [];
  const reader: Reader = { tokens: [...tokens], at: 0 };
  const fits = anyOf(reader);
  return fits === undefined || reader.at !== tokens.length ? "unknown" : fits ? "yes" : "no";
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

/** Undefined: not understood. */
type Fits = boolean | undefined;

function anyOf(reader: Reader): Fits {
  const fits = [allOf(reader)];
  while (take(reader, "or")) fits.push(allOf(reader));
  return fits.includes(undefined) ? undefined : fits.includes(true);
}

function allOf(reader: Reader): Fits {
  const fits = [one(reader)];
  while (take(reader, "and")) fits.push(one(reader));
  return fits.includes(undefined) ? undefined : !fits.includes(false);
}

function one(reader: Reader): Fits {
  if (take(reader, "not")) return negated(one(reader));
  return take(reader, "(") ? closed(reader) : comparison(reader);
}

const negated = (fits: Fits): Fits => (fits === undefined ? undefined : !fits);

function closed(reader: Reader): Fits {
  const fits = anyOf(reader);
  return take(reader, ")") ? fits : undefined;
}

const OPERATORS: ReadonlyMap<string, boolean> = new Map([
  ...["eq", "equals", "startswith", "endswith", "contains", "in"].map((name): [string, boolean] => [name, false]),
  ...["ne", "notequals", "notstartswith", "notendswith", "notcontains", "notin"].map((name): [string, boolean] => [
    name,
    true,
  ]),
]);

function comparison(reader: Reader): Fits {
  const property = next(reader);
  const fits = OPERATORS.get(wordOf(next(reader)));
  if (!/^device\.\w+$/iu.test(property)) return undefined;
  return value(reader) ? fits : undefined;
}

/** A text, true or false, or a list of them. A comparison with null, or with nothing, has no answer in the documents. */
function value(reader: Reader): boolean {
  if (!take(reader, "[")) return isText(next(reader));
  do {
    if (!isText(next(reader))) return false;
  } while (take(reader, ","));
  return take(reader, "]");
}

const isText = (token: string): boolean => /^(?:".+"|true|false)$/isu.test(token);

function next(reader: Reader): string {
  const token = reader.tokens[reader.at] ?? "";
  reader.at += 1;
  return token;
}

function take(reader: Reader, word: string): boolean {
  const found = wordOf(reader.tokens[reader.at] ?? "") === word;
  if (found) reader.at += 1;
  return found;
}

/** Operators are written with or without a dash. */
const wordOf = (token: string): string => token.toLowerCase().replace(/^-/u, "");
