// All policies as a plan saw them, and what the run itself writes into them: everything else must stay as it was, in every
// policy. One for all executors of a run, since one of them writes what another one sees.
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../shapes/change.js";
import type { Policy } from "../tenant/policies.js";

export interface PolicyImages {
  of(policyId: string): Policy | undefined;
  /**
   * From now on the property may have any of these values. Replicas answer in turn: also one that was there before.
   * @param values oldest first
   */
  writes(policyId: string, property: readonly string[], values: readonly Json[]): void;
  /** What the run has written there or is about to write, and what was there before, oldest first. */
  written(policyId: string, property: readonly string[]): readonly Json[];
  /** From now on the policy may be gone. */
  deletes(policyId: string): void;
  /** What is not as it was, and not by this run, in words; null: nothing. A policy that had no image is no concern of it. */
  differenceIn(now: readonly Policy[]): string | null;
}

interface Writing {
  readonly property: readonly string[];
  readonly values: Json[];
}

/** @param policies as the plan saw them */
export function createPolicyImages(policies: readonly Policy[]): PolicyImages {
  const images = new Map(policies.map((policy) => [keyOf(policy.id), policy]));
  const writings = new Map<string, Writing[]>();
  const deleted = new Set<string>();
  const writingsOf = (policyId: string) => writings.get(keyOf(policyId)) ?? [];
  return {
    of: (policyId) => images.get(keyOf(policyId)),
    deletes: (policyId) => void deleted.add(keyOf(policyId)),
    written: (policyId, property) =>
      writingsOf(policyId).find((one) => isDeepStrictEqual(one.property, property))?.values ?? [],
    writes(policyId, property, values) {
      const all = writingsOf(policyId);
      writings.set(keyOf(policyId), all);
      const own = all.find((one) => isDeepStrictEqual(one.property, property)) ?? { property, values: [] };
      if (!all.includes(own)) all.push(own);
      for (const value of values) if (!own.values.some((one) => sameJson(one, value))) own.values.push(value);
    },
    differenceIn(now) {
      for (const [key, image] of images) {
        const policy = now.find(({ id }) => keyOf(id) === key);
        if (policy === undefined) {
          if (!deleted.has(key)) return `the policy "${image.displayName}" is gone`;
        } else if (!isAsItWas(policy, image, writingsOf(key)))
          return `something else in the policy "${image.displayName}" differs from before`;
      }
      return null;
    },
  };
}

/** Whether two values mean the same: the order of a list of texts says nothing, and ids are written in either case. */
export function sameJson(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(canonical(a), canonical(b));
}

function isAsItWas(policy: Policy, image: Policy, writings: readonly Writing[]): boolean {
  let [now, before] = [without(policy.whole, ["modifiedDateTime"]), without(image.whole, ["modifiedDateTime"])];
  for (const { property, values } of writings) {
    const value = valueAt(now, property);
    if (![valueAt(before, property), ...values].some((one) => sameJson(one, value))) return false;
    [now, before] = [without(now, property), without(before, property)];
  }
  return sameJson(now, before);
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    if (name !== key) return [[name, child]];
    return rest.length === 0 ? [] : [[name, without(child, rest)]];
  });
  return Object.fromEntries(entries);
}

/** An absent list and an empty one are the same to the service. */
function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value ?? [];
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  return valueAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((one) => typeof one === "string")
      ? [...new Set(value.map((one) => one.toLowerCase()))].sort()
      : value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, canonical(child)]));
}

function keyOf(id: string): string {
  return id.toLowerCase();
}
