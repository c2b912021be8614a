// Directory data is replicated: what was written is seen by the next reader a little later, and not everywhere at the
// same time (Microsoft Entra, "Microsoft Entra architecture", consistency; API clients poll after their writes).
//
// A reader of a kind sees the tenant's objects of that kind as they were before each change that has not come through
// yet. A change comes through when it is old enough and has been missed often enough.
import type { Tenant } from "../store/tenant-state.js";

/** What lags by itself: reading one user, searching users, and so on. */
export const REPLICATED_KINDS = [
  "user",
  "user-search",
  "group",
  "application",
  "role-assignment",
  "role-schedule",
  "authentication-method",
  "policy",
  "deleted-item",
] as const;

export type ReplicatedKind = (typeof REPLICATED_KINDS)[number];

/** Both conditions have to be met where both are given. */
export interface Lag {
  /** How many reads of the kind still miss a change. */
  readonly reads?: number;
  /** How long, in milliseconds of tenant time, a change stays unseen. */
  readonly afterMs?: number;
}

/** What takes its time besides: work that Azure has accepted, and roles that were assigned there (laws/azure-times.ts). */
const AZURE_KINDS = ["azure-operation", "azure-role"] as const;

export const LAG_KINDS = [...REPLICATED_KINDS, ...AZURE_KINDS] as const;

export type LagKind = (typeof LAG_KINDS)[number];

export type Lags = Readonly<Partial<Record<LagKind, Lag>>>;

export interface Replication {
  /** The tenant as a reader of this kind sees it; counts as a read. */
  view(kind: ReplicatedKind | undefined, tenant: Tenant, now: number): Tenant;
  /** To be told of each change. */
  changed(before: Tenant, after: Tenant, now: number): void;
  forget(): void;
}

const COLLECTIONS: Readonly<Record<ReplicatedKind, readonly (keyof Tenant)[]>> = {
  user: ["users", "population"],
  "user-search": ["users", "population"],
  group: ["groups"],
  application: ["applications", "servicePrincipals", "appRoleAssignments", "permissionGrants"],
  "role-assignment": ["roleAssignments", "activatedRoles"],
  // Assignments, too: one that was made without PIM shows among its schedules.
  "role-schedule": ["privilegedIdentity", "roleAssignments"],
  "authentication-method": ["temporaryAccessPasses"],
  policy: ["conditionalAccessPolicies", "namedLocations"],
  "deleted-item": ["deletedUsers", "deletedGroups", "deletedApplications", "deletedServicePrincipals"],
};

interface Unseen {
  readonly before: Tenant;
  readonly until: number;
  readsLeft: number;
}

export function createReplication(lags: Lags): Replication {
  const unseen = new Map<ReplicatedKind, Unseen[]>();
  return {
    view(kind, tenant, now) {
      const waiting = kind === undefined ? undefined : unseen.get(kind);
      if (kind === undefined || waiting === undefined) return tenant;
      while (waiting[0] !== undefined && waiting[0].readsLeft <= 0 && waiting[0].until <= now) waiting.shift();
      const [oldest] = waiting;
      for (const change of waiting) change.readsLeft -= 1;
      if (oldest === undefined) return tenant;
      const old = Object.fromEntries(COLLECTIONS[kind].map((name) => [name, oldest.before[name]]));
      return { ...tenant, ...old };
    },
    changed(before, after, now) {
      for (const kind of REPLICATED_KINDS) {
        const lag = lags[kind];
        if (lag === undefined || COLLECTIONS[kind].every((name) => before[name] === after[name])) continue;
        const waiting = unseen.get(kind) ?? [];
        waiting.push({ before, until: now + (lag.afterMs ?? 0), readsLeft: lag.reads ?? 0 });
        unseen.set(kind, waiting);
      }
    },
    forget() {
      unseen.clear();
    },
  };
}
