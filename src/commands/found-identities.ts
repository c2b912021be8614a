// Who may synchronise, and what servers have left behind: by role, by app role, and by name. Reads only.
import { inventory, partsOfName, type SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import {
  type NamedIdentities,
  type NamedIdentity,
  readApplicationsNamedSync,
  readUsersNamedSync,
} from "../tenant/named-sync-identities.js";
import { observe } from "../tenant/observe.js";
import { readSyncApplications, readSyncRoleHolders } from "../tenant/sync-identities.js";
import type { FoundIdentity } from "./identity-fleet.js";

export interface FoundIdentities {
  readonly identities: readonly FoundIdentity[];
  /** Those of them that may synchronise now. */
  readonly synchronising: readonly SyncIdentity[];
  /** What may not have been seen, as sentences. */
  readonly warnings: readonly string[];
}

/**
 * @throws as soon as it cannot be read who holds a synchronisation role or the app role: one that is not seen may be the one
 * that matters. Without leftovers it goes.
 */
export async function findIdentities(graph: ServiceClient): Promise<FoundIdentities> {
  const [holders, applications, users, principals] = await Promise.all([
    readSyncRoleHolders(graph),
    readSyncApplications(graph),
    leftBehind(readUsersNamedSync(graph), "users named Sync_*"),
    leftBehind(readApplicationsNamedSync(graph), "applications named ConnectSyncProvisioning_*"),
  ]);
  const synchronising = inventory(holders.value, applications.value);
  const withAppRole = new Set(applications.value.map(({ principalId }) => principalId));
  const identities = synchronising.map(
    ({ id, kind, name, roleIds }): FoundIdentity => ({
      ...{ id, name, roleIds },
      type: kind === "application" ? "application" : "user",
      hasAppRole: withAppRole.has(id),
      isCloudSync: kind === "cloud-sync",
    }),
  );
  const known = new Set(synchronising.map(({ id }) => id.toLowerCase()));
  const others = [...users.identities, ...principals.identities]
    .filter(({ id, name }) => !known.has(id.toLowerCase()) && partsOfName(name).server !== null)
    .map((one): FoundIdentity => ({ ...one, roleIds: [], hasAppRole: false, isCloudSync: false }));
  return {
    identities: [...identities, ...others],
    synchronising,
    warnings: [...users.warnings, ...principals.warnings],
  };
}

async function leftBehind(
  reading: Promise<Read<NamedIdentities>>,
  what: string,
): Promise<{ readonly identities: readonly NamedIdentity[]; readonly warnings: readonly string[] }> {
  const found = await observe(reading);
  if (found.state === "unknown")
    return {
      identities: [],
      warnings: [`It could not be read which ${what} hold no role any more: ${found.reason} ${found.remedy}`.trim()],
    };
  const { identities, complete } = found.value;
  return { identities, warnings: complete ? [] : [`There are more ${what} than the ${identities.length} looked at.`] };
}
