// What the forest brings into the tenant: how many objects, and whose attributes change by themselves.
import { current, isDraft } from "immer";
import { keptNumbers } from "../store/people.js";
import { computedUser } from "../store/population.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";

/** Of the users that change by themselves, this many take turns. */
const LIVING_USERS = 8;

export interface Forest {
  /** Users, groups and contacts; of devices and what else there may be the sandbox knows nothing. */
  readonly objects: number;
  readonly living: readonly { readonly id: string; readonly userPrincipalName: string }[];
}

export function forestOf(tenant: Tenant): Forest {
  const computed = tenant.population === null ? 0 : tenant.population.users - keptNumbers(tenant).size;
  const users = tenant.users.filter(isSynced).length + computed;
  return {
    objects: users + tenant.groups.filter(isSynced).length + tenant.contacts.filter(isSynced).length,
    living: syncedUsers(tenant, LIVING_USERS).map(({ id, userPrincipalName }) => ({ id, userPrincipalName })),
  };
}

/** The first of them, kept ones before those that are computed. */
export function syncedUsers(tenant: Tenant, most: number): readonly Tenant["users"][number][] {
  const kept = tenant.users.filter(isSynced).slice(0, most);
  return [...kept, ...computedUsers(tenant, most - kept.length, 0, 1)];
}

/** The last of them, those that are computed before kept ones. */
export function lastSyncedUsers(tenant: Tenant, most: number): readonly Tenant["users"][number][] {
  const computed = computedUsers(tenant, most, (tenant.population?.users ?? 0) - 1, -1);
  const missing = most - computed.length;
  return missing === 0 ? computed : [...computed, ...tenant.users.filter(isSynced).slice(-missing)];
}

function computedUsers(tenant: Tenant, most: number, from: number, step: 1 | -1): Tenant["users"][number][] {
  const { population } = tenant;
  if (population === null) return [];
  const keptOnes = keptNumbers(tenant);
  const found: Tenant["users"][number][] = [];
  for (let number = from; number >= 0 && number < population.users && found.length < most; number += step) {
    if (!keptOnes.has(number)) found.push(computedUser(population, number));
  }
  return found;
}

function isSynced(one: { readonly onPremisesSyncEnabled: boolean | null }): boolean {
  return one.onPremisesSyncEnabled === true;
}

/** Reading a draft is slow; where nothing was changed in it, this costs nothing. */
export function plainTenant(draft: TenantState): Tenant {
  return isDraft(draft) ? current(draft) : draft;
}
