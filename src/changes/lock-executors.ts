// Carries out changes of locks: policies that block accounts from everywhere but one place.

import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { ServiceError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import type {
  CreateLockChange,
  DeleteLockChange,
  SetLockStateChange,
  SetLockUsersChange,
} from "../shapes/lock-change.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { AFTER, BEFORE, type Executor, type Executors, other, type Sight } from "./executor.js";
import { contentOf, hasContent } from "./lock-content.js";
import { createLockLookup, createUnanswered, type LockLookup } from "./lock-lookup.js";
import {
  createNamedLocationExecutor,
  deleteNamedLocationExecutor,
  setLocationRangesExecutor,
} from "./named-location-executors.js";
import { notSeenYet } from "./not-seen-yet.js";
import { type PolicyImages, sameJson } from "./policy-images.js";
import { policyRefused } from "./policy-refusals.js";
import { mendsWithTime } from "./refusals.js";

const ADDRESS = "/v1.0/identity/conditionalAccess/policies";
const USERS = ["conditions", "users", "includeUsers"] as const;

export interface LockWork {
  readonly graph: ServiceClient;
  /** As the plan saw them. */
  readonly policies: readonly Policy[];
  readonly locations: readonly NamedLocation[];
  /** Of the same policies; one for all that change policies in this run. */
  readonly images: PolicyImages;
}

export function lockExecutors({ graph, policies, locations, images }: LockWork): Executors {
  const lookup = createLockLookup();
  return {
    "create-named-location": createNamedLocationExecutor(graph, lookup),
    "set-location-ranges": setLocationRangesExecutor(graph, policies, locations),
    "delete-named-location": deleteNamedLocationExecutor(graph),
    "create-lock": createLockExecutor(graph, images, lookup),
    "delete-lock": deleteLockExecutor(graph, images),
    "set-lock-state": settingExecutor<SetLockStateChange>(graph, images, ["state"], ({ state }) => state),
    "set-lock-users": settingExecutor<SetLockUsersChange>(graph, images, USERS, ({ includeUsers }) => includeUsers),
  };
}

/** A second lock does no harm, but nobody would know of it: what was not answered is looked for by name and content. */
function createLockExecutor(
  graph: ServiceClient,
  images: PolicyImages,
  lookup: LockLookup,
): Executor<CreateLockChange> {
  const unanswered = createUnanswered();
  const ours = new Map<string, string>();
  return {
    goodReads: 5,
    isLag: mendsWithTime("make-lock"),
    waitingFor: ({ target }) =>
      `waiting whether "${target.policyName}" is seen, whose creation was not answered, before it is sent again`,
    sentEarlier: ({ target }, answer) => {
      if (answer === null) unanswered.lost(target.policyName);
    },
    recall: ({ target }, id) => void ours.set(target.policyName, id),
    async look(changes) {
      const { value: now } = await readPolicies(graph);
      const foreign = images.differenceIn(now);
      return changes.map((change): Sight => {
        const { policyName } = change.target;
        const id = ours.get(policyName);
        const named = now.filter((one) => (id === undefined ? one.displayName === policyName : sameId(one.id, id)));
        const [found, ...more] = named.filter((one) => isSuch(one, change, lookup));
        const [another] = named;
        if (found === undefined && another !== undefined)
          return { ...other(`the policy "${policyName}" has another content`), image: another.whole };
        if (foreign !== null) return other(foreign);
        if (found === undefined) return BEFORE;
        return { ...AFTER, image: found.whole, ...(more.length > 0 ? { whose: { doubt: twice(policyName) } } : {}) };
      });
    },
    async send(change) {
      const { policyName, locationName } = change.target;
      if (unanswered.isWaitedFor(policyName)) throw notSeenYet(policyName);
      const place = placeOf(change, lookup);
      if (place === null) throw notSeenYet(locationName);
      try {
        return await graph.write(
          "POST",
          ADDRESS,
          { displayName: policyName, ...contentOf(change.after, place) },
          "make-policies",
        );
      } catch (error) {
        if (error instanceof ServiceError && error.carriedOut === "unknown") unanswered.lost(policyName);
        throw policyRefused(error, policyName, undefined);
      }
    },
  };
}

function deleteLockExecutor(graph: ServiceClient, images: PolicyImages): Executor<DeleteLockChange> {
  return {
    goodReads: 5,
    isLag: () => false,
    async look(changes) {
      for (const { target } of changes) images.deletes(target.policyId);
      const { value: now } = await readPolicies(graph);
      const foreign = images.differenceIn(now);
      return changes.map(({ target, before }): Sight => {
        const found = now.find(({ id }) => sameId(id, target.policyId));
        if (foreign !== null) return other(foreign);
        if (found === undefined) return AFTER;
        return hasContent(found, contentOf(before, target.locationId))
          ? { ...BEFORE, image: found.whole }
          : { ...other(`the policy "${target.policyName}" has another content`), image: found.whole };
      });
    },
    send: ({ target }) =>
      graph.write(
        "DELETE",
        path`/v1.0/identity/conditionalAccess/policies/${target.policyId}`,
        undefined,
        "make-policies",
      ),
  };
}

/** One property of a policy that is there, by the narrowest PATCH. */
function settingExecutor<C extends SetLockStateChange | SetLockUsersChange>(
  graph: ServiceClient,
  images: PolicyImages,
  property: readonly string[],
  pick: (side: C["after"]) => Json,
): Executor<C> {
  return {
    goodReads: 5,
    isLag: () => false,
    sentEarlier: ({ target, before, after }) => images.writes(target.policyId, property, [pick(before), pick(after)]),
    async look(changes) {
      for (const { target, before, after } of changes)
        images.writes(target.policyId, property, [pick(before), pick(after)]);
      const { value: now } = await readPolicies(graph);
      const foreign = images.differenceIn(now);
      return changes.map(({ target, before, after }): Sight => {
        const found = now.find(({ id }) => sameId(id, target.policyId));
        if (found === undefined) return other(`the policy "${target.policyName}" is gone`);
        const image = found.whole;
        const value = property.length === 1 ? found.state : (found.conditions.users?.includeUsers ?? []);
        if (found.strange !== undefined)
          return { ...other(`the policy "${target.policyName}" is in a form that this version does not know`), image };
        if (foreign !== null) return { ...other(foreign), image };
        if (sameJson(value, pick(after))) return { ...AFTER, image };
        return sameJson(value, pick(before))
          ? { ...BEFORE, image }
          : { ...other(`the policy "${target.policyName}" has been changed by somebody else`), image };
      });
    },
    async send({ target, after }) {
      const body = property.toReversed().reduce<Json>((inner, name) => ({ [name]: inner }), pick(after));
      try {
        return await graph.write(
          "PATCH",
          path`/v1.0/identity/conditionalAccess/policies/${target.policyId}`,
          body,
          "change-policies",
        );
      } catch (error) {
        throw policyRefused(error, target.policyName, images.of(target.policyId));
      }
    },
  };
}

function placeOf({ target }: CreateLockChange, lookup: LockLookup): string | null {
  return target.locationId ?? lookup.idOf(target.locationName);
}

/** Where the place's id is not known, as of a run that was cut, whatever one place it lets in from. */
function isSuch(policy: Policy, change: CreateLockChange, lookup: LockLookup): boolean {
  const [only, ...more] = policy.conditions.locations?.excludeLocations ?? [];
  const place = placeOf(change, lookup) ?? (more.length === 0 ? only : undefined);
  return place !== undefined && hasContent(policy, contentOf(change.after, place));
}

function twice(name: string): string {
  return `There is more than one policy "${name}" of the same content: one answer was lost, and it was made again. Delete one of them in the Entra admin center.`;
}
