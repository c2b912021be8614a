// Which identities synchronise this tenant, and for which server: decided once, used by every command.
import { CLOUD_SYNC_ACCOUNT } from "../knowledge/directory.js";
import type { SyncApplication, SyncRoleHolder } from "../tenant/sync-identities.js";

export interface SyncIdentity {
  readonly id: string;
  readonly kind: "legacy-user" | "application" | "cloud-sync";
  /** UPN of a user, display name of an application. */
  readonly name: string;
  /** The server in its name; null where the name does not tell. */
  readonly server: string | null;
  readonly enabled: boolean | null;
  /** Template ids of the synchronisation roles it holds tenant-wide. */
  readonly roleIds: readonly string[];
}

/**
 * `Sync_<SERVER>_<12 hex>@…` and `ConnectSyncProvisioning_<SERVER>_<12 hex>`: the server's name may hold underscores
 * itself. Source: learn.microsoft.com, "Accounts and permissions" (segment of the UPN); the 12 digits as observed.
 */
const NAME = /^(?:Sync|ConnectSyncProvisioning)_(.+)_([0-9a-f]{12})(?:@|$)/i;

/** The server in an identity's name, and its installation in lower case; null both where the name does not tell. */
export function partsOfName(name: string): { readonly server: string | null; readonly installation: string | null } {
  const [, server, installation] = NAME.exec(name) ?? [];
  return { server: server ?? null, installation: installation?.toLowerCase() ?? null };
}

/** Users and applications that hold a synchronisation role or the sync service's app role, whatever their names. */
export function inventory(
  holders: readonly SyncRoleHolder[],
  applications: readonly SyncApplication[],
): readonly SyncIdentity[] {
  const found = new Map<string, SyncIdentity>();
  for (const { principalId, displayName } of applications)
    found.set(principalId, application(principalId, displayName));
  for (const holder of holders) {
    const name = holder.userPrincipalName ?? holder.displayName ?? holder.principalId;
    const identity =
      found.get(holder.principalId) ??
      (holder.type === "service-principal"
        ? application(holder.principalId, name)
        : user(holder.principalId, name, holder.enabled));
    const roleIds = [...new Set([...identity.roleIds, holder.roleDefinitionId])];
    found.set(holder.principalId, { ...identity, roleIds });
  }
  return [...found.values()].sort((a, b) => Number(a.kind === "application") - Number(b.kind === "application"));
}

function application(id: string, name: string): SyncIdentity {
  return { id, kind: "application", name, server: partsOfName(name).server, enabled: null, roleIds: [] };
}

function user(id: string, name: string, enabled: boolean | null): SyncIdentity {
  const cloudSync = name.toLowerCase().startsWith(CLOUD_SYNC_ACCOUNT.toLowerCase());
  const kind = cloudSync ? "cloud-sync" : "legacy-user";
  return { id, kind, name, server: partsOfName(name).server, enabled, roleIds: [] };
}
