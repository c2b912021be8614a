// The changes of a lock: its own place, the policy, and what is added to those that are there.
import type { LockChange, LockState } from "../shapes/lock-change.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import { isWithin } from "./cidr.js";
import { type OwnLock, usersOf } from "./lock-shape.js";
import type { UserSubject } from "./subject.js";

export interface LockedUser {
  readonly id: string;
  readonly name: string;
  readonly subject: UserSubject;
}

type Named = Pick<LockedUser, "id" | "name">;

/** A lock as it will be. */
export interface PlannedLock {
  readonly changes: readonly LockChange[];
  readonly users: readonly Named[];
  readonly ranges: readonly string[];
  readonly enforced: boolean;
  /** Whom it blocks by these changes, and did not before. */
  readonly enforcedOn: readonly Named[];
  readonly warnings: readonly string[];
}

const POLICY_NAME = "aadc-cloud: accounts of Entra Connect only from their servers";
const LOCATION_NAME = "aadc-cloud: servers of Entra Connect";

const REPORT_ONLY: LockState = "enabledForReportingButNotEnforced";

interface WantedLock {
  readonly users: readonly LockedUser[];
  readonly ranges: readonly string[];
  readonly enforce: boolean;
}

/** A place that is there is taken only where it is the very same, untrusted, and used by no policy. */
export function newLock(
  policies: readonly Policy[],
  locations: readonly NamedLocation[],
  { users, ranges, enforce }: WantedLock,
): PlannedLock {
  const unused = locations.find(
    (one) =>
      one.kind === "ip" && !one.isTrusted && isSame(one.ipRanges, ranges) && usersOf(policies, one.id).length === 0,
  );
  const locationName = unused?.displayName ?? freeName(LOCATION_NAME, locations);
  const policyName = freeName(POLICY_NAME, policies);
  const state = enforce ? "enabled" : REPORT_ONLY;
  const names = users.map(({ name }) => name);
  const create: LockChange = {
    kind: "create-lock",
    target: { policyName, locationName, locationId: unused?.id ?? null },
    summary: enforce
      ? `block ${names.join(" and ")} from everywhere but "${locationName}"`
      : `report sign-ins of ${names.join(" and ")} from anywhere but "${locationName}"`,
    before: null,
    after: { state, includeUsers: users.map(({ id }) => id), userNames: names },
    reversible: true,
  };
  const place: LockChange = {
    kind: "create-named-location",
    target: { locationName },
    summary: `make the named location "${locationName}", not trusted, of ${ranges.join(", ")}`,
    before: null,
    after: { ipRanges: ranges, isTrusted: false },
    reversible: true,
  };
  return {
    changes: unused === undefined ? [place, create] : [create],
    ...{ users, ranges, enforced: enforce, enforcedOn: enforce ? users : [], warnings: [] },
  };
}

interface Extension {
  /** All of them, those of before too: nothing is ever taken away. */
  readonly ranges: readonly string[];
  readonly added: readonly Named[];
  readonly enforce: boolean;
  readonly nameOf: (id: string) => string;
}

/** The addresses first: nobody is blocked from what is still to be added. */
export function extendLock(
  { policy, location, users, enforced }: OwnLock,
  { ranges, added, enforce, nameOf }: Extension,
): Omit<PlannedLock, "warnings"> {
  const target = { policyId: policy.id, policyName: policy.displayName };
  const before = users.map((id) => ({ id, name: nameOf(id) }));
  const after = [...before, ...added];
  const switches = enforce && !enforced;
  const alreadyBlocks = enforced ? `; "${policy.displayName}" blocks already, so that this counts at once` : "";
  const changes: LockChange[] = [];
  if (ranges.length > location.ipRanges.length)
    changes.push({
      kind: "set-location-ranges",
      target: { locationId: location.id, locationName: location.displayName },
      summary: `add ${ranges.slice(location.ipRanges.length).join(", ")} to the named location "${location.displayName}"${alreadyBlocks}`,
      before: { ipRanges: location.ipRanges },
      after: { ipRanges: ranges },
      reversible: true,
    });
  if (added.length > 0)
    changes.push({
      kind: "set-lock-users",
      target,
      summary: `add ${added.map(({ name }) => name).join(" and ")} to those that the policy "${policy.displayName}" names${alreadyBlocks}`,
      before: listed(before),
      after: listed(after),
      reversible: true,
    });
  if (switches)
    changes.push({
      kind: "set-lock-state",
      target,
      summary: `switch the policy "${policy.displayName}" on, so that it blocks`,
      before: { state: REPORT_ONLY },
      after: { state: "enabled" },
      reversible: true,
    });
  return {
    ...{ changes, users: after, ranges, enforced: enforced || enforce },
    enforcedOn: switches ? after : enforced ? added : [],
  };
}

function listed(users: readonly Named[]) {
  return { includeUsers: users.map(({ id }) => id), userNames: users.map(({ name }) => name) };
}

/** Names need not be unique, but a lost answer is found again by its name. */
function freeName(name: string, taken: readonly { readonly displayName: string }[]): string {
  const isTaken = (one: string) => taken.some(({ displayName }) => displayName.toLowerCase() === one.toLowerCase());
  if (!isTaken(name)) return name;
  for (let number = 2; ; number += 1) if (!isTaken(`${name} (${number})`)) return `${name} (${number})`;
}

function isSame(ranges: readonly string[] | null, wanted: readonly string[]): boolean {
  if (ranges === null) return false;
  return ranges.every((one) => isWithin(one, wanted)) && wanted.every((one) => isWithin(one, ranges));
}
