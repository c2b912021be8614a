// A resource group goes with all that is in it: resources, their identities, roles at them, what was deployed.
import type { TenantState } from "../store/tenant-state.js";
import type { World } from "../world.js";
import { isBelow, isSame } from "./azure-scopes.js";
import { identitiesOf } from "./resource-identities.js";

export function removeDueGroups({ store }: World): void {
  const now = store.tenantNow();
  const isDue = ({ goneDateTime }: { readonly goneDateTime: string | null }) =>
    goneDateTime !== null && Date.parse(goneDateTime) <= now;
  if (!store.tenant.azure.resourceGroups.some(isDue)) return;
  store.change((draft) => {
    for (const group of draft.azure.resourceGroups.filter(isDue)) removeGroup(draft, group.id);
  });
}

/** The service principals of identities go for good: nothing brings a managed identity back. */
function removeGroup(draft: TenantState, scope: string): void {
  const { azure } = draft;
  const isIn = (id: string) => isSame(id, scope) || isBelow(id, scope);
  const principals = new Set(
    azure.resources.filter((one) => isIn(one.body.id)).flatMap((one) => identitiesOf(one.body).map(({ id }) => id)),
  );
  draft.servicePrincipals = draft.servicePrincipals.filter((one) => !principals.has(one.id));
  azure.resourceGroups = azure.resourceGroups.filter((one) => !isIn(one.id));
  azure.resources = azure.resources.filter((one) => !isIn(one.body.id));
  azure.roleAssignments = azure.roleAssignments.filter((one) => !isIn(one.scope));
  azure.deployments = azure.deployments.filter((one) => !isIn(one.id));
  azure.publications = azure.publications.filter((one) => !isIn(one.siteId));
}
