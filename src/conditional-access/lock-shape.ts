// What makes a policy a lock: by its structure alone, since whoever writes in the tenant can give it any name. Pure.

import type { Change } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import { includesId, sameId } from "../shapes/ids.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import { areNarrowEnough } from "./cidr.js";
import type { Subject, UserSubject } from "./subject.js";

export type LockVerdict = "enforced" | "report-only" | "none" | "unknown";

/** A policy that blocks these users, and nobody else, from everywhere but one place that nothing else makes use of. */
export interface OwnLock {
  readonly policy: Policy;
  readonly enforced: boolean;
  readonly users: readonly string[];
  readonly location: NamedLocation & { readonly ipRanges: readonly string[] };
}

/**
 * Whether a policy blocks this very user for all applications and clients from everywhere but untrusted ranges of addresses.
 * "unknown" where that cannot be told; a lock that only reports is none.
 */
export function lockOf(
  policies: readonly Policy[],
  locations: Fact<readonly NamedLocation[]>,
  subject: Subject,
): LockVerdict {
  if (subject.kind !== "user" || subject.userId === null) return "none";
  const verdicts = policies.map((policy) => lockBy(policy, locations, subject));
  const order = ["enforced", "unknown", "report-only"] as const;
  return order.find((one) => verdicts.includes(one)) ?? "none";
}

/** The same as it will be once the changes are made. */
export function lockAfter(
  policies: readonly Policy[],
  locations: Fact<readonly NamedLocation[]>,
  changes: readonly Change[],
  subject: Subject,
): LockVerdict {
  if (subject.kind !== "user" || subject.userId === null) return "none";
  const id = subject.userId;
  const made = changes.flatMap((change) =>
    change.kind === "create-lock" && includesId(change.after.includeUsers, id) ? [change.after.state] : [],
  );
  if (made.includes("enabled")) return "enforced";
  const there = lockOf(
    policies.map((policy) => changes.reduce(withChange, policy)),
    locations,
    subject,
  );
  return there === "none" && made.length > 0 ? "report-only" : there;
}

function withChange(policy: Policy, change: Change): Policy {
  if (change.kind === "set-lock-state" && change.target.policyId === policy.id)
    return { ...policy, state: change.after.state };
  const { users } = policy.conditions;
  if (change.kind !== "set-lock-users" || change.target.policyId !== policy.id || !users) return policy;
  const includeUsers = [...change.after.includeUsers];
  return { ...policy, conditions: { ...policy.conditions, users: { ...users, includeUsers } } };
}

function lockBy(policy: Policy, locations: Fact<readonly NamedLocation[]>, subject: UserSubject): LockVerdict {
  const { users } = policy.conditions;
  if (!users || !includesId(users.includeUsers, subject.userId ?? "")) return "none";
  if (policy.state === "disabled" || !blocksAll(policy)) return "none";
  const excluded = isExcluded(users, subject);
  const place = excludedRanges(policy, locations);
  if (excluded === "yes" || place === "wide") return "none";
  if (excluded === "unknown" || place === "unknown" || (policy.strange ?? []).length > 0) return "unknown";
  if (policy.state === "enabled") return "enforced";
  return policy.state === "enabledForReportingButNotEnforced" ? "report-only" : "unknown";
}

type Users = NonNullable<Policy["conditions"]["users"]>;

function isExcluded(users: Users, subject: UserSubject): "yes" | "no" | "unknown" {
  const { excludeUsers, excludeGroups, excludeRoles } = users;
  if (includesId(excludeUsers, subject.userId ?? "") || includesId(excludeUsers, "All")) return "yes";
  if (excludeRoles.some((id) => includesId(subject.roleIds, id))) return "yes";
  const asksForGuests =
    includesId(excludeUsers, "GuestsOrExternalUsers") || (users.excludeGuestsOrExternalUsers ?? null) !== null;
  if (asksForGuests && subject.guest !== false) return "unknown";
  if (excludeGroups.length + excludeRoles.length === 0) return "no";
  if (subject.memberships.state === "unknown") return "unknown";
  const { groupIds, roleIds } = subject.memberships.value;
  const isIn =
    excludeGroups.some((id) => includesId(groupIds, id)) || excludeRoles.some((id) => includesId(roleIds, id));
  return isIn ? "yes" : "no";
}

/** Blocks, for all applications and clients, and under no other condition than place. */
function blocksAll({ conditions, grantControls }: Policy): boolean {
  if (!grantControls) return false;
  const { builtInControls, customAuthenticationFactors, termsOfUse, authenticationStrength } = grantControls;
  const onlyBlocks = builtInControls.length === 1 && builtInControls[0] === "block";
  if (!onlyBlocks || customAuthenticationFactors.length + termsOfUse.length > 0 || authenticationStrength) return false;
  const { applications, clientAppTypes } = conditions;
  if (!applications || !includesId(applications.includeApplications, "All")) return false;
  const { includeApplications, ...others } = applications;
  if (Object.entries(others).some(([name, value]) => isSet(name, value))) return false;
  if (clientAppTypes.length > 0 && !clientAppTypes.includes("all")) return false;
  return !Object.entries(conditions).some(([name, value]) => !UNDERSTOOD.has(name) && isSet(name, value));
}

const UNDERSTOOD: ReadonlySet<string> = new Set(["users", "applications", "clientAppTypes", "locations"]);

/** Whatever else a policy says may narrow it. */
export function isSet(name: string, value: unknown): boolean {
  if (name.includes("@odata") || value === null || value === undefined || value === "") return false;
  return !(Array.isArray(value) && value.length === 0);
}

/** From where it does not block: `wide` where that is more than some servers' addresses. */
function excludedRanges(
  { conditions }: Policy,
  locations: Fact<readonly NamedLocation[]>,
): readonly string[] | "wide" | "unknown" {
  const place = conditions.locations;
  if (!place) return [];
  if (!includesId(place.includeLocations, "All") || includesId(place.excludeLocations, "All")) return "wide";
  if (includesId(place.excludeLocations, "AllTrusted")) return "wide";
  if (place.excludeLocations.length === 0) return [];
  if (locations.state === "unknown") return "unknown";
  const ranges: string[] = [];
  for (const id of place.excludeLocations) {
    const found = locations.value.find((one) => sameId(one.id, id));
    if (found === undefined) return "unknown";
    if (found.kind !== "ip" || found.isTrusted) return "wide";
    if (found.ipRanges === null) return "unknown";
    ranges.push(...found.ipRanges);
  }
  return areNarrowEnough(ranges) ? ranges : "wide";
}

/**
 * The lock that a policy is, if it is one that may be extended: it names users by their ids alone, none of whom is not known,
 * excludes nobody, and its one place is used by no other policy.
 */
export function ownLockIn(
  policy: Policy,
  policies: readonly Policy[],
  locations: readonly NamedLocation[],
  knownIds: readonly string[],
): OwnLock | null {
  const { users, locations: place } = policy.conditions;
  const enforced = policy.state === "enabled";
  if (!users || !place || (policy.strange ?? []).length > 0 || !blocksAll(policy)) return null;
  if (!enforced && policy.state !== "enabledForReportingButNotEnforced") return null;
  const { includeUsers, ...others } = users;
  if (includeUsers.length === 0 || !includeUsers.every((id) => includesId(knownIds, id))) return null;
  if (Object.entries(others).some(([name, value]) => isSet(name, value))) return null;
  const [id, ...more] = place.excludeLocations;
  if (id === undefined || more.length > 0 || !includesId(place.includeLocations, "All")) return null;
  const location = locations.find((one) => sameId(one.id, id));
  if (location?.kind !== "ip" || location.isTrusted || location.ipRanges === null) return null;
  if (!areNarrowEnough(location.ipRanges)) return null;
  const isShared = usersOf(policies, location.id).some((one) => one.id !== policy.id);
  return isShared
    ? null
    : { policy, enforced, users: includeUsers, location: { ...location, ipRanges: location.ipRanges } };
}

/** The policies that make use of a place. */
export function usersOf(policies: readonly Policy[], locationId: string): readonly Policy[] {
  return policies.filter(({ conditions }) => {
    const { includeLocations = [], excludeLocations = [] } = conditions.locations ?? {};
    return includesId([...includeLocations, ...excludeLocations], locationId);
  });
}
