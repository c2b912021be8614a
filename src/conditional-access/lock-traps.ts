// Policies that are there already and block the same accounts from the very addresses to which they are to be locked. Pure.

import { includesId } from "../shapes/ids.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import { isWithin } from "./cidr.js";
import type { UserSubject } from "./subject.js";

/**
 * The trap of a migration: a lock made earlier lets in the old server's address alone, and the new server is shut out the
 * moment it begins.
 */
export function lockTraps(
  policies: readonly Policy[],
  locations: readonly NamedLocation[],
  subjects: readonly UserSubject[],
  ranges: readonly string[],
): readonly string[] {
  return policies.flatMap((policy) => {
    if (policy.state === "disabled" || policy.grantControls?.builtInControls.includes("block") !== true) return [];
    const place = policy.conditions.locations;
    if (!place || !includesId(place.includeLocations, "All") || place.excludeLocations.length === 0) return [];
    const allowed = allowedBy(place.excludeLocations, locations);
    if (allowed === null) return [];
    const shutOut = ranges.filter((range) => !isWithin(range, allowed));
    const concerned = subjects.filter((subject) => isAbout(policy, subject));
    if (shutOut.length === 0 || concerned.length === 0) return [];
    const names = concerned.map(({ name }) => name).join(", ");
    const would = policy.state === "enabled" ? "blocks" : "would block, once it is switched on,";
    return [
      `The policy "${policy.displayName}" ${would} ${names} from ${shutOut.join(", ")}: its places do not comprise that. Add it there before a server signs in from it; this program leaves that policy as it is.`,
    ];
  });
}

/** Null where a place is no range of addresses: then it cannot be told. */
function allowedBy(ids: readonly string[], locations: readonly NamedLocation[]): readonly string[] | null {
  const places = ids.map((id) => {
    if (id.toLowerCase() === "alltrusted") return locations.filter(({ isTrusted }) => isTrusted);
    const found = locations.find((one) => one.id.toLowerCase() === id.toLowerCase());
    return found === undefined ? null : [found];
  });
  const all = places.flatMap((some) => some ?? [null]);
  const ranges = all.map((one) => (one?.kind === "ip" ? one.ipRanges : null));
  return ranges.some((some) => some === null) ? null : ranges.flatMap((some) => some ?? []);
}

/** By its id, its roles, or as one of all; what it is in by a group is not looked at. */
function isAbout({ conditions: { users } }: Policy, { userId, roleIds }: UserSubject): boolean {
  if (!users || userId === null) return false;
  if (includesId(users.excludeUsers, userId) || users.excludeRoles.some((id) => includesId(roleIds, id))) return false;
  if (includesId(users.includeUsers, userId) || includesId(users.includeUsers, "All")) return true;
  return users.includeRoles.some((id) => includesId(roleIds, id));
}
