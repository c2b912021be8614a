// Named locations of Conditional Access.
import { randomUUID } from "node:crypto";
import { isRestorable } from "../../laws/conditional-access/deleted-items.js";
import {
  changedLocation,
  checkLocationDeletion,
  checkLocationRoom,
  newLocation,
} from "../../laws/conditional-access/location-schema.js";
import { checkLicences } from "../../laws/conditional-access/policy-rules.js";
import type { Written } from "../../laws/conditional-access/shapes.js";
import { type Answer, param } from "../../routes.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { LIST_OPTIONS, listing, noSuchObject, refusing, single, writtenObject } from "./conditional-access-call.js";
import { LOCATIONS, NAMED_LOCATION, type NamedLocation, shownLocation } from "./conditional-access-entity.js";
import { timeOf } from "./conditional-access-write.js";

const PATH = `/${LOCATIONS}`;

export const namedLocationRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "$select, $filter, $orderby, $top, $skip, $count; 1 request per second per tenant",
    options: LIST_OPTIONS,
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: (call) =>
      listing(
        call,
        { set: LOCATIONS, entity: NAMED_LOCATION, show: (one) => shownLocation(one) },
        call.tenant.namedLocations,
      ),
  },
  {
    method: "GET",
    path: `${PATH}/:id`,
    note: "$select; same limit",
    options: ["$select"],
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: (call) => single(call, LOCATIONS, NAMED_LOCATION, shownLocation(find(call.tenant, call).location)),
  },
  {
    method: "POST",
    path: PATH,
    note: "201; ipNamedLocation and countryNamedLocation; same limit",
    throttledAs: "conditional-access",
    handle: create,
  },
  {
    method: "PATCH",
    path: `${PATH}/:id`,
    note: "204; @odata.type required, ranges and countries replaced; same limit",
    throttledAs: "conditional-access",
    handle: update,
  },
  {
    method: "DELETE",
    path: `${PATH}/:id`,
    note: "204; not while trusted or in use; same limit",
    throttledAs: "conditional-access",
    handle: remove,
  },
];

function create(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const written = refusing(() => {
    checkLicences(tenant);
    checkLocationRoom(tenant);
    return newLocation(writtenObject(call));
  });
  const now = timeOf(call);
  const location = stored({ ...written, id: randomUUID(), createdDateTime: now, modifiedDateTime: now });
  call.world.store.change((draft) => {
    draft.namedLocations.push(location);
    noteChange(call, draft, changeOf("Add", location));
  });
  return single(call, LOCATIONS, NAMED_LOCATION, shownLocation(location), 201);
}

function update(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const { location, index } = find(tenant, call);
  const merged = refusing(() => {
    checkLicences(tenant);
    return changedLocation(location, writtenObject(call));
  });
  const after = stored({ ...merged, id: location.id, modifiedDateTime: timeOf(call) });
  call.world.store.change((draft) => {
    draft.namedLocations[index] = after;
    noteChange(call, draft, changeOf("Update", after));
  });
  return { status: 204 };
}

function remove(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const { location } = find(tenant, call);
  refusing(() => {
    checkLocationDeletion(tenant, location);
  });
  call.world.store.change((draft) => {
    const kept = draft.namedLocations.find((one) => one.id === location.id);
    draft.namedLocations = draft.namedLocations.filter((one) => one !== kept);
    draft.deletedLocations = draft.deletedLocations.filter((one) => isRestorable(one, call.now));
    if (kept !== undefined) draft.deletedLocations.push({ deletedDateTime: timeOf(call), location: kept });
    noteChange(call, draft, changeOf("Delete", location));
  });
  return { status: 204 };
}

function find(tenant: Tenant, call: GraphCall): { readonly location: NamedLocation; readonly index: number } {
  const id = param(call, "id");
  const index = tenant.namedLocations.findIndex((one) => one.id === id);
  const location = tenant.namedLocations[index];
  if (location === undefined) throw noSuchObject(id);
  return { location, index };
}

function changeOf(operation: "Add" | "Update" | "Delete", { id, displayName }: NamedLocation) {
  return {
    activity: `${operation} named location`,
    category: "Policy",
    operation,
    service: "Conditional Access",
    targets: [{ id, type: "Policy", displayName }],
  };
}

/** The schema has checked what the state's type says. */
function stored(location: Written): TenantState["namedLocations"][number] {
  return {
    ...location,
    "@odata.type": String(location["@odata.type"]),
    id: String(location["id"]),
    displayName: String(location["displayName"]),
  };
}
