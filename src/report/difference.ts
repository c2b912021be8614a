// What differs by a change, for each kind of change: only that, in the words that people use. One table, printed as
// text, Markdown and HTML alike. Texts are as the tenant has them: whoever prints them makes them harmless.
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../shapes/change.js";
import { ACCOUNT_DIFFERENCES } from "./account-difference.js";
import { REGISTRATION_DIFFERENCES } from "./registration-difference.js";

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

const DIFFERENCES: Differences<Change["kind"]> = {
  ...ACCOUNT_DIFFERENCES,
  ...REGISTRATION_DIFFERENCES,
  "exclude-role": ({ before, after }) => {
    const { length } = before.excludeRoles;
    return [
      { note: `excluded roles: ${length} before, ${after.excludeRoles.length} after` },
      ...listDifference(before.excludeRoles, after.excludeRoles),
    ];
  },
  "remove-health-server": ({ target }) => [
    { what: "service", before: target.serviceName, after: null },
    { what: "id", before: target.serviceMemberId, after: null },
  ],
};

export function differenceOf(change: Change): readonly Difference[] {
  const differences = DIFFERENCES[change.kind] as (one: Change) => readonly Difference[];
  return differences(change);
}

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
