import { isDeepStrictEqual } from "node:util";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { ExcludeRoleChange } from "../shapes/exclusion-change.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import { sameSet } from "./same-set.js";

/**
 * Excludes roles from Conditional Access policies. Graph replaces arrays whole and merges objects, and offers no ETag:
 * so only `excludeRoles` is sent, and every look compares all the rest of every policy with its image before the change.
 * @param images the policies as the plan saw them
 */
export function excludeRoleExecutor(graph: ServiceClient, images: readonly Policy[]): Executor<ExcludeRoleChange> {
  return {
    goodReads: 5,
    isLag: () => false,
    async look(changes) {
      const { value: now } = await readPolicies(graph);
      return changes.map((change) => {
        const policy = now.find(({ id }) => id === change.target.policyId);
        return { ...sightOf(change, images, policy), ...(policy === undefined ? {} : { image: policy.whole }) };
      });
    },
    send: ({ target, after }) =>
      graph.write(
        "PATCH",
        path`/v1.0/identity/conditionalAccess/policies/${target.policyId}`,
        { conditions: { users: { excludeRoles: after.excludeRoles } } },
        "change-policies",
      ),
  };
}

function sightOf(change: ExcludeRoleChange, images: readonly Policy[], policy: Policy | undefined): Sight {
  const { policyId, policyName } = change.target;
  const image = images.find(({ id }) => id === policyId);
  if (image === undefined || policy === undefined) return other(`the policy "${policyName}" is gone`);
  if (!isDeepStrictEqual(withoutOurs(policy), withoutOurs(image)))
    return other(`something else in the policy "${policyName}" differs from before`);
  const excluded = policy.conditions.users?.excludeRoles ?? [];
  if (sameSet(excluded, change.after.excludeRoles)) return AFTER;
  if (sameSet(excluded, change.before.excludeRoles)) return BEFORE;
  return other(`the policy "${policyName}" excludes other roles than before`);
}

/** The policy without what this change writes and what the service itself notes of a change. */
function withoutOurs(policy: Policy): unknown {
  return withoutPath(withoutPath(policy.whole, ["modifiedDateTime"]), ["conditions", "users", "excludeRoles"]);
}

function withoutPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).flatMap(([name, child]) => {
    if (name !== key) return [[name, child]];
    return rest.length === 0 ? [] : [[name, withoutPath(child, rest)]];
  });
  return Object.fromEntries(entries as [string, unknown][]);
}
