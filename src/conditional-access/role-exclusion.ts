import { ROLES } from "../knowledge/directory.js";
import type { ExcludeRoleChange } from "../shapes/exclusion-change.js";
import type { Policy } from "../tenant/policies.js";
import type { Binding } from "./binding.js";

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

export interface ExclusionPlan {
  readonly changes: readonly ExcludeRoleChange[];
  readonly warnings: readonly string[];
}

/**
 * The smallest exclusion by role: `roleIds` leave those policies that certainly bind, and no others. A policy that names
 * the sync accounts on purpose is reported, not touched; one that cannot be decided is changed only when its id is in
 * `insistOn`.
 */
export function planRoleExclusion(
  policies: readonly Policy[],
  bindings: readonly Binding[],
  roleIds: readonly string[],
  insistOn: readonly string[],
): ExclusionPlan {
  const changes: ExcludeRoleChange[] = [];
  const warnings: string[] = [];
  for (const policy of policies) {
    const concerning = bindings.filter((binding) => binding.policyId === policy.id);
    const binds = concerning.find(({ verdict }) => verdict === "binds");
    const open = concerning.find(({ verdict }) => verdict === "unknown");
    const named = concerning.find((binding) => binding.named && binding.verdict !== "does-not-bind");
    const insisted = insistOn.includes(policy.id.toLowerCase());
    if (named !== undefined)
      warnings.push(
        `"${policy.displayName}" names the sync accounts on purpose (${named.reason}); it is left as it is.`,
      );
    else if (binds !== undefined || (open !== undefined && insisted)) changes.push(...exclusion(policy, roleIds));
    else if (open !== undefined)
      warnings.push(
        `"${policy.displayName}" may bind the sync accounts: ${open.reason}. If you know that it does, add --policy ${policy.id}.`,
      );
    else if (insisted && concerning.length > 0 && concerning.every(({ verdict }) => verdict === "does-not-bind"))
      warnings.push(
        `"${policy.displayName}" does not bind the sync accounts: it is left as it is, although it was named.`,
      );
    else if (concerning.some(({ verdict }) => verdict === "report-only"))
      warnings.push(`"${policy.displayName}" is report-only; it will bind the sync accounts once it is switched on.`);
  }
  return { changes, warnings };
}

/** Nothing where the roles are excluded already. */
function exclusion(policy: Policy, roleIds: readonly string[]): readonly ExcludeRoleChange[] {
  const before = policy.conditions.users?.excludeRoles ?? [];
  const added = roleIds.filter((id) => !before.includes(id));
  if (added.length === 0) return [];
  const names = added.map((id) => ROLE_NAMES.get(id) ?? id).join(" and ");
  return [
    {
      kind: "exclude-role",
      target: { policyId: policy.id, policyName: policy.displayName },
      summary: `exclude the role ${names} from the policy "${policy.displayName}"`,
      before: { excludeRoles: before },
      after: { excludeRoles: [...before, ...added] },
      reversible: true,
    },
  ];
}
