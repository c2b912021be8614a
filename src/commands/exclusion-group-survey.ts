// The group by which accounts are to be excluded, as it is now.
import type { ServiceClient } from "../cloud/service-client.js";
import { type FoundGroup, groupNameOf, groupToUse } from "../conditional-access/exclusion-group.js";
import { mapFact } from "../shapes/fact.js";
import { readGroupMembers, readGroupOwners, readGroupsNamed } from "../tenant/groups.js";
import { observe } from "../tenant/observe.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";

/**
 * Null: there is no group of the name.
 * @param wished null: the usual one
 * @throws as `groupToUse`
 */
export async function surveyGroup(graph: ServiceClient, wished: string | null): Promise<FoundGroup | null> {
  const name = groupNameOf(wished);
  const { value: groups } = await readGroupsNamed(graph, name);
  const group = groupToUse(groups, name, wished !== null);
  if (group === null) return null;
  const [members, owners, roles] = await Promise.all([
    observe(readGroupMembers(graph, group.id)),
    observe(readGroupOwners(graph, group.id)),
    observe(readAssignedRoles(graph, group.id)),
  ]);
  return {
    ...{ group, members, owners },
    roles: mapFact(roles, (all) => all.map(({ name: role, roleId }) => role || roleId)),
  };
}
