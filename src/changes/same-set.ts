import { isDeepStrictEqual } from "node:util";

/** Whether two lists hold the same, whatever the order and however often. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return isDeepStrictEqual([...new Set(a)].sort(), [...new Set(b)].sort());
}
