// Carries out changes of the named location of a lock. Whoever makes use of a place is looked at with it: a place that is
// shared is not changed, and one that is used is not deleted, since its policy would block from everywhere.

import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import type {
  CreateNamedLocationChange,
  DeleteNamedLocationChange,
  SetLocationRangesChange,
} from "../shapes/lock-change.js";
import { type NamedLocation, readNamedLocations } from "../tenant/named-locations.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import { createUnanswered, type LockLookup } from "./lock-lookup.js";
import { notSeenYet } from "./not-seen-yet.js";
import { sameJson } from "./policy-images.js";
import { mendsWithTime } from "./refusals.js";

const ADDRESS = "/v1.0/identity/conditionalAccess/namedLocations";

export function createNamedLocationExecutor(
  graph: ServiceClient,
  lookup: LockLookup,
): Executor<CreateNamedLocationChange> {
  const unanswered = createUnanswered();
  /** Ids that an answer has told. */
  const ours = new Set<string>();
  return {
    goodReads: 5,
    isLag: mendsWithTime("make-lock"),
    waitingFor: ({ target }) => waitingText(target.locationName),
    sentEarlier: ({ target }, answer) => {
      if (answer === null) unanswered.lost(target.locationName);
    },
    recall({ target }, id) {
      ours.add(id);
      lookup.recall(target.locationName, id);
    },
    async look(changes) {
      const { value: now } = await readNamedLocations(graph);
      return changes.map((change): Sight => {
        const { locationName } = change.target;
        const id = lookup.idOf(locationName);
        const isOurs = id !== null && ours.has(id);
        const named = now.filter((one) => (isOurs ? sameId(one.id, id) : one.displayName === locationName));
        const [found, ...more] = named.filter((one) => isPlace(one, change.after.ipRanges));
        if (found === undefined) {
          const [another] = named;
          if (another === undefined) return BEFORE;
          return { ...other(`the named location "${locationName}" has another content`), image: another.whole };
        }
        if (!isOurs) lookup.recall(locationName, found.id);
        return { ...AFTER, image: found.whole, ...(more.length > 0 ? { whose: { doubt: twice(locationName) } } : {}) };
      });
    },
    async send({ target, after }) {
      if (unanswered.isWaitedFor(target.locationName)) throw notSeenYet(target.locationName);
      const body = {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        displayName: target.locationName,
        isTrusted: after.isTrusted,
        ipRanges: after.ipRanges.map(rangeBody),
      };
      try {
        return await graph.write("POST", ADDRESS, body, "change-locations");
      } catch (error) {
        if (error instanceof ServiceError && error.carriedOut === "unknown") unanswered.lost(target.locationName);
        throw error;
      }
    },
  };
}

/** @param policies as the plan saw them: whoever uses the place by then was thought of */
export function setLocationRangesExecutor(
  graph: ServiceClient,
  policies: readonly Policy[],
  locations: readonly NamedLocation[],
): Executor<SetLocationRangesChange> {
  return {
    goodReads: 5,
    isLag: () => false,
    async look(changes) {
      const [now, users] = [await readNamedLocations(graph), await readPolicies(graph)];
      return changes.map(({ target: { locationId, locationName }, before, after }): Sight => {
        const found = now.value.find(({ id }) => sameId(id, locationId));
        if (found === undefined) return other(`the named location "${locationName}" is gone`);
        const image = found.whole;
        const thought = usedBy(policies, locationId).map(({ id }) => id);
        const stranger = usedBy(users.value, locationId).find(({ id }) => !thought.includes(id));
        if (stranger !== undefined)
          return { ...other(`the policy "${stranger.displayName}" uses "${locationName}" by now`), image };
        const seen = locations.find(({ id }) => sameId(id, locationId));
        if (seen === undefined || !sameJson(withoutOurs(found), withoutOurs(seen)))
          return { ...other(`something else in the named location "${locationName}" differs from before`), image };
        if (isPlace(found, after.ipRanges)) return { ...AFTER, image };
        return isPlace(found, before.ipRanges)
          ? { ...BEFORE, image }
          : { ...other(`"${locationName}" comprises other addresses than before`), image };
      });
    },
    send: ({ target, after }) =>
      graph.write(
        "PATCH",
        path`/v1.0/identity/conditionalAccess/namedLocations/${target.locationId}`,
        // "You must specify the @odata.type", and ranges are replaced whole ("Update ipNamedLocation").
        { "@odata.type": "#microsoft.graph.ipNamedLocation", ipRanges: after.ipRanges.map(rangeBody) },
        "change-locations",
      ),
  };
}

export function deleteNamedLocationExecutor(graph: ServiceClient): Executor<DeleteNamedLocationChange> {
  return {
    goodReads: 5,
    isLag: () => false,
    async look(changes) {
      const [now, users] = [await readNamedLocations(graph), await readPolicies(graph)];
      return changes.map(({ target: { locationId, locationName }, before }): Sight => {
        const found = now.value.find(({ id }) => sameId(id, locationId));
        if (found === undefined) return AFTER;
        const [user] = usedBy(users.value, locationId);
        if (user !== undefined)
          return { ...other(`the policy "${user.displayName}" uses "${locationName}"`), image: found.whole };
        return isPlace(found, before.ipRanges)
          ? { ...BEFORE, image: found.whole }
          : { ...other(`the named location "${locationName}" has another content`), image: found.whole };
      });
    },
    send: ({ target }) =>
      graph.write(
        "DELETE",
        path`/v1.0/identity/conditionalAccess/namedLocations/${target.locationId}`,
        undefined,
        "change-locations",
      ),
  };
}

/** The policies that make use of a place. */
export function usedBy(policies: readonly Policy[], locationId: string): readonly Policy[] {
  return policies.filter(({ conditions }) => {
    const { includeLocations = [], excludeLocations = [] } = conditions.locations ?? {};
    return [...includeLocations, ...excludeLocations].some((id) => sameId(id, locationId));
  });
}

/** Untrusted, and of these ranges. */
function isPlace({ kind, isTrusted, ipRanges }: NamedLocation, ranges: readonly string[]): boolean {
  return kind === "ip" && !isTrusted && ipRanges !== null && sameJson(ipRanges, ranges);
}

function rangeBody(cidrAddress: string) {
  const type = cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange";
  return { "@odata.type": `#microsoft.graph.${type}`, cidrAddress };
}

function withoutOurs({ whole }: NamedLocation): unknown {
  if (typeof whole !== "object" || whole === null) return whole;
  return Object.fromEntries(
    Object.entries(whole).filter(([name]) => name !== "ipRanges" && name !== "modifiedDateTime"),
  );
}

function twice(name: string): string {
  return `There is more than one named location "${name}" with the same addresses: one answer was lost, and it was made again. Delete the one that no policy uses in the Entra admin center.`;
}

function waitingText(name: string): string {
  return `waiting whether "${name}" is seen, whose creation was not answered, before it is sent again`;
}
