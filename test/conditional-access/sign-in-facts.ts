// What is known of a sign-in, for tests: to two resources, in a tenant with places of every kind.
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { SignInFacts } from "../../src/conditional-access/subject.js";
import { known } from "../../src/shapes/fact.js";
import type { NamedLocation } from "../../src/tenant/named-locations.js";
import type { Policy } from "../../src/tenant/policies.js";
import { policyOf, subjectOf } from "./policy-of.js";

export type Conditions = Partial<Policy["conditions"]>;
/** What a page says, of which conditions, and what follows. */
export type Row = readonly [page: string, what: string, conditions: Conditions, expected: string];

export const AAD = "00000002-0000-0000-c000-000000000000";
export const GRAPH = "00000003-0000-0000-c000-000000000000";
export const SERVER = "203.0.113.9";

function place(id: string, change: Partial<NamedLocation>): NamedLocation {
  return { id, displayName: id, kind: "ip", isTrusted: false, ipRanges: [], whole: {}, ...change };
}

const PLACES: readonly NamedLocation[] = [
  place("office", { isTrusted: true, ipRanges: ["203.0.113.0/24", "2001:db8:1::/48"] }),
  place("branch", { ipRanges: ["198.51.100.7/32"] }),
  place("abroad", { kind: "country", ipRanges: null }),
  place("odd", { ipRanges: ["198.51.100.0/24", "from here to there"] }),
  place("later", { kind: "other", ipRanges: null }),
];

export function factsOf(addresses: readonly string[], change: Partial<SignInFacts> = {}): SignInFacts {
  return {
    resources: [
      { appId: AAD, name: "Windows Azure Active Directory" },
      { appId: GRAPH, name: "Microsoft Graph" },
    ],
    addresses: known(addresses, { request: "GET sign-ins" }),
    locations: known(PLACES, { request: "GET places" }),
    ...change,
  };
}

/** What a policy with these conditions does to a sync account whose server signs in from these addresses. */
export function verdictFrom(addresses: readonly string[], conditions: Conditions): string {
  return bindingOf(policyOf(conditions), subjectOf(), factsOf(addresses)).verdict;
}

export function at(includeLocations: readonly string[], excludeLocations: readonly string[] = []): Conditions {
  return { locations: { includeLocations: [...includeLocations], excludeLocations: [...excludeLocations] } };
}

export function filtered(mode: string, rule: string): Conditions {
  return { devices: { deviceFilter: { mode, rule } } };
}
