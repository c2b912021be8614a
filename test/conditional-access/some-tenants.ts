// Generated tenants in which everything is known: who is in which group and holds which role, from where a sign-in comes,
// what a filter would answer. What a program may read of it is told apart from it, in observed-facts.ts.
import fc from "fast-check";
import {
  ADDRESSES,
  GROUPS,
  LOCATIONS,
  RESOURCES,
  ROLE_GROUPS,
  ROLES,
  SERVICE_PRINCIPALS,
  USERS,
  weighted,
} from "./small-world.js";
import { type SomePolicy, somePolicies } from "./some-policies.js";

interface Assignment {
  readonly roleId: string;
  /** A user or a group. */
  readonly principalId: string;
  readonly scope: "/" | "/administrativeUnits/1";
  readonly active: boolean;
}

/** `b2bCollaborationMember`: of another tenant, and a member all the same. */
export type PersonKind = "member" | "internalGuest" | "b2bCollaborationGuest" | "b2bCollaborationMember";

/** What is so, whoever may know of it. */
export interface SomeTenant {
  readonly users: readonly { readonly id: string; readonly kind: PersonKind }[];
  readonly groups: readonly { readonly id: string; readonly memberIds: readonly string[] }[];
  readonly assignments: readonly Assignment[];
  readonly servicePrincipals: readonly { readonly id: string; readonly ownTenantOnly: boolean }[];
  readonly locations: readonly SomeLocation[];
  readonly policies: readonly SomePolicy[];
  readonly signIn: SomeSignIn;
}

export interface SomeLocation {
  readonly id: string;
  readonly trusted: boolean;
  /** Null: a country. */
  readonly ranges: readonly string[] | null;
}

export interface SomeSignIn {
  /** `future`: an account that is not there yet and will hold the first role. */
  readonly who: { readonly kind: "user" | "future" | "application"; readonly id: string };
  readonly resources: readonly { readonly appId: string; readonly name: string }[];
  /** A person sits before it, as before the wizard, and that may be on a registered device. */
  readonly attended: boolean;
  /** It comes from one of these. */
  readonly addresses: readonly string[];
  /** What no program can read, and what becomes of values of which nobody knows the meaning. */
  readonly hidden: Hidden;
}

export interface Hidden {
  readonly atRisk: boolean;
  readonly inCountry: boolean;
  readonly inGonePlace: boolean;
  readonly filterMatches: boolean;
  readonly strangeValueMeant: boolean;
  readonly strangeState: "enabled" | "disabled" | "enabledForReportingButNotEnforced";
  /** Addresses that multifactor authentication's own settings trust, which Graph does not tell. */
  readonly inServiceTrustedPlace: boolean;
  readonly platform: "windows" | "none";
  /** Whether Exchange Online itself is one of the admin portals. */
  readonly portalsMeanMail: boolean;
  /** Whether a rule that the table of the documentation does not cover matches; those put together from it do. */
  readonly intricateRuleMatches: boolean;
  /** Null: there is no registered device. */
  readonly registeredDeviceMatches: boolean | null;
  /** Whether policies that name tenants name the one that an external person is of. */
  readonly homeTenantNamed: boolean;
}

/** What a program is not told. */
export interface Withheld {
  readonly memberships: boolean;
  readonly addresses: boolean;
  readonly locations: boolean;
  readonly guest: boolean;
  readonly ownTenantOnly: boolean;
}

export interface SomeCase {
  readonly tenant: SomeTenant;
  readonly withheld: Withheld;
}

const rarely = weighted([4, false], [1, true]);

const assignments = fc.array(
  fc.record({
    roleId: fc.constantFrom(...ROLES),
    principalId: fc.constantFrom(...USERS, ...ROLE_GROUPS),
    scope: weighted<Assignment["scope"]>([4, "/"], [1, "/administrativeUnits/1"]),
    active: weighted([4, true], [1, false]),
  }),
  { maxLength: 4 },
);

const groups = fc
  .tuple(
    ...GROUPS.map((id) =>
      fc.uniqueArray(fc.constantFrom(...USERS, ...(ROLE_GROUPS.includes(id) ? [] : GROUPS)), { maxLength: 3 }),
    ),
  )
  // Groups in each other, and in themselves, are left as they come.
  .map((members) => GROUPS.map((id, index) => ({ id, memberIds: members[index] ?? [] })));

const kind = weighted<PersonKind>([4, "member"], [1, "internalGuest"], [1, "b2bCollaborationGuest"]);
const users = fc
  .tuple(...USERS.map(() => kind))
  .map((kinds) => USERS.map((id, index) => ({ id, kind: kinds[index] ?? "member" })));

const locations = fc
  .record({ officeTrusted: fc.boolean(), trusted: fc.boolean() })
  .map(({ officeTrusted, trusted }) => [
    { id: LOCATIONS.office, trusted: officeTrusted, ranges: ["203.0.113.16/28", "192.0.2.0/24"] },
    { id: LOCATIONS.trusted, trusted, ranges: ["198.51.100.7/32"] },
    { id: LOCATIONS.sixth, trusted: false, ranges: ["2001:db8:7::/48"] },
    { id: LOCATIONS.country, trusted: false, ranges: null },
  ]);

const hidden: fc.Arbitrary<Hidden> = fc.record({
  atRisk: fc.boolean(),
  inCountry: fc.boolean(),
  inGonePlace: fc.boolean(),
  filterMatches: fc.boolean(),
  strangeValueMeant: fc.boolean(),
  strangeState: fc.constantFrom("enabled", "disabled", "enabledForReportingButNotEnforced"),
  inServiceTrustedPlace: fc.constant(false),
  platform: fc.constant("windows"),
  portalsMeanMail: fc.constant(false),
  intricateRuleMatches: fc.constant(true),
  registeredDeviceMatches: fc.constant(null),
  homeTenantNamed: fc.boolean(),
});

const people: fc.Arbitrary<SomeSignIn["who"]> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...USERS).map((id) => ({ kind: "user" as const, id })) },
  { weight: 1, arbitrary: fc.constant({ kind: "future" as const, id: "99999999-0000-4000-8000-000000000001" }) },
);
const applications = fc.constantFrom(...SERVICE_PRINCIPALS).map((id) => ({ kind: "application" as const, id }));

const signInOf = (who: fc.Arbitrary<SomeSignIn["who"]>): fc.Arbitrary<SomeSignIn> =>
  fc.record({
    who,
    attended: rarely,
    resources: fc.uniqueArray(fc.constantFrom(...Object.values(RESOURCES)), {
      minLength: 1,
      maxLength: 3,
      selector: ({ appId }) => appId,
    }),
    addresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES), { minLength: 1, maxLength: 2 }),
    hidden,
  });

const servicePrincipals = fc
  .tuple(...SERVICE_PRINCIPALS.map(() => weighted([3, true], [1, false])))
  .map((own) => SERVICE_PRINCIPALS.map((id, index) => ({ id, ownTenantOnly: own[index] ?? true })));

const tenantOf = (who: fc.Arbitrary<SomeSignIn["who"]>, policy: fc.Arbitrary<SomePolicy>): fc.Arbitrary<SomeTenant> =>
  fc
    .record({
      ...{ users, groups, assignments, servicePrincipals, locations },
      signIn: signInOf(who),
      policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
    })
    .map((parts) => (parts.signIn.who.kind === "future" ? withRoleToCome(parts) : parts));

export const someCase: fc.Arbitrary<SomeCase> = fc.record({
  tenant: fc.oneof(
    { weight: 5, arbitrary: tenantOf(people, somePolicies.forUsers) },
    { weight: 1, arbitrary: tenantOf(applications, somePolicies.forServicePrincipals) },
  ),
  withheld: fc.record({
    memberships: rarely,
    addresses: rarely,
    locations: weighted([9, false], [1, true]),
    guest: rarely,
    ownTenantOnly: rarely,
  }),
});

function withRoleToCome(parts: SomeTenant): SomeTenant {
  const principalId = parts.signIn.who.id;
  const toCome = { roleId: ROLES[0] ?? "", principalId, scope: "/" as const, active: true };
  return { ...parts, assignments: [...parts.assignments, toCome] };
}
