// Who synchronises: the identities, and the server that is active. Read and decided the same way for every command.
import { inventory, type SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Fact, Source } from "../shapes/fact.js";
import { type ActiveServer, type ActiveServerSignals, findActiveServer } from "../sync/active-server.js";
import { ageLimits } from "../sync/checks/last-sync-age.js";
import { signalsOfHealth, signalsOfWriters } from "../sync/server-signals.js";
import type { Snapshot } from "../sync/snapshot.js";
import { goingOn, turnsOf } from "../sync/writers.js";
import { observe } from "../tenant/observe.js";
import type { Organization } from "../tenant/organization.js";
import { readSyncApplications, readSyncRoleHolders } from "../tenant/sync-identities.js";
import type { LastExport } from "../tenant/synchronization.js";
import { readUser } from "../tenant/users.js";
import { serviceTime } from "./envelope.js";

/**
 * Every identity that may synchronise.
 * @throws as soon as one of its two sources cannot be read: an identity that is not seen may be the one that matters
 */
export async function readIdentities(graph: ServiceClient): Promise<Read<readonly SyncIdentity[]>> {
  const [holders, applications] = await Promise.all([readSyncRoleHolders(graph), readSyncApplications(graph)]);
  const identities = inventory(holders.value, applications.value);
  return {
    value: await Promise.all(identities.map((identity) => withEnabled(graph, identity))),
    source: holders.source,
  };
}

/** A role assignment's principal comes without `accountEnabled`, which Graph v1.0 gives on $select only. */
async function withEnabled(graph: ServiceClient, identity: SyncIdentity): Promise<SyncIdentity> {
  if (identity.kind === "application" || identity.enabled !== null) return identity;
  const user = await observe(readUser(graph, identity.id));
  return user.state === "known" && user.value !== null ? { ...identity, enabled: user.value.enabled } : identity;
}

/** What else may say who exports; commands that do not read it do without. */
export type Witnesses = Pick<Snapshot, "writes" | "healthExports" | "healthServers">;

export function activeServerOf(
  organization: Read<Organization>,
  lastExport: Fact<LastExport | null>,
  identities: Fact<readonly SyncIdentity[]>,
  witnesses?: Witnesses & { readonly mayTell?: Source },
): Fact<ActiveServer> {
  const value = lastExport.state === "known" ? lastExport.value : null;
  const { errorMs } = ageLimits(value?.interval ?? null);
  const account = value?.serviceAccount?.toLowerCase();
  const exporting =
    identities.state === "known" ? identities.value.find(({ name }) => name.toLowerCase() === account) : undefined;
  return findActiveServer({
    lastExport,
    lastSync: organization.value.lastSync,
    exportingIdentityServer: exporting?.server ?? null,
    at: serviceTime(organization),
    silentAfterMs: errorMs,
    ...(witnesses?.mayTell === undefined ? {} : { othersTell: witnesses.mayTell }),
    ...(witnesses === undefined
      ? {}
      : heard(witnesses, identities, { at: serviceTime(organization), intervalMs: errorMs / 6 })),
  });
}

function heard(
  { writes, healthExports, healthServers }: Witnesses,
  identities: Fact<readonly SyncIdentity[]>,
  { at, intervalMs }: { readonly at: number; readonly intervalMs: number },
): Pick<ActiveServerSignals, "others" | "alternating"> {
  const turns =
    writes.state === "known" && identities.state === "known"
      ? turnsOf(writes.value, connectOnly(identities.value))
      : [];
  const going = goingOn(turns, intervalMs, at);
  return {
    others: [...signalsOfWriters(turns), ...signalsOfHealth(healthExports, healthServers)],
    ...(going === null ? {} : { alternating: going.writers }),
  };
}

/** Cloud Sync may write beside a server. */
export function connectOnly(identities: readonly SyncIdentity[]): readonly SyncIdentity[] {
  return identities.filter(({ kind }) => kind !== "cloud-sync");
}
