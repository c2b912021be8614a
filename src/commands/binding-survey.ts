// Who is bound by which policy: one survey, used by every command that has to do with Conditional Access.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Binding, bindingOf, type Subject } from "../conditional-access/binding.js";
import { type Fact, known } from "../shapes/fact.js";
import type { IdentityView } from "../sync/snapshot.js";
import { observe } from "../tenant/observe.js";
import type { Policy } from "../tenant/policies.js";
import { readGroupsOf } from "../tenant/users.js";

/** A user, existing or not yet, that will sign in with these roles. */
export interface Candidate {
  readonly name: string;
  readonly userId: string | null;
  readonly roleIds: readonly string[];
}

/** Every policy against every candidate; groups are read only when a policy speaks of groups. */
export async function surveyBindings(
  graph: ServiceClient,
  policies: readonly Policy[],
  candidates: readonly Candidate[],
): Promise<readonly Binding[]> {
  const groupsMatter = policies.some(
    ({ conditions: { users } }) => (users?.includeGroups.length ?? 0) + (users?.excludeGroups.length ?? 0) > 0,
  );
  const none: Fact<readonly string[]> = known([], { request: "no policy speaks of groups" });
  const subjects: readonly Subject[] = await Promise.all(
    candidates.map(async (candidate) => ({
      ...candidate,
      groupIds: groupsMatter && candidate.userId !== null ? await observe(readGroupsOf(graph, candidate.userId)) : none,
    })),
  );
  return subjects.flatMap((subject) => policies.map((policy) => bindingOf(policy, subject)));
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
