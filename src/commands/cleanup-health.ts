import {
  disableHealthServerExecutor,
  type JudgedAnew,
  removeHealthServerExecutor,
} from "../changes/health-executor.js";
import { registeredInStaging, roleIn } from "../health/entry.js";
import { isAlive, type JudgedServer, judgeServer, withStaging } from "../health/judgement.js";
import { sameId } from "../health/named-entries.js";
import { planRemoval, type RemovalPlan } from "../health/removal.js";
import { notThereRemedy, tenantWords } from "../health/tenant-words.js";
import { checkHealthWishes } from "../health/wishes.js";
import type { ResultOf } from "../report/result-schemas.js";
import { ServiceError } from "../shapes/errors.js";
import { unknown } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import { activeServerIn } from "../sync/active-server.js";
import { type HealthServer, readHealthServices, readServersOf } from "../tenant/health.js";
import { type HealthDetails, readHealthDetails } from "../tenant/health-details.js";
import { readHealthTenant } from "../tenant/health-tenant.js";
import { observe } from "../tenant/observe.js";
import { readOrganization } from "../tenant/organization.js";
import { readLastExport } from "../tenant/synchronization.js";
import { activeEntryOf, activeServerBy } from "./active-in-health.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { warnOfMandatoryMfa } from "./mandatory-mfa.js";
import { tellingOpenRun } from "./open-run-told.js";
import { type RequiredRights, requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { readIdentities } from "./sync-survey.js";

export interface CleanupHealthOptions extends ChangeOptions {
  /** Names or ids of servers to remove; none: list only. */
  readonly servers: readonly string[];
  readonly staleAfterMs: number;
  /** Name of the active server, or id of its entry, where the operator says it. */
  readonly activeServer?: string;
  /** Servers that cannot be judged, and that the operator knows to be gone: names or ids. */
  readonly attested?: readonly string[];
  /** Disables only: the service deletes them after 30 days. */
  readonly disableOnly?: boolean;
}

/** Lists the servers of Connect Health and judges them; removes those that are named and certainly gone. */
export async function cleanupHealth(
  session: Session,
  options: CleanupHealthOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  checkHealthWishes(options);
  const about = { command: "cleanup-health", subject: options.servers.join(", ") };
  return tellingOpenRun(session, options, about, () => cleanUp(session, options, dialogue));
}

async function cleanUp(
  session: Session,
  options: CleanupHealthOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  const { graph, arm, cloud } = session;
  const { servers: wished, staleAfterMs, attested = [], disableOnly = false } = options;
  if (!cloud.hasConnectHealth)
    throw new ServiceError("Connect Health does not exist in the China cloud.", {
      code: "no-connect-health",
      remedy: "There is nothing to clean up there.",
    });
  const removing = wished.length > 0;
  const doubts = removing ? await requireRights(session, "cleanup-health --server", requiredBy(options)) : [];
  const [organization, health, tenant, guarding] = await Promise.all([
    readOrganization(graph),
    readAll(session),
    observe(readHealthTenant(arm)),
    Promise.all([observe(readLastExport(graph)), observe(readIdentities(graph))]),
  ]);
  const at = serviceTime(organization);
  const active = activeServerBy(organization, ...guarding);
  const said = options.activeServer ?? "";
  const saidName = health.servers.find(({ id }) => sameId(id, said.trim()))?.machineName ?? said;
  const isActive = (name: string) => sameServer(name, activeServerIn(active) ?? saidName);
  const judge = (server: HealthServer) => withStaging(judgeServer(server, at, staleAfterMs), isActive);
  const judged = health.servers.map(judge);
  const planned: RemovalPlan = removing
    ? planRemoval(
        judged,
        { servers: wished, attested, disableOnly },
        activeEntryOf(active, options.activeServer, judged),
      )
    : { changes: [], warnings: [], guardsOverridden: [] };
  const plan = planned.changes;
  const envelope = envelopeOf(session, organization, options.ticket);
  const vouched = plan.filter(({ target }) =>
    judged.some(({ server, verdict }) => server.id === target.serviceMemberId && verdict === "unknown"),
  );
  const readAt = session.clock.elapsed();
  // The service's time again, however long somebody took to answer.
  const judgedAnew: JudgedAnew = (server, all) => {
    const anew = (one: HealthServer) =>
      withStaging(judgeServer(one, at + (session.clock.elapsed() - readAt), staleAfterMs), isActive);
    const { verdict, reason } = anew(server);
    const isVouched = verdict === "unknown" && vouched.some(({ target }) => sameId(target.serviceMemberId, server.id));
    if (isAlive({ verdict })) return `${server.machineName} is alive again: ${reason}`;
    if (verdict === "unknown" && !isVouched) return `${server.machineName} cannot be judged any more: ${reason}`;
    const activeNow = all.some((one) => isActive(one.machineName) && isAlive(anew(one)));
    return activeNow ? null : "Connect Health does not show the active server alive any more";
  };
  const changing = await carryOut(
    session,
    {
      command: "cleanup-health",
      subject: wished.join(", "),
      wishes: {
        servers: wished,
        staleAfterMs,
        activeServer: options.activeServer ?? null,
        // What is as usual is not kept: plans that were saved before stay what they are.
        ...(attested.length === 0 ? {} : { attested }),
        ...(disableOnly ? { disableOnly } : {}),
      },
      envelope,
      plan,
      warnings: [
        ...doubts,
        ...planned.warnings,
        ...tenantWords(tenant, judged.length),
        ...(plan.length === 0
          ? []
          : [disableOnly ? DISABLED_ONLY : IRREVERSIBLE, ...(await warnOfMandatoryMfa(session))]),
      ],
      namesToType: plan.map(({ target }) => nameToType(target, judged, disableOnly)),
      guardsOverridden: planned.guardsOverridden,
    },
    {
      "remove-health-server": removeHealthServerExecutor(arm, judgedAnew),
      "disable-health-server": disableHealthServerExecutor(arm, judgedAnew),
    },
    options,
    dialogue,
  );
  // A plan is carried out whole, or its failure is thrown.
  const gone = disableOnly || changing.applied.length === 0 ? [] : plan.map(({ target }) => target.serviceMemberId);
  return {
    schema: "aadc-cloud/cleanup-health@1",
    ...envelope,
    ...changing,
    servers: judged
      .filter(({ server }) => !gone.includes(server.id))
      .map((one) => viewOf(one, health.details.get(one.server.id))),
    connectHealth: tenant,
  };
}

const IRREVERSIBLE =
  "A removal cannot be taken back: to monitor the same server again its Health agent must be uninstalled and installed anew.";
const DISABLED_ONLY =
  "A server that is disabled is monitored no longer, and Connect Health deletes it after 30 days unless its agent is registered anew. This program cannot enable it again.";

function requiredBy({ dryRun, activeServer }: CleanupHealthOptions): RequiredRights {
  // The synchronisation object says which server is active. Where the operator does, the guard can do without.
  return { dryRun, waived: activeServer === undefined ? [] : ["read-synchronization"] };
}

async function readAll({ arm }: Session) {
  const services = await readHealthServices(arm).catch(async (error: unknown) => {
    if (!(error instanceof ServiceError) || error.status !== 404) throw error;
    throw new ServiceError("Connect Health has no list of services for this tenant.", {
      code: "health-not-there",
      remedy: notThereRemedy(await observe(readHealthTenant(arm))),
      status: 404,
      cause: error,
    });
  });
  const { value: servers } = await readServersOf(arm, services);
  return { servers, details: await readHealthDetails(arm, services, servers) };
}

/** Where names are equal, or there is none, the id is typed. */
function nameToType(
  { machineName, serviceMemberId }: RemovalPlan["changes"][number]["target"],
  judged: readonly JudgedServer[],
  disableOnly: boolean,
) {
  const namesakes = judged.filter(({ server }) => server.machineName.toLowerCase() === machineName.toLowerCase());
  const isName = machineName.trim() !== "" && namesakes.length < 2;
  return {
    name: isName ? machineName : serviceMemberId,
    why: disableOnly
      ? `Connect Health would disable ${machineName}, and nothing here enables it again`
      : `${machineName} would be removed from Connect Health for good`,
    to: disableOnly ? "disable it" : "remove it",
  };
}

function viewOf({ server, verdict, reason, lastUpload }: JudgedServer, details: HealthDetails | undefined) {
  const { id, serviceName, machineName, machineId, disabled, uploads } = server;
  return {
    ...{ id, serviceName, machineName, machineId, verdict, reason, lastUpload, uploads, disabled },
    role: roleIn(server),
    registeredInStaging: registeredInStaging(server),
    version: details?.version ?? NOT_READ,
    alerts: details?.alerts ?? NOT_READ,
  };
}

const NOT_READ = unknown<never>("It was not read.", "Run the command again.");
