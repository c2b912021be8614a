// What the differences of a change are made of.
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../shapes/change.js";

export type Difference =
  /** A property with its values; null: there was none, or there will be none. */
  | { readonly what: string; readonly before: string | null; readonly after: string | null }
  /** A member of a list that comes or goes. */
  | { readonly added: string }
  | { readonly removed: string }
  | { readonly note: string };

export type Differences<Kind extends Change["kind"]> = {
  readonly [K in Kind]: (change: Extract<Change, { kind: K }>) => readonly Difference[];
};

/** Nothing where the two are the same. */
export function changed(what: string, before: string | null, after: string | null): readonly Difference[] {
  return isDeepStrictEqual(before, after) ? [] : [{ what, before, after }];
}

export function listDifference(before: readonly string[], after: readonly string[]): readonly Difference[] {
  return [
    ...after.filter((one) => !before.includes(one)).map((added) => ({ added })),
    ...before.filter((one) => !after.includes(one)).map((removed) => ({ removed })),
  ];
}

export function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
