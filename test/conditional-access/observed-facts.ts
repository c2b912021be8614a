// What a program gets to see of a generated tenant: policies and locations through the product's own readers, the subject, and
// the facts of its sign-ins, less what is withheld.
import type { ServiceClient } from "../../src/cloud/service-client.js";
import type { SignInFacts, Subject } from "../../src/conditional-access/subject.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import { readNamedLocations } from "../../src/tenant/named-locations.js";
import { type Policy, readPolicies } from "../../src/tenant/policies.js";
import { groupsOf, rolesOf } from "./oracle.js";
import { certainRolesOf } from "./possible-worlds.js";
import type { SomePolicy } from "./some-policies.js";
import type { SomeCase, SomeLocation } from "./some-tenants.js";

const SOURCE = { request: "a generated tenant" };

export interface Observed {
  readonly policies: readonly Policy[];
  readonly subject: Subject;
  readonly facts: SignInFacts;
}

export async function observedOf({ tenant, withheld }: SomeCase): Promise<Observed> {
  const policies = await readPolicies(answering(tenant.policies.map(asAnswered)));
  const locations = await readNamedLocations(answering(tenant.locations.map(locationAsAnswered)));
  const { resources, addresses } = tenant.signIn;
  return {
    policies: policies.value,
    subject: subjectOf({ tenant, withheld }),
    facts: {
      resources,
      addresses: withheld.addresses ? withheldFact() : known(addresses, SOURCE),
      locations: withheld.locations ? withheldFact() : known(locations.value, SOURCE),
    },
  };
}

function subjectOf({ tenant, withheld }: SomeCase): Subject {
  const { who } = tenant.signIn;
  if (who.kind === "application") {
    const own = tenant.servicePrincipals.find(({ id }) => id === who.id)?.ownTenantOnly ?? null;
    return {
      ...{ kind: "application", name: "ConnectSyncProvisioning_SYNC_0123456789ab", servicePrincipalId: who.id },
      ownTenantOnly: withheld.ownTenantOnly ? null : own,
    };
  }
  const name = "Sync_SYNC_0123456789ab@contoso.onmicrosoft.com";
  const common = { kind: "user" as const, name, ...(tenant.signIn.attended ? { attended: true } : {}) };
  const certain = certainRolesOf(tenant, who.id);
  if (who.kind === "future") {
    const memberships = known({ groupIds: [], roleIds: certain }, SOURCE);
    return { ...common, userId: null, roleIds: certain, memberships, guest: false };
  }
  const kind = tenant.users.find(({ id }) => id === who.id)?.kind;
  return {
    ...common,
    userId: who.id,
    roleIds: certain,
    memberships: withheld.memberships
      ? withheldFact()
      : known({ groupIds: [...groupsOf(tenant, who.id)], roleIds: [...rolesOf(tenant, who.id)] }, SOURCE),
    guest: withheld.guest ? null : kind !== "member",
  };
}

function withheldFact<T>(): Fact<T> {
  return unknown("It was withheld.", "Generate it.");
}

/** A client that answers every listing with these; readers send nothing else. */
function answering(items: readonly unknown[]): ServiceClient {
  const pages: ServiceClient["pages"] = async function* (_address, item) {
    yield { value: items.map((one) => item.parse(one)), source: SOURCE };
  };
  return { pages } as unknown as ServiceClient;
}

function asAnswered(policy: SomePolicy): unknown {
  return JSON.parse(JSON.stringify({ ...policy, templateId: null, description: null }));
}

function locationAsAnswered({ id, trusted, ranges }: SomeLocation): unknown {
  if (ranges === null) {
    return {
      ...{ "@odata.type": "#microsoft.graph.countryNamedLocation", id, displayName: "Country" },
      ...{
        countriesAndRegions: ["DE"],
        countryLookupMethod: "clientIpAddress",
        includeUnknownCountriesAndRegions: false,
      },
    };
  }
  return {
    ...{ "@odata.type": "#microsoft.graph.ipNamedLocation", id, displayName: "Place", isTrusted: trusted },
    ipRanges: ranges.map((cidrAddress) => ({
      "@odata.type": `#microsoft.graph.${cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange"}`,
      cidrAddress,
    })),
  };
}
