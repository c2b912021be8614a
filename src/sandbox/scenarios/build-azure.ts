// The Azure subscription of a scenario's first tenant, and who holds a role there.
import { azureRoleIdOf } from "../laws/azure-roles.js";
import type { TenantDraft } from "../store/tenant-state.js";
import { madeGuid } from "./made-ids.js";
import type { TenantPlan } from "./scenario-schema.js";

const CREATED = "2026-01-12T09:00:00Z";

/** The first person who signs in and holds a directory role owns it, besides those whom the scenario names. */
export function buildAzure(
  plan: TenantPlan,
  tenantId: string,
  userIdOf: (alias: string) => string | undefined,
  principalIds: ReadonlyMap<string, string>,
): TenantDraft["azure"] {
  const id = madeGuid(tenantId, "subscription");
  const administrator = plan.people.find((person) => person.signsIn && person.roles.length > 0);
  const people = plan.people.flatMap((person) => {
    const role = person === administrator ? (person.azure ?? "Owner") : person.azure;
    return [{ principalId: userIdOf(person.alias), principalType: "User", role }];
  });
  const clients = plan.clients.map(({ appId, azure }) => ({
    principalId: principalIds.get(appId),
    principalType: "ServicePrincipal",
    role: azure,
  }));
  return {
    subscriptions: [{ id, displayName: `${plan.name} subscription` }],
    roleAssignments: [...people, ...clients].flatMap(({ principalId, principalType, role }) => {
      const roleId = role === undefined ? undefined : azureRoleIdOf(role);
      if (roleId === undefined || principalId === undefined) return [];
      const scope = `/subscriptions/${id}`;
      const name = madeGuid(scope, roleId, principalId);
      return [{ name, scope, roleId, principalId, principalType, createdDateTime: CREATED }];
    }),
  };
}
