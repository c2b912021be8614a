// Guests, other external users, and words that came later. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { UserSubject } from "../../src/conditional-access/subject.js";
import { known } from "../../src/shapes/fact.js";
import { policyOf, SYNC_ROLE, subjectOf, usersOf } from "./policy-of.js";

const USERS = "Conditional Access: Users, groups, agents, and workload identities";

describe("guests", () => {
  const GUEST = "partner_contoso.com#EXT#@tailspin.onmicrosoft.com";
  const types = (
    guestOrExternalUserTypes: string,
    externalTenants?: { membershipKind: string; members: string[] },
  ) => ({
    guestOrExternalUserTypes,
    externalTenants: externalTenants ?? null,
  });
  const some = { membershipKind: "enumerated", members: ["t-1"] };
  const all = { membershipKind: "all", members: [] };
  type Users = Parameters<typeof usersOf>[0];

  test.each<readonly [string, Partial<UserSubject>, Users, string]>([
    ["a member is none", {}, { includeUsers: ["GuestsOrExternalUsers"] }, "does-not-bind"],
    ["All comprises guests", { guest: true }, { includeUsers: ["All"] }, "binds"],
    ["a guest", { guest: true }, { includeUsers: ["GuestsOrExternalUsers"] }, "binds"],
    ["who may be one", { guest: null }, { includeUsers: ["GuestsOrExternalUsers"] }, "unknown"],
    [
      "who may be excluded as one",
      { guest: null },
      { includeUsers: ["All"], excludeUsers: ["GuestsOrExternalUsers"] },
      "unknown",
    ],
    [
      "who does not exist yet will be none",
      { guest: null, userId: null },
      { includeUsers: ["GuestsOrExternalUsers"] },
      "does-not-bind",
    ],
    ["excluded", { guest: true }, { includeUsers: ["All"], excludeUsers: ["GuestsOrExternalUsers"] }, "does-not-bind"],
    ["of B2B", { guest: true, name: GUEST }, { includeGuestsOrExternalUsers: types("b2bCollaborationGuest") }, "binds"],
    ["of B2B, as member", { name: GUEST }, { includeGuestsOrExternalUsers: types("b2bCollaborationMember") }, "binds"],
    [
      "of B2B, not internal",
      { guest: true, name: GUEST },
      { includeGuestsOrExternalUsers: types("internalGuest") },
      "does-not-bind",
    ],
    ["of either kind", { guest: true }, { includeGuestsOrExternalUsers: types("internalGuest") }, "unknown"],
    [
      "of either kind, both meant",
      { guest: true },
      { includeGuestsOrExternalUsers: types("internalGuest, b2bCollaborationGuest") },
      "binds",
    ],
    [
      "of every tenant",
      { guest: true, name: GUEST },
      { includeGuestsOrExternalUsers: types("b2bCollaborationGuest", all) },
      "binds",
    ],
    [
      "of certain tenants",
      { guest: true, name: GUEST },
      { includeGuestsOrExternalUsers: types("b2bCollaborationGuest", some) },
      "unknown",
    ],
    [
      "service providers have no account here",
      { guest: true, name: GUEST },
      { includeGuestsOrExternalUsers: types("serviceProvider") },
      "does-not-bind",
    ],
    ["of a type that came later", {}, { includeGuestsOrExternalUsers: types("unknownFutureValue") }, "unknown"],
    [
      "excluded by type",
      { guest: true, name: GUEST },
      { includeUsers: ["All"], excludeGuestsOrExternalUsers: types("b2bCollaborationGuest") },
      "does-not-bind",
    ],
    [
      "excluded by a type that came later",
      {},
      { includeUsers: ["All"], excludeGuestsOrExternalUsers: types("unknownFutureValue") },
      "unknown",
    ],
    ["a word that came later", {}, { includeUsers: ["AllAgentIdUsers"] }, "unknown"],
    ["All beside a word that came later", {}, { includeUsers: ["All", "AllAgentIdUsers"] }, "binds"],
    ["a word that came later, excluded", {}, { includeUsers: ["All"], excludeUsers: ["AllAgentIdUsers"] }, "unknown"],
    ["a role, written otherwise", {}, { includeRoles: [SYNC_ROLE.toUpperCase()] }, "binds"],
  ])(`${USERS}: %s`, (_what, subject, users, expected) => {
    expect(bindingOf(policyOf({ users: usersOf(users) }), subjectOf(subject)).verdict).toBe(expected);
  });

  test("roles that Graph does not name may be those that a policy names", () => {
    const memberships = known({ groupIds: [], roleIds: [], rolesHidden: true as const }, { request: "GET" });
    const verdict = (users: Users) =>
      bindingOf(policyOf({ users: usersOf(users) }), subjectOf({ memberships })).verdict;
    expect(verdict({ includeRoles: ["admin"] })).toBe("unknown");
    expect(verdict({ includeUsers: ["All"], excludeRoles: ["admin"] })).toBe("unknown");
    expect(verdict({ includeUsers: ["All"], excludeGroups: ["g"] })).toBe("binds");
  });
});
