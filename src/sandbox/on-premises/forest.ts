// What the forest brings into the tenant: how many objects, and whose attributes change by themselves.
import { current, isDraft } from "immer";
import type { Tenant, TenantState } from "../store/tenant-state.js";

/** Of the users that change by themselves, this many take turns. */
const LIVING_USERS = 8;

export interface Forest {
  /** Users, groups and contacts; of devices and what else there may be the sandbox knows nothing. */
  readonly objects: number;
  readonly living: readonly { readonly id: string; readonly userPrincipalName: string }[];
}

export function forestOf(tenant: Tenant): Forest {
  const isSynced = (one: { readonly onPremisesSyncEnabled: boolean | null }) => one.onPremisesSyncEnabled === true;
  const users = tenant.users.filter(isSynced);
  const computed = tenant.population === null ? 0 : tenant.population.users - tenant.population.removed.length;
  return {
    objects: users.length + tenant.groups.filter(isSynced).length + tenant.contacts.filter(isSynced).length + computed,
    living: users.slice(0, LIVING_USERS).map(({ id, userPrincipalName }) => ({ id, userPrincipalName })),
  };
}

/** Reading a draft is slow; where nothing was changed in it, this costs nothing. */
export function plainTenant(draft: TenantState): Tenant {
  return isDraft(draft) ? current(draft) : draft;
}
