// What policies and named locations look like in Graph.
import { authenticationStrength } from "../laws/conditional-access/authentication-strengths.js";
import { wantsLateMembers, withoutLateMembers } from "../laws/conditional-access/evolvable.js";
import { isObject } from "../laws/conditional-access/shapes.js";
import type { Tenant } from "../store/tenant-state.js";
import { type GraphCall, graphUrl } from "./graph-route.js";
import type { Entity, Properties } from "./odata-page.js";

export type Policy = Tenant["conditionalAccessPolicies"][number];
export type NamedLocation = Tenant["namedLocations"][number];

export const POLICIES = "identity/conditionalAccess/policies";
export const LOCATIONS = "identity/conditionalAccess/namedLocations";

export const POLICY: Entity = {
  type: "microsoft.graph.conditionalAccessPolicy",
  known: [
    "id",
    "templateId",
    "displayName",
    "createdDateTime",
    "modifiedDateTime",
    "deletedDateTime",
    "description",
    "state",
    "sessionControls",
    "conditions",
    "grantControls",
  ],
};

export const NAMED_LOCATION: Entity = {
  type: "microsoft.graph.namedLocation",
  known: [
    "id",
    "displayName",
    "createdDateTime",
    "modifiedDateTime",
    "deletedDateTime",
    "isTrusted",
    "ipRanges",
    "countriesAndRegions",
    "countryLookupMethod",
    "includeUnknownCountriesAndRegions",
  ],
};

/** With its authentication strength written out, and without members that the caller did not ask for. */
export function shownPolicy(call: GraphCall, policy: Policy, deletedDateTime: string | null = null): Properties {
  const grantControls = withStrength(call, policy);
  const shown = { ...policy, grantControls, deletedDateTime };
  return wantsLateMembers(call.header("prefer")) ? shown : withoutLateMembers(shown);
}

export function shownLocation(location: NamedLocation, deletedDateTime: string | null = null): Properties {
  return { ...location, deletedDateTime };
}

function withStrength(call: GraphCall, policy: Policy): unknown {
  const grant = policy["grantControls"];
  if (!isObject(grant)) return null;
  const strength = grant["authenticationStrength"];
  const id = isObject(strength) && typeof strength["id"] === "string" ? strength["id"] : undefined;
  if (id === undefined) return grant;
  const place = `${POLICIES}('${policy.id}')/grantControls/authenticationStrength/$entity`;
  return {
    ...grant,
    "authenticationStrength@odata.context": `${graphUrl(call)}/$metadata#${place}`,
    authenticationStrength: authenticationStrength(call.tenant, id) ?? null,
  };
}
