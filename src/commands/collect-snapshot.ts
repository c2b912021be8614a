// One concurrent collection of everything that verify-sync looks at. Nothing is decided here.
import { inventory, type SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { type PersonInPolicies, SNAPSHOT_SCHEMA, type Snapshot } from "../sync/snapshot.js";
import { readAuthenticationAgents } from "../tenant/authentication-agents.js";
import { readCredentialPolicy } from "../tenant/credential-policy.js";
import { readDeletedObjects } from "../tenant/deleted-objects.js";
import { type DirectoryWrites, readDirectoryWrites } from "../tenant/directory-audits.js";
import { readDomains } from "../tenant/domains.js";
import { observe } from "../tenant/observe.js";
import { readLastPasswordSync, readOrganization } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { readProvisioningErrors } from "../tenant/provisioning-errors.js";
import { readServiceAccounts, type ServiceAccounts } from "../tenant/service-accounts.js";
import { readSyncApplicationStates, readSyncService, type SyncApplicationState } from "../tenant/sync-applications.js";
import {
  readSyncApplications,
  readSyncRoleHolders,
  type SyncApplication,
  type SyncRoleHolder,
} from "../tenant/sync-identities.js";
import { readSyncSignIns, type SyncSignIns } from "../tenant/sync-sign-ins.js";
import { readSyncedCounts } from "../tenant/synced-counts.js";
import { readLastExport, readSyncSettings } from "../tenant/synchronization.js";
import { readUser } from "../tenant/users.js";
import { TOOL_VERSION } from "../version.js";
import { candidatesOf, readPeople } from "./binding-survey.js";
import { serviceTime } from "./envelope.js";
import { readHealth } from "./health-survey.js";
import type { Session } from "./session.js";
import { connectOnly } from "./sync-survey.js";

/**
 * Everything at once; what one reading needs of another waits for that one alone. What cannot be read is an unknown fact;
 * only without the organization there is nothing to tell.
 * @param baseline of long lists, what is new since then is kept first
 */
export async function collectSnapshot(session: Session, baseline: Snapshot | null = null): Promise<Snapshot> {
  const { graph, arm, cloud, operator } = session;
  const healthNotInCloud = cloud.hasConnectHealth ? null : "Connect Health is not offered in the China cloud.";
  // What takes the most steps sets out first: another token, services, their servers, each server.
  const health = readHealth(arm, healthNotInCloud);
  const holders = observe(readHolders(graph));
  const applications = observe(readSyncApplications(graph));
  const policies = observe(readPolicies(graph));
  const who = Promise.all([holders, applications]).then(([people, apps]) => identitiesOf(people, apps));
  const facts = together({
    organization: readOrganization(graph),
    domains: observe(readDomains(graph)),
    settings: observe(readSyncSettings(graph)),
    lastExport: observe(readLastExport(graph)),
    lastPasswordSync: observe(readLastPasswordSync(graph)),
    syncedCounts: observe(readSyncedCounts(graph)),
    roleHolders: holders,
    syncApplications: applications,
    applicationStates: applications.then((apps) => statesOf(graph, apps)),
    syncService: observe(readSyncService(graph)),
    credentialPolicy: observe(readCredentialPolicy(graph)),
    policies,
    people: Promise.all([who, policies]).then(([identities, all]) => peopleOf(graph, identities, all)),
    signIns: who.then((identities) => signInsOf(graph, identities)),
    writes: who.then((identities) => writesOf(graph, identities)),
    serviceAccounts: policies.then((all) => serviceAccountsOf(graph, all)),
    agents: observe(readAuthenticationAgents(graph)),
    provisioningErrors: readProvisioningErrors(graph, fingerprintsOf(baseline)),
    deletedObjects: observe(readDeletedObjects(graph)),
    ...health,
  });
  const { organization, ...rest } = await facts;
  return {
    schema: SNAPSHOT_SCHEMA,
    takenAt: new Date(serviceTime(organization)).toISOString(),
    toolVersion: TOOL_VERSION,
    cloud: cloud.name,
    takenBy: { id: operator.id, name: operator.name, authKind: operator.authKind },
    organization: known(organization.value, organization.source),
    ...rest,
    healthNotInCloud,
  };
}

/** Every identity that may synchronise; unknown as soon as one of its two sources is. */
export function identitiesOf(
  holders: Fact<readonly SyncRoleHolder[]>,
  applications: Fact<readonly SyncApplication[]>,
): Fact<readonly SyncIdentity[]> {
  if (holders.state === "unknown") return holders;
  return mapFact(applications, (apps) => inventory(holders.value, apps));
}

function fingerprintsOf(baseline: Snapshot | null): string | undefined {
  const errors = baseline?.provisioningErrors;
  return errors?.state === "known" ? errors.value.fingerprints : undefined;
}

async function statesOf(
  graph: ServiceClient,
  applications: Fact<readonly SyncApplication[]>,
): Promise<Fact<readonly SyncApplicationState[]>> {
  return applications.state === "unknown" ? applications : observe(readSyncApplicationStates(graph, applications));
}

async function serviceAccountsOf(
  graph: ServiceClient,
  policies: Fact<readonly Policy[]>,
): Promise<Fact<ServiceAccounts>> {
  return policies.state === "unknown" ? policies : observe(readServiceAccounts(graph, policies.value));
}

/** Of the servers' identities: Cloud Sync may write beside them. */
async function writesOf(
  graph: ServiceClient,
  identities: Fact<readonly SyncIdentity[]>,
): Promise<Fact<DirectoryWrites>> {
  if (identities.state === "unknown") return identities;
  const writers = whoSignIn(identities.value);
  return observe(Promise.resolve(identities).then((read) => readDirectoryWrites(graph, writers, serviceTime(read))));
}

async function signInsOf(graph: ServiceClient, identities: Fact<readonly SyncIdentity[]>): Promise<Fact<SyncSignIns>> {
  if (identities.state === "unknown") return identities;
  const who = whoSignIn(identities.value);
  return observe(Promise.resolve(identities).then((read) => readSyncSignIns(graph, who, serviceTime(read))));
}

function whoSignIn(identities: readonly SyncIdentity[]) {
  return connectOnly(identities).map(({ id, kind, name }) => ({
    id,
    name,
    kind: kind === "application" ? ("application" as const) : ("user" as const),
  }));
}

type Facts<T> = { readonly [K in keyof T]: Awaited<T[K]> };

/** All of them, awaited under their names. */
async function together<T extends Readonly<Record<string, unknown>>>(readings: T): Promise<Facts<T>> {
  const entries = Object.entries(readings).map(async ([name, reading]) => [name, await reading] as const);
  return Object.fromEntries(await Promise.all(entries)) as Facts<T>;
}

/** A role assignment's principal comes without `accountEnabled`, which Graph v1.0 gives on $select only. */
async function readHolders(graph: ServiceClient): Promise<Read<readonly SyncRoleHolder[]>> {
  const { value, source } = await readSyncRoleHolders(graph);
  const states = new Map<string, Promise<boolean | null>>();
  const enabledOf = (id: string): Promise<boolean | null> => {
    const reading = states.get(id) ?? observe(readUser(graph, id)).then(enabledIn);
    states.set(id, reading);
    return reading;
  };
  return {
    source,
    value: await Promise.all(
      value.map(async (holder) =>
        holder.type !== "user" || holder.enabled !== null
          ? holder
          : { ...holder, enabled: await enabledOf(holder.principalId) },
      ),
    ),
  };
}

function enabledIn(user: Awaited<ReturnType<typeof observe<Awaited<ReturnType<typeof readUser>>["value"]>>>) {
  return user.state === "known" ? (user.value?.enabled ?? null) : null;
}

async function peopleOf(
  graph: ServiceClient,
  identities: Fact<readonly SyncIdentity[]>,
  policies: Fact<readonly Policy[]>,
): Promise<Fact<readonly PersonInPolicies[]>> {
  if (identities.state === "unknown") return identities;
  if (policies.state === "unknown") return policies;
  return known(await readPeople(graph, policies.value, candidatesOf(identities.value)), policies.source);
}
