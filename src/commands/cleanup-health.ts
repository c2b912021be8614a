import {
  disableHealthServerExecutor,
  type JudgedAnew,
  removeHealthServerExecutor,
} from "../changes/health-executor.js";
import { judgedAnew } from "../health/judged-anew.js";
import { judgeServer, withStaging } from "../health/judgement.js";
import { NOTHING, planRemoval } from "../health/removal.js";
import { notThereRemedy, tenantWords } from "../health/tenant-words.js";
import { checkHealthWishes } from "../health/wishes.js";
import type { ResultOf } from "../report/result-schemas.js";
import type { Change } from "../shapes/change.js";
import { ServiceError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import { sameServer } from "../shapes/server-name.js";
import { activeServerIn } from "../sync/active-server.js";
import { type HealthServer, readHealthServices, readServersOf } from "../tenant/health.js";
import { readHealthDetails } from "../tenant/health-details.js";
import { readHealthTenant } from "../tenant/health-tenant.js";
import { observe } from "../tenant/observe.js";
import { readOrganization } from "../tenant/organization.js";
import { readLastExport } from "../tenant/synchronization.js";
import { activeEntryOf, activeServerBy } from "./active-in-health.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { nameToType, serversAfter } from "./cleanup-health-view.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { warnOfMandatoryMfa } from "./mandatory-mfa.js";
import { byIds } from "./named-in-open-run.js";
import { tellingOpenRun } from "./open-run-told.js";
import { type RequiredRights, requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { readIdentities } from "./sync-survey.js";
import { type Turn, takeTurn } from "./turn.js";

const COMMAND = "cleanup-health";

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
  const about = { command: COMMAND, subject: options.servers.join(", ") };
  return tellingOpenRun(session, options, about, () => inTurn(session, options, about, dialogue));
}

async function inTurn(
  session: Session,
  options: CleanupHealthOptions,
  about: { readonly command: string; readonly subject: string },
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  if (!session.cloud.hasConnectHealth)
    throw new ServiceError("Connect Health does not exist in the China cloud.", {
      code: "no-connect-health",
      remedy: "There is nothing to clean up there.",
    });
  const { graph } = session;
  if (options.servers.length === 0)
    return cleanUp(session, options, { doubts: [], reading: readOrganization(graph) }, dialogue);
  const doubts = await requireRights(session, "cleanup-health --server", requiredBy(options));
  const organization = await readOrganization(graph);
  // From before the reading: two runs never plan on the same one.
  const turn = await takeTurn(session, options, { ...about, tenantId: organization.value.id });
  try {
    return await cleanUp(session, options, { doubts, reading: Promise.resolve(organization), turn }, dialogue);
  } finally {
    turn.release();
  }
}

interface Begun {
  readonly doubts: readonly string[];
  readonly reading: ReturnType<typeof readOrganization>;
  readonly turn?: Turn;
}

async function cleanUp(
  session: Session,
  options: CleanupHealthOptions,
  { doubts, reading, turn }: Begun,
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  const { graph, arm } = session;
  const { servers: wished, staleAfterMs, attested = [], disableOnly = false } = options;
  const [organization, health, tenant, guarding] = await Promise.all([
    reading,
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
  const stillNamed = (words: readonly string[]) => byIds(words, turn?.openRun ?? null, removedBy);
  const activeEntry = wished.length === 0 ? null : activeEntryOf(active, options.activeServer, judged);
  const planned =
    activeEntry === null
      ? NOTHING
      : planRemoval(judged, { servers: stillNamed(wished), attested: stillNamed(attested), disableOnly }, activeEntry);
  const plan = planned.changes;
  const envelope = envelopeOf(session, organization, options.ticket);
  const vouched = judged.filter(({ verdict }) => verdict === "unknown").map(({ server }) => server.id);
  const readAt = session.clock.elapsed();
  // The service's time again, however long somebody took to answer.
  const mayGo: JudgedAnew = (server, all, listedAt) => {
    const times = [at + (session.clock.elapsed() - readAt), ...(listedAt === null ? [] : [listedAt])];
    return activeEntry === null
      ? "nothing was to be removed"
      : judgedAnew(server, all, { times, staleAfterMs, active: activeEntry, vouched });
  };
  const changing = await carryOut(
    session,
    {
      command: COMMAND,
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
      ...(turn === undefined ? {} : { turn }),
    },
    {
      "remove-health-server": removeHealthServerExecutor(arm, mayGo),
      "disable-health-server": disableHealthServerExecutor(arm, mayGo),
    },
    options,
    dialogue,
  );
  return {
    schema: "aadc-cloud/cleanup-health@1",
    ...envelope,
    ...changing,
    // A plan is carried out whole, or its failure is thrown.
    servers: serversAfter(judged, health.details, changing.applied.length === 0 ? [] : plan),
    connectHealth: tenant,
  };
}

function removedBy(change: Change) {
  const isOurs = change.kind === "remove-health-server" || change.kind === "disable-health-server";
  return isOurs ? { id: change.target.serviceMemberId, names: [change.target.machineName] } : null;
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
