// Who is bound by which policy: one survey, used by every command that has to do with Conditional Access.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Binding, bindingOf } from "../conditional-access/binding.js";
import type { UserSubject as Subject } from "../conditional-access/subject.js";
import { known } from "../shapes/fact.js";
import type { IdentityView } from "../sync/judged.js";
import type { PersonInPolicies } from "../sync/snapshot.js";
import { observe } from "../tenant/observe.js";
import type { Policy } from "../tenant/policies.js";
import { readMembershipsOf, readUser } from "../tenant/users.js";

/** A user, existing or not yet, that will sign in with these roles. */
export interface Candidate {
  readonly name: string;
  readonly userId: string | null;
  readonly roleIds: readonly string[];
}

/**
 * Every policy against every candidate; memberships are read only when a policy speaks of groups or other roles, the type of
 * user only when one speaks of guests. Where the servers are is not asked here: policies that hang on it stay open.
 */
export async function surveyBindings(
  graph: ServiceClient,
  policies: readonly Policy[],
  candidates: readonly Candidate[],
): Promise<readonly Binding[]> {
  return bindingsOf(policies, await readPeople(graph, policies, candidates));
}

/** Every policy against every one of them. */
export function bindingsOf(policies: readonly Policy[], people: readonly PersonInPolicies[]): readonly Binding[] {
  const subjects = people.map((person): Subject => ({ ...person, kind: "user" }));
  return subjects.flatMap((subject) => policies.map((policy) => bindingOf(policy, subject)));
}

/** What these policies may ask of the candidates. */
export async function readPeople(
  graph: ServiceClient,
  policies: readonly Policy[],
  candidates: readonly Candidate[],
): Promise<readonly PersonInPolicies[]> {
  const asked = new Set(candidates.flatMap(({ roleIds }) => roleIds));
  const membershipsMatter = policies.some(({ conditions: { users } }) => {
    const groups = [...(users?.includeGroups ?? []), ...(users?.excludeGroups ?? [])];
    const roles = [...(users?.includeRoles ?? []), ...(users?.excludeRoles ?? [])];
    return groups.length > 0 || roles.some((id) => !asked.has(id));
  });
  const guestsMatter = policies.some(
    ({ conditions: { users } }) =>
      (users?.includeGuestsOrExternalUsers ?? users?.excludeGuestsOrExternalUsers ?? null) !== null ||
      [...(users?.includeUsers ?? []), ...(users?.excludeUsers ?? [])].includes("GuestsOrExternalUsers"),
  );
  const none: Subject["memberships"] = known(
    { groupIds: [], roleIds: [] },
    { request: "no policy speaks of groups or of other roles" },
  );
  return Promise.all(
    candidates.map(async (candidate) => {
      const { userId } = candidate;
      const [memberships, guest] = await Promise.all([
        membershipsMatter && userId !== null ? observe(readMembershipsOf(graph, userId)) : none,
        guestsMatter && userId !== null ? isGuest(graph, userId) : null,
      ]);
      return { ...candidate, memberships, guest };
    }),
  );
}

async function isGuest(graph: ServiceClient, userId: string): Promise<boolean | null> {
  const user = await observe(readUser(graph, userId));
  return user.state === "unknown" || (user.value?.type ?? null) === null ? null : user.value?.type === "Guest";
}

/** The identities that policies for users can reach. */
export function candidatesOf(identities: readonly SyncIdentity[]): readonly Candidate[] {
  return identities
    .filter(({ kind }) => kind !== "application")
    .map(({ id, name, roleIds }) => ({ name, userId: id, roleIds }));
}

export function identityView(identity: SyncIdentity, bindings: readonly Binding[]): IdentityView {
  const mine = bindings.filter(({ subject }) => identity.kind !== "application" && subject === identity.name);
  return {
    id: identity.id,
    name: identity.name,
    kind: identity.kind,
    server: identity.server,
    enabled: identity.enabled,
    boundBy: mine.filter(({ verdict }) => verdict === "binds").map(({ policyName }) => policyName),
    perhapsBoundBy: mine
      .filter(({ verdict }) => verdict === "unknown")
      .map(({ policyName, reason }) => `"${policyName}": ${reason}`),
  };
}
