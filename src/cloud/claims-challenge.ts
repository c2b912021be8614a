// Claims challenges: a service refuses a token and says what another one would have to prove.
// Source: "Claims challenges, claims requests, and client capabilities"; "How to use Continuous Access Evaluation enabled APIs
// in your applications". The header's grammar is RFC 9110's, 11.2 and 11.6.1; whoever answers need not know it.
import type { Answer } from "./transport.js";

/** Node takes no more of a header either, unless it is told to. */
const LONGEST_HEADER = 16_384;

/** Left of a header that has more: nobody means so many. */
const MOST_CHALLENGES = 50;

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;

/**
 * What the next token must have, as JSON in ASCII; undefined where the answer is no claims challenge. Microsoft Graph and
 * Azure Resource Manager send 401 with base64, padded or not; a 403 of the kind is answered likewise.
 */
export function claimsIn({ status, headers }: Pick<Answer, "status" | "headers">): string | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const header = headers.get("www-authenticate") ?? "";
  if (header.length > LONGEST_HEADER) return undefined;
  for (const { scheme, parameters } of challengesIn(header)) {
    const claims = scheme === "bearer" ? claimsOf(parameters.get("claims") ?? "") : undefined;
    if (claims !== undefined) return claims;
  }
  return undefined;
}

interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** By names in lower case; of two with one name the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** One pass from left to right, whatever stands there; what fits nowhere is stepped over. */
function challengesIn(header: string): readonly Challenge[] {
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = [];
  for (let at = 0; at < header.length && challenges.length <= MOST_CHALLENGES; ) {
    const name = tokenAt(header, at);
    if (name === "") {
      // A quoted text that belongs to nothing must not be read as if it were a challenge.
      at = header[at] === '"' ? quotedAt(header, at).end : at + 1;
      continue;
    }
    at = skipSpace(header, at + name.length);
    if (header[at] !== "=") {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
      continue;
    }
    at = skipSpace(header, at + 1);
    const { value, end } = header[at] === '"' ? quotedAt(header, at) : bareAt(header, at);
    const parameters = challenges.at(-1)?.parameters;
    if (parameters?.has(name.toLowerCase()) === false) parameters.set(name.toLowerCase(), value);
    at = end;
  }
  return challenges;
}

function tokenAt(text: string, at: number): string {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0] ?? "";
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

/** From the opening quote on; what is not closed ends with the header. */
function quotedAt(text: string, from: number): { readonly value: string; readonly end: number } {
  let value = "";
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\") at += 1;
    value += text[at] ?? "";
    at += 1;
  }
  return { value, end: at + 1 };
}

/** Base64 without quotes holds more than a token may. */
function bareAt(text: string, from: number): { readonly value: string; readonly end: number } {
  let end = from;
  while (end < text.length && !/[\s,]/.test(text[end] ?? "")) end += 1;
  return { value: text.slice(from, end), end };
}

/** Base64 of either alphabet, or JSON as it is. */
function claimsOf(value: string): string | undefined {
  const text = value.trim();
  if (text === "") return undefined;
  const isBase64 = /^[\w+/-]+={0,2}$/.test(text);
  const json = isBase64 ? Buffer.from(text, "base64").toString("utf8") : text;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    return asciiJson(parsed);
  } catch {
    return undefined;
  }
}

/** The same value without a character that a terminal, a form or `btoa` would stumble over. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
