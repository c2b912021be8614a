// What a step has put into a list of a policy, or has taken out of it: its entries, not the list.
import { ROLES } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import type {
  ExcludeGroupChange,
  ExcludeRoleChange,
  ExcludeUserChange,
  ExclusionList,
} from "../shapes/exclusion-change.js";
import { withoutIds } from "../shapes/ids.js";

/** What a step has put into a list of a policy, or has taken out of it. */
export interface OwnEntries {
  readonly policyId: string;
  readonly list: ExclusionList;
  readonly entries: readonly { readonly id: string; readonly name: string }[];
  readonly put: boolean;
}

/**
 * @param groupId of the group that the same run has made; null: not known
 * @returns null for a change of another kind
 */
export function ownEntries(change: Change, groupId: string | null): OwnEntries | null {
  switch (change.kind) {
    case "exclude-user": {
      const names = new Map(change.target.users.map(({ id, name }) => [id.toLowerCase(), name]));
      return put(change, "excludeUsers", change.before.excludeUsers, change.after.excludeUsers, names);
    }
    case "exclude-role":
      return put(change, "excludeRoles", change.before.excludeRoles, change.after.excludeRoles, ROLE_NAMES);
    case "exclude-group": {
      const after = change.after.excludeGroups.flatMap((id) => id ?? groupId ?? []);
      const names = new Map(after.map((id) => [id.toLowerCase(), change.target.groupName]));
      return put(change, "excludeGroups", change.before.excludeGroups, after, names);
    }
    case "end-exclusion": {
      const { policyId, list, entries } = change.target;
      return { policyId, list, entries, put: false };
    }
    default:
      return null;
  }
}

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

function put(
  { target: { policyId } }: ExcludeUserChange | ExcludeRoleChange | ExcludeGroupChange,
  list: ExclusionList,
  before: readonly string[],
  after: readonly string[],
  names: ReadonlyMap<string, string>,
): OwnEntries {
  const added = withoutIds(after, before);
  const entries = added.map((id) => ({ id, name: names.get(id.toLowerCase()) ?? id }));
  return { policyId, list, entries, put: true };
}
