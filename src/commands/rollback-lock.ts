// What the tenant shows of the steps of a run that are about locks. Reads only.
import type { Executor, Executors, Sight } from "../changes/executor.js";
import type { Found } from "../changes/inverse.js";
import { usedBy } from "../changes/named-location-executors.js";
import type { Change, Json } from "../shapes/change.js";
import type { LockChange } from "../shapes/lock-change.js";
import type { RunStep } from "../shapes/run.js";
import type { RollbackWork } from "./rollback-executors.js";

const KINDS: readonly Change["kind"][] = [
  "create-named-location",
  "delete-named-location",
  "set-location-ranges",
  "create-lock",
  "delete-lock",
  "set-lock-state",
  "set-lock-users",
] satisfies readonly LockChange["kind"][];

export function isOfLock({ kind }: Change): boolean {
  return KINDS.includes(kind);
}

/** @returns null for a step of another kind */
export async function lookAtLock(
  { change }: RunStep,
  executors: Executors,
  { policies }: RollbackWork,
): Promise<{ readonly sight: Sight; readonly found: Found } | null> {
  if (!isOfLock(change)) return null;
  const [sight] = (await (executors[change.kind] as Executor<Change> | undefined)?.look([change])) ?? [];
  if (sight === undefined) return null;
  const id = textAt(sight.image, ["id"]);
  if (sight.at !== "after" || id === null) return { sight, found: {} };
  if (change.kind === "create-named-location") {
    const users = usedBy(policies, id).map((policy) => ({ id: policy.id, name: policy.displayName }));
    return { sight, found: { location: { id, usedBy: users } } };
  }
  if (change.kind !== "create-lock") return { sight, found: {} };
  const locationId = textAt(sight.image, ["conditions", "locations", "excludeLocations", 0]);
  return { sight, found: locationId === null ? {} : { lock: { policyId: id, locationId } } };
}

function textAt(image: Json | undefined, path: readonly (string | number)[]): string | null {
  let value: unknown = image;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return typeof value === "string" ? value : null;
}
