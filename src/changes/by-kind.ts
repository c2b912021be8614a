import type { Change } from "../shapes/change.js";

/** Runs of neighbours of one kind: they are looked at and confirmed together. */
export function byKind<T>(items: readonly T[], kindOf: (item: T) => Change["kind"]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let last: Change["kind"] | undefined;
  for (const item of items) {
    const kind = kindOf(item);
    if (kind === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = kind;
  }
  return groups;
}
