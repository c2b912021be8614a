// Deleted policies and named locations: listing, restoring, removing for good. Page: "caPoliciesDeletableRoot resource
// type" and what it links to.
import { hasDeletedItemsPath, isRestorable } from "../../laws/conditional-access/deleted-items.js";
import { checkLocationRoom } from "../../laws/conditional-access/location-schema.js";
import { checkEnabling, checkLicences, checkRoom } from "../../laws/conditional-access/policy-rules.js";
import { type Answer, param } from "../../routes.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { GraphError } from "../graph-error.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import { LIST_OPTIONS, listing, noSuchObject, refusing, single } from "./conditional-access-call.js";
import {
  LOCATIONS,
  NAMED_LOCATION,
  POLICIES,
  POLICY,
  shownLocation,
  shownPolicy,
} from "./conditional-access-entity.js";

const ROOT = "/identity/conditionalAccess/deletedItems";

/** What the two kinds of deleted objects do differently. */
interface Kind {
  readonly path: string;
  readonly entity: Entity;
  /** Where restored ones are. */
  readonly home: string;
  readonly shown: (call: GraphCall) => readonly (Properties & { readonly id: string })[];
  /** Puts it back and shows it. */
  readonly restore: (call: GraphCall, id: string) => Properties;
  readonly remove: (call: GraphCall, id: string) => void;
}

const policies: Kind = {
  path: "policies",
  entity: POLICY,
  home: POLICIES,
  shown: (call) =>
    call.tenant.deletedPolicies
      .filter((one) => isRestorable(one, call.now))
      .map(({ policy, deletedDateTime }) => ({ ...shownPolicy(call, policy, deletedDateTime), id: policy.id })),
  restore(call, id) {
    const { tenant } = call.world.store;
    const found = tenant.deletedPolicies.find((one) => one.policy.id === id && isRestorable(one, call.now));
    if (found === undefined) throw noSuchObject(id);
    // A licence and room are needed as for any policy that is written: a choice, documents are silent.
    refusing(() => {
      checkLicences(tenant);
      checkEnabling(tenant, found.policy.state);
      checkRoom(tenant);
    });
    call.world.store.change((draft) => {
      const entry = draft.deletedPolicies.find((one) => one.policy.id === id);
      draft.deletedPolicies = draft.deletedPolicies.filter((one) => one !== entry);
      if (entry !== undefined) draft.conditionalAccessPolicies.push(entry.policy);
      noteChange(call, draft, restored("conditional access policy", found.policy));
    });
    return shownPolicy(call, found.policy);
  },
  remove(call, id) {
    call.world.store.change((draft) => {
      draft.deletedPolicies = draft.deletedPolicies.filter((one) => one.policy.id !== id);
    });
  },
};

const locations: Kind = {
  path: "namedLocations",
  entity: NAMED_LOCATION,
  home: LOCATIONS,
  shown: (call) =>
    call.tenant.deletedLocations
      .filter((one) => isRestorable(one, call.now))
      .map(({ location, deletedDateTime }) => ({ ...shownLocation(location, deletedDateTime), id: location.id })),
  restore(call, id) {
    const { tenant } = call.world.store;
    const found = tenant.deletedLocations.find((one) => one.location.id === id && isRestorable(one, call.now));
    if (found === undefined) throw noSuchObject(id);
    refusing(() => {
      checkLicences(tenant);
      checkLocationRoom(tenant);
    });
    call.world.store.change((draft) => {
      const entry = draft.deletedLocations.find((one) => one.location.id === id);
      draft.deletedLocations = draft.deletedLocations.filter((one) => one !== entry);
      if (entry !== undefined) draft.namedLocations.push(entry.location);
      noteChange(call, draft, restored("named location", found.location));
    });
    return shownLocation(found.location);
  },
  remove(call, id) {
    call.world.store.change((draft) => {
      draft.deletedLocations = draft.deletedLocations.filter((one) => one.location.id !== id);
    });
  },
};

export const deletedItemRoutes: readonly GraphRoute[] = [policies, locations].flatMap(routesOf);

function routesOf(kind: Kind): readonly GraphRoute[] {
  const path = `${ROOT}/${kind.path}`;
  const set = path.slice(1);
  const common = { throttledAs: "conditional-access", note: "kept for 30 days; same limit" } as const;
  const find = (call: GraphCall) => {
    checkCloud(call);
    const found = kind.shown(call).find((one) => one.id === param(call, "id"));
    if (found === undefined) throw noSuchObject(param(call, "id"));
    return found;
  };
  return [
    {
      ...common,
      method: "GET",
      path,
      options: LIST_OPTIONS,
      replicated: "policy",
      handle: (call) => {
        checkCloud(call);
        return listing(call, { set, entity: kind.entity, show: (shown) => shown }, kind.shown(call));
      },
    },
    {
      ...common,
      method: "GET",
      path: `${path}/:id`,
      options: ["$select"],
      replicated: "policy",
      handle: (call) => single(call, set, kind.entity, find(call)),
    },
    {
      ...common,
      method: "POST",
      path: `${path}/:id/restore`,
      note: "200 with the object in its stored state; same limit",
      handle: (call) => {
        checkCloud(call);
        return single(call, kind.home, kind.entity, kind.restore(call, param(call, "id")));
      },
    },
    {
      ...common,
      method: "DELETE",
      path: `${path}/:id`,
      note: "204, for good; same limit",
      handle: (call): Answer => {
        kind.remove(call, find(call).id);
        return { status: 204 };
      },
    },
  ];
}

/** What the log calls it is not documented; after the pattern of the other changes. */
function restored(what: string, { id, displayName }: { readonly id: string; readonly displayName: string }) {
  const [operation, category, service] = ["Update", "Policy", "Conditional Access"] as const;
  const targets = [{ id, type: "Policy", displayName }];
  return { activity: `Restore ${what}`, category, operation, service, targets };
}

function checkCloud(call: GraphCall): void {
  if (hasDeletedItemsPath(call.tenant.cloud, call.version)) return;
  throw new GraphError(400, "BadRequest", "Resource not found for the segment 'deletedItems'.");
}
