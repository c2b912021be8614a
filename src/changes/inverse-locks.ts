// How changes of a lock are taken back.
import type { LockChange } from "../shapes/lock-change.js";
import type { Beside, Found, Inverse } from "./inverse.js";

export function inverseOfLockChange(change: LockChange, found: Found, beside: Beside): Inverse {
  switch (change.kind) {
    case "create-named-location":
      return withoutLocation(change, found, beside);
    case "delete-named-location": {
      const { locationName } = change.target;
      return one({
        kind: "create-named-location",
        target: { locationName },
        summary: `make the named location "${locationName}" again`,
        before: null,
        after: change.before,
        reversible: true,
      });
    }
    case "set-location-ranges":
      return one({
        ...change,
        summary: `set the addresses of "${change.target.locationName}" to those of before`,
        before: change.after,
        after: change.before,
      });
    case "create-lock": {
      const { policyName, locationName } = change.target;
      const { lock } = found;
      if (lock === null || lock === undefined) return GONE;
      return one({
        kind: "delete-lock",
        target: { policyId: lock.policyId, policyName, locationId: lock.locationId, locationName },
        summary: `delete the policy "${policyName}"`,
        before: change.after,
        after: null,
        reversible: true,
      });
    }
    case "delete-lock": {
      const { policyName, locationName, locationId } = change.target;
      return one({
        kind: "create-lock",
        target: { policyName, locationName, locationId: isMadeAnew(locationId, beside) ? null : locationId },
        summary: `make the policy "${policyName}" again`,
        before: null,
        after: change.before,
        reversible: true,
      });
    }
    case "set-lock-state": {
      const { policyName } = change.target;
      const on = change.before.state === "enabled";
      return one({
        ...change,
        summary: on ? `let the policy "${policyName}" block again` : `let the policy "${policyName}" only report again`,
        before: change.after,
        after: change.before,
      });
    }
    case "set-lock-users":
      return one({
        ...change,
        summary: `let the policy "${change.target.policyName}" name the accounts of before`,
        before: change.after,
        after: change.before,
      });
  }
}

const GONE: Inverse = { changes: [], leftAlone: true, words: "It is not there any more." };

/** A policy whose place is gone would block from everywhere: it is deleted only when nothing else uses it. */
function withoutLocation(
  change: Extract<LockChange, { kind: "create-named-location" }>,
  { location }: Found,
  { all }: Beside,
): Inverse {
  const { locationName } = change.target;
  if (location === null || location === undefined) return GONE;
  const deleted = all.flatMap(({ step, sight, found }) =>
    step.change.kind === "create-lock" && sight?.at === "after" ? (found.lock?.policyId ?? []) : [],
  );
  const others = location.usedBy.filter(({ id }) => !deleted.includes(id));
  if (others.length > 0)
    return {
      changes: [],
      leftAlone: true,
      words: `It is used by ${others.map(({ name }) => `"${name}"`).join(", ")}.`,
    };
  return one({
    kind: "delete-named-location",
    target: { locationId: location.id, locationName },
    summary: `delete the named location "${locationName}"`,
    before: change.after,
    after: null,
    reversible: true,
  });
}

/** By the same rollback: then it gets another id. */
function isMadeAnew(locationId: string, { all }: Beside): boolean {
  return all.some(
    ({ step: { change }, sight }) =>
      change.kind === "delete-named-location" && change.target.locationId === locationId && sight?.at === "after",
  );
}

function one(change: LockChange): Inverse {
  return { changes: [change] };
}
