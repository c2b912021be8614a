// Conditional Access: the policies that are in force. Deleted ones, locations and What If have files of their own.
import { type Answer, param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { LIST_OPTIONS, listing, noSuchObject, single } from "./conditional-access-call.js";
import { deletedItemRoutes } from "./conditional-access-deleted.js";
import { POLICIES, POLICY, shownPolicy } from "./conditional-access-entity.js";
import { createPolicy, deletePolicy, updatePolicy } from "./conditional-access-write.js";
import { evaluateRoutes } from "./evaluate.js";
import { namedLocationRoutes } from "./named-locations.js";

const PATH = `/${POLICIES}`;

export const conditionalAccessRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "$select, $filter, $orderby, $top, $skip, $count; 1 request per second per tenant, 429 without Retry-After",
    options: LIST_OPTIONS,
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: (call) =>
      listing(
        call,
        { set: POLICIES, entity: POLICY, show: (policy) => shownPolicy(call, policy) },
        call.tenant.conditionalAccessPolicies,
      ),
  },
  {
    method: "GET",
    path: `${PATH}/:id`,
    note: "$select; same limit",
    options: ["$select"],
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: getPolicy,
  },
  {
    method: "POST",
    path: PATH,
    note: "201; licence, security defaults, limits and ids are checked; same limit",
    throttledAs: "conditional-access",
    handle: createPolicy,
  },
  {
    method: "PATCH",
    path: `${PATH}/:id`,
    note: "204; arrays replaced, objects merged, null removes; same limit",
    throttledAs: "conditional-access",
    handle: updatePolicy,
  },
  {
    method: "DELETE",
    path: `${PATH}/:id`,
    note: "204; to deletedItems, to which v1.0 of US Government and China has no path; same limit",
    throttledAs: "conditional-access",
    handle: deletePolicy,
  },
  ...deletedItemRoutes,
  ...namedLocationRoutes,
  ...evaluateRoutes,
];

function getPolicy(call: GraphCall): Answer {
  const policy = call.tenant.conditionalAccessPolicies.find((one) => one.id === param(call, "id"));
  if (policy === undefined) throw noSuchObject(param(call, "id"));
  return single(call, POLICIES, POLICY, shownPolicy(call, policy));
}
