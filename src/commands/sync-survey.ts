// Who synchronises: the identities, and the server that is active. Read and decided the same way for every command.
import { inventory, type SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, known } from "../shapes/fact.js";
import { type ActiveServer, findActiveServer } from "../sync/active-server.js";
import { ageLimits } from "../sync/checks/last-sync-age.js";
import { observe } from "../tenant/observe.js";
import type { Organization } from "../tenant/organization.js";
import { readSyncApplications, readSyncRoleHolders } from "../tenant/sync-identities.js";
import type { LastExport } from "../tenant/synchronization.js";
import { readUser } from "../tenant/users.js";
import { serviceTime } from "./envelope.js";

/** Unknown as soon as one of its two sources is: an identity that is not seen may be the one that matters. */
export async function surveyIdentities(graph: ServiceClient): Promise<Fact<readonly SyncIdentity[]>> {
  const [holders, applications] = await Promise.all([
    observe(readSyncRoleHolders(graph)),
    observe(readSyncApplications(graph)),
  ]);
  if (holders.state === "unknown") return holders;
  if (applications.state === "unknown") return applications;
  const identities = inventory(holders.value, applications.value);
  return known(await Promise.all(identities.map((identity) => withEnabled(graph, identity))), holders.source);
}

/** A role assignment's principal comes without `accountEnabled`, which Graph v1.0 gives on $select only. */
async function withEnabled(graph: ServiceClient, identity: SyncIdentity): Promise<SyncIdentity> {
  if (identity.kind === "application" || identity.enabled !== null) return identity;
  const user = await observe(readUser(graph, identity.id));
  return user.state === "known" && user.value !== null ? { ...identity, enabled: user.value.enabled } : identity;
}

export function activeServerOf(
  organization: Read<Organization>,
  lastExport: Fact<LastExport | null>,
  identities: Fact<readonly SyncIdentity[]>,
): Fact<ActiveServer> {
  const value = lastExport.state === "known" ? lastExport.value : null;
  const account = value?.serviceAccount?.toLowerCase();
  const exporting =
    identities.state === "known" ? identities.value.find(({ name }) => name.toLowerCase() === account) : undefined;
  return findActiveServer({
    lastExport,
    lastSync: organization.value.lastSync,
    exportingIdentityServer: exporting?.server ?? null,
    at: serviceTime(organization),
    silentAfterMs: ageLimits(value?.interval ?? null).errorMs,
  });
}
