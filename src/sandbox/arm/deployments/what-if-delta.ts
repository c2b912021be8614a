// How a resource differs from what a template wants of it ("ARM template deployment what-if operation").
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../templates/template-values.js";

export interface PropertyChange {
  readonly path: string;
  readonly propertyChangeType: "Create" | "Modify" | "Array";
  readonly before?: unknown;
  readonly after?: unknown;
  readonly children?: readonly PropertyChange[];
}

/**
 * What the template does not say is left as it is, so that it is no difference; what it says by an expression that only
 * deploying could tell is none either. Lists that differ are shown as a whole in one child, not entry by entry: a choice.
 */
export function differences(before: unknown, after: unknown, path = ""): readonly PropertyChange[] {
  if (isUnresolved(after) || isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ path, propertyChangeType: "Create", after }];
  if (isObject(before) && isObject(after)) {
    return Object.entries(after).flatMap(([key, value]) =>
      differences(memberOf(before, key), value, path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length === after.length && after.every((one, at) => differences(before[at], one).length === 0))
      return [];
    return [
      { path, propertyChangeType: "Array", children: [{ path: "", propertyChangeType: "Modify", before, after }] },
    ];
  }
  if (areSameText(before, after)) return [];
  return [{ path, propertyChangeType: "Modify", before, after }];
}

function memberOf(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.entries(value).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** Ids and locations come back in the service's own writing. */
function areSameText(before: unknown, after: unknown): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  const plain = (text: string) => text.replaceAll(" ", "").toLowerCase();
  return plain(before) === plain(after);
}

function isUnresolved(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("[") && value.endsWith("]");
}
