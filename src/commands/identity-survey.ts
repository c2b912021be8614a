// All identities that synchronise, or did, and what tells whether they may go. Reads only; each reading is a fact of its own.
import type { Fleet, HealthWitness, IdentityFacts, IdentityWrites } from "../accounts/identity-facts.js";
import type { Journals } from "../changes/journal.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { judgeServer, withStaging } from "../health/judgement.js";
import { type Fact, known, mapFact, unknown } from "../shapes/fact.js";
import { isGuid } from "../shapes/ids.js";
import { sameServer } from "../shapes/server-name.js";
import { activeServerIn, serverIn } from "../sync/active-server.js";
import { ageLimits } from "../sync/checks/last-sync-age.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { type AuthenticationAgent, readAuthenticationAgents } from "../tenant/authentication-agents.js";
import { type HealthServer, readHealthServices, readServersOf } from "../tenant/health.js";
import { readServerExports, type ServerExport } from "../tenant/health-state.js";
import { type IdentityWritesRead, readIdentityWrites } from "../tenant/identity-writes.js";
import { observe, observeBeside } from "../tenant/observe.js";
import { type Organization, readLastPasswordSync } from "../tenant/organization.js";
import { readLastExport, readSyncSettings } from "../tenant/synchronization.js";
import { disabledByRuns } from "./disabled-by-runs.js";
import { serviceTime } from "./envelope.js";
import { findIdentities } from "./found-identities.js";
import { laterDisabling, readDisablings, readSignIns } from "./identity-deeds.js";
import { type FoundIdentity, lookAtIdentity, notLookedAt } from "./identity-fleet.js";
import { passwordSyncOf } from "./password-sync.js";
import type { Session } from "./session.js";
import { activeServerOf } from "./sync-survey.js";

export interface FleetOptions {
  readonly journals: Journals;
  /** An entry of Connect Health whose every data type is older than this is stale, milliseconds. */
  readonly staleAfterMs: number;
  /** Names, object ids or client ids that are looked at first, where there are more than can be. */
  readonly first?: readonly string[];
}

export interface FleetSurvey {
  readonly fleet: Fleet;
  /** What is shown besides. By object id: when the last certificate ends, ISO 8601. */
  readonly certificateEnds: ReadonlyMap<string, Fact<string | null>>;
  readonly agents: Fact<readonly AuthenticationAgent[]>;
  /** What was not looked at, and why, as sentences. */
  readonly warnings: readonly string[];
}

/** A tenant has 20 sync accounts at most ("Accounts and permissions"). */
const MOST = 40;

/**
 * Everything at once, as far as one reading does not need another.
 * @throws as soon as it cannot be read who holds a synchronisation role or the app role: one that is not seen may be the one
 * that matters
 */
export async function surveyFleet(
  session: Session,
  organization: Read<Organization>,
  { journals, staleAfterMs, first = [] }: FleetOptions,
): Promise<FleetSurvey> {
  const { graph } = session;
  const { id: tenantId, lastSync } = organization.value;
  const at = serviceTime(organization);
  const journalsUnread: string[] = [];
  const [tenant, byRuns, found] = await Promise.all([
    readTenant(session),
    disabledByRuns(journals, tenantId, (why) => journalsUnread.push(why)),
    findIdentities(graph).then((all) => lookAtAll(graph, all, { tenantId, at, first })),
  ]);
  const { looked, writes, signIns, disablings } = found;
  const active = activeServerOf(organization, tenant.lastExport, known(found.synchronising, organization.source), {
    ...tenant,
    writes: mapFact(writes, ({ newest }) => newest),
  });
  const interval = tenant.lastExport.state === "known" ? (tenant.lastExport.value?.interval ?? null) : null;
  return {
    fleet: {
      identities: looked.map(
        ({ facts }): IdentityFacts => ({
          ...facts,
          writes: writesOf(writes, facts.id),
          lastSignIn: signIns.get(facts.id) ?? NOT_LOOKED_AT,
          disabledAt: laterDisabling(disablings.get(facts.id), byRuns.get(facts.id.toLowerCase())),
        }),
      ),
      activeServer: mapFact(active, serverIn),
      exportedBy: mapFact(tenant.lastExport, (value) => value?.serviceAccount ?? null),
      health: mapFact(tenant.healthServers, (servers) =>
        servers.map((one) => witnessOf(one, activeServerIn(active), at, staleAfterMs)),
      ),
      lastSync: known(lastSync, organization.source),
      lastPasswordSync: passwordSyncOf(tenant.settings, tenant.lastPasswordSync),
      silentAfterMs: ageLimits(interval).errorMs,
      at,
    },
    certificateEnds: new Map(looked.map(({ facts, certificateEnd }) => [facts.id, certificateEnd])),
    agents: tenant.agents,
    warnings: [...found.warnings, ...healthUnread(tenant.healthServers), ...journalsUnread],
  };
}

async function readTenant({ graph, arm, cloud }: Session) {
  const health = cloud.hasConnectHealth ? readHealthServices(arm) : null;
  const ofHealth = <T>(read: (names: Awaited<ReturnType<typeof readHealthServices>>) => Promise<Read<T>>) =>
    health === null ? Promise.resolve<Fact<T>>(NO_HEALTH) : observeBeside(health.then(read));
  const [lastExport, settings, lastPasswordSync, agents, healthServers, healthExports] = await Promise.all([
    observe(readLastExport(graph)),
    observe(readSyncSettings(graph)),
    observe(readLastPasswordSync(graph)),
    observe(readAuthenticationAgents(graph)),
    ofHealth<readonly HealthServer[]>((names) => readServersOf(arm, names)),
    ofHealth<readonly ServerExport[]>((names) => readServerExports(arm, names)),
  ]);
  return { lastExport, settings, lastPasswordSync, agents, healthServers, healthExports };
}

const NO_HEALTH = unknown<never>("Connect Health is not offered in the China cloud.", "");

/** Where nothing could make it readable, nothing is said. */
function healthUnread(servers: Fact<unknown>): readonly string[] {
  if (servers.state === "known" || servers.remedy === "") return [];
  return [`Connect Health could not be read: ${servers.reason} ${servers.remedy}`];
}

interface About {
  readonly tenantId: string;
  readonly at: number;
  readonly first: readonly string[];
}

async function lookAtAll(
  graph: ServiceClient,
  { identities, synchronising, warnings }: Awaited<ReturnType<typeof findIdentities>>,
  { tenantId, at, first }: About,
) {
  const wanted = identities.length > MOST ? [...first, ...(await principalsOf(graph, first))] : first;
  const isFirst = ({ id, name }: FoundIdentity) => wanted.some((one) => [id, name].some((own) => isSame(own, one)));
  const sorted = [...identities].sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  const asked = sorted.slice(0, MOST);
  const who = asked.map(({ id, type, name, isCloudSync }) => ({ id, kind: type, name, beside: isCloudSync }));
  const [looked, writes, signIns] = await Promise.all([
    Promise.all(asked.map((one) => lookAtIdentity(graph, one, tenantId))),
    observe(readIdentityWrites(graph, who, at)),
    readSignIns(graph, who, at),
  ]);
  return {
    ...{ synchronising, writes, signIns },
    looked: [...looked, ...sorted.slice(MOST).map((one) => notLookedAt(one, MOST))],
    disablings: await readDisablings(graph, looked, at),
    warnings:
      sorted.length > MOST
        ? [
            ...warnings,
            `There are ${sorted.length} identities, of which ${MOST} were looked at: the others are unknown.`,
          ]
        : warnings,
  };
}

/** Object ids of what may be named by its client id: lists do not tell that. */
async function principalsOf(graph: ServiceClient, named: readonly string[]): Promise<readonly string[]> {
  const read = named.filter(isGuid).map((guid) => observe(readApplicationIdentity(graph, "appId", guid)));
  return (await Promise.all(read)).flatMap((one) => (one.state === "known" ? (one.value?.id ?? []) : []));
}

function writesOf(writes: Fact<IdentityWritesRead>, id: string): Fact<IdentityWrites> {
  if (writes.state === "unknown") return writes;
  const own = writes.value.of.get(id);
  return own === undefined ? NOT_LOOKED_AT : known(own, writes.source);
}

function witnessOf(server: HealthServer, active: string | null, at: number, staleAfterMs: number): HealthWitness {
  const isActive = (name: string) => active !== null && sameServer(name, active);
  const { verdict } = withStaging(judgeServer(server, at, staleAfterMs), isActive);
  return { machineName: server.machineName, id: server.id, verdict };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const NOT_LOOKED_AT = unknown<never>(
  `There are more than ${MOST} identities; this one was not looked at.`,
  "Name it with --identity, or remove those of servers that are gone first.",
);
