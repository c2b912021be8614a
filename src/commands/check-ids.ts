// Checks by the ids that somebody types.
import { UsageError } from "../shapes/errors.js";
import { CHECKS } from "../sync/verdict.js";

/** @throws {UsageError} for an id that no check has */
export function refuseUnknownChecks({
  allowUnknown,
  checks = [],
}: {
  readonly allowUnknown: readonly string[];
  readonly checks?: readonly string[];
}): void {
  for (const id of [...allowUnknown, ...checks]) checkNamed(id);
}

/**
 * The id as checks have it.
 * @throws {UsageError}
 */
export function checkNamed(text: string): string {
  const ids = CHECKS.map(({ id }) => id);
  if (ids.includes(text)) return text;
  const nearest = ids.toSorted((a, b) => distance(text.toUpperCase(), a) - distance(text.toUpperCase(), b))[0];
  throw new UsageError(`There is no check "${text}".`, {
    code: "unknown-check",
    remedy: `Did you mean ${nearest ?? ""}? Use ids from ${ids.join(", ")}.`,
  });
}

/** Letters that would have to be put in, left out or made others. */
function distance(given: string, id: string): number {
  // No more than that can be a slip of an id.
  const text = given.slice(0, 2 * id.length);
  let row = Array.from({ length: id.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(text).entries()) {
    const next = [index + 1];
    for (const [place, other] of Array.from(id).entries())
      next.push(
        Math.min((row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1, (row[place] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
