// What policies and named locations look like in Graph.
import { authenticationStrength } from "../../laws/conditional-access/authentication-strengths.js";
import { wantsLateMembers, withoutLateMembers } from "../../laws/conditional-access/evolvable.js";
import { policyForm } from "../../laws/conditional-access/policy-form.js";
import { isObject } from "../../laws/conditional-access/shapes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { type GraphCall, graphUrl } from "../graph-call.js";
import type { Entity, Properties } from "../odata/odata-page.js";

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

/** Without late members, per policy: the state is immutable, so a changed policy is another object. */
const MASKED = new WeakMap<Policy, Policy>();

/** With its authentication strength written out, and without members that the caller did not ask for. */
export function shownPolicy(call: GraphCall, policy: Policy, deletedDateTime: string | null = null): Properties {
  const isWhole = wantsLateMembers(call.header("prefer"));
  const shown = isWhole ? policy : masked(policy);
  const strength = strengthOf(call, policy);
  if (strength === undefined) return { ...shown, deletedDateTime };
  const place = `${POLICIES}('${policy.id}')/grantControls/authenticationStrength/$entity`;
  const grantControls = {
    ...(isObject(shown["grantControls"]) ? shown["grantControls"] : {}),
    "authenticationStrength@odata.context": `${graphUrl(call)}/$metadata#${place}`,
    authenticationStrength: isWhole ? strength : withoutLateMembers(strength),
  };
  return { ...shown, grantControls, deletedDateTime };
}

export function shownLocation(location: NamedLocation, deletedDateTime: string | null = null): Properties {
  return { ...location, deletedDateTime };
}

function masked(policy: Policy): Policy {
  const known = MASKED.get(policy);
  if (known !== undefined) return known;
  const made = withoutLateMembers(policy);
  MASKED.set(policy, made);
  return made;
}

/** `null` for one that is gone. */
function strengthOf(call: GraphCall, policy: Policy) {
  const { strength } = policyForm(policy).grant;
  return strength === undefined ? undefined : (authenticationStrength(call.tenant, strength) ?? null);
}
