// Functions over texts ("String functions for ARM templates"), and those of them that take lists as well.
import { createHash } from "node:crypto";
import { derivedGuid } from "../../store/derived-guid.js";
import { invalidExpression } from "./invalid-template.js";
import { isObject, shown, type TemplateFunction, textOf, wholeOf } from "./template-values.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

export const TEXT_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  concat: (values) => (values.every(Array.isArray) && values.length > 0 ? values.flat(1) : values.map(shown).join("")),
  format: ([pattern, ...values]) =>
    textOf(pattern, "format").replace(/\{\{|\}\}|\{(\d+)\}/gu, (match, index: string | undefined) =>
      index === undefined ? match.slice(0, 1) : shown(values[Number(index)] ?? ""),
    ),
  string: ([value]) => shown(value),
  tolower: ([value]) => textOf(value, "toLower").toLowerCase(),
  toupper: ([value]) => textOf(value, "toUpper").toUpperCase(),
  trim: ([value]) => textOf(value, "trim").trim(),
  replace: ([value, old, other]) =>
    textOf(value, "replace").replaceAll(textOf(old, "replace"), textOf(other, "replace")),
  substring: ([value, start, length]) => substring(textOf(value, "substring"), start, length),
  take: ([value, count]) => listOrText(value, "take").slice(0, Math.max(0, wholeOf(count, "take"))),
  skip: ([value, count]) => listOrText(value, "skip").slice(Math.max(0, wholeOf(count, "skip"))),
  first: ([value]) => listOrText(value, "first").at(0) ?? null,
  last: ([value]) => listOrText(value, "last").at(-1) ?? null,
  split: ([value, by]) => textOf(value, "split").split(textOf(by, "split")),
  join: ([values, by]) => (Array.isArray(values) ? values.map(shown).join(textOf(by, "join")) : shown(values)),
  startswith: ([value, part]) => lower(value, "startsWith").startsWith(lower(part, "startsWith")),
  endswith: ([value, part]) => lower(value, "endsWith").endsWith(lower(part, "endsWith")),
  contains: ([value, part]) => containsPart(value, part),
  base64: ([value]) => Buffer.from(textOf(value, "base64")).toString("base64"),
  // The service's own numbers are other ones: what counts is that the same words give the same one every time.
  uniquestring: (values) => unique(values.map((one) => textOf(one, "uniqueString"))),
  guid: (values) => derivedGuid(...values.map((one) => textOf(one, "guid"))),
};

function lower(value: unknown, name: string): string {
  return textOf(value, name).toLowerCase();
}

function listOrText(value: unknown, name: string): string | readonly unknown[] {
  if (typeof value === "string" || Array.isArray(value)) return value;
  throw invalidExpression(`The template function '${name}' expects its parameter to be an array or a string`);
}

/** What goes beyond the end is refused, as by the service. */
function substring(text: string, start: unknown, length: unknown): string {
  const from = wholeOf(start, "substring");
  const count = length === undefined ? text.length - from : wholeOf(length, "substring");
  if (from >= 0 && count >= 0 && from + count <= text.length) return text.slice(from, from + count);
  throw invalidExpression(
    "The template language function 'substring' parameters are not valid: 'index' and 'length' must refer to a location within the string",
  );
}

function containsPart(value: unknown, part: unknown): boolean {
  if (typeof value === "string") return value.includes(textOf(part, "contains"));
  if (Array.isArray(value)) return value.includes(part);
  if (isObject(value)) {
    const wanted = lower(part, "contains");
    return Object.keys(value).some((key) => key.toLowerCase() === wanted);
  }
  throw invalidExpression("The template function 'contains' expects a string, an array or an object");
}

/** Thirteen signs. */
function unique(words: readonly string[]): string {
  const digest = createHash("sha256").update(words.join("-")).digest();
  return [...digest.subarray(0, 13)].map((byte) => LETTERS[byte % LETTERS.length] ?? "").join("");
}
