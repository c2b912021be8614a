import { removeHealthServerExecutor } from "../changes/health-executor.js";
import { type JudgedServer, judgeServer } from "../health/judgement.js";
import { planRemoval } from "../health/removal.js";
import type { ResultOf } from "../report/result-schemas.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { type ActiveServer, activeServerIn, sameServer } from "../sync/active-server.js";
import { readHealthServers } from "../tenant/health.js";
import { observe } from "../tenant/observe.js";
import { readOrganization } from "../tenant/organization.js";
import { readLastExport } from "../tenant/synchronization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { type RequiredRights, requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { activeServerOf, readIdentities } from "./sync-survey.js";

export interface CleanupHealthOptions extends ChangeOptions {
  /** Names or ids of servers to remove; none: list only. */
  readonly servers: readonly string[];
  readonly staleAfterMs: number;
  /** Name of the active server, where the operator says it. */
  readonly activeServer?: string;
}

/** Lists the servers of Connect Health and judges them; removes those that are named and certainly gone. */
export async function cleanupHealth(
  session: Session,
  options: CleanupHealthOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  const about = { command: "cleanup-health", subject: options.servers.join(", ") };
  return tellingOpenRun(session, options, about, () => cleanUp(session, options, dialogue));
}

async function cleanUp(
  session: Session,
  options: CleanupHealthOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"cleanup-health">> {
  const { graph, arm, cloud } = session;
  if (!cloud.hasConnectHealth)
    throw new ServiceError("Connect Health does not exist in the China cloud.", {
      code: "no-connect-health",
      remedy: "There is nothing to clean up there.",
    });
  const removing = options.servers.length > 0;
  const doubts = removing ? await requireRights(session, "cleanup-health --server", requiredBy(options)) : [];
  const [organization, servers, guarding] = await Promise.all([
    readOrganization(graph),
    readHealthServers(arm),
    // Which server is active matters to removals only.
    removing ? Promise.all([observe(readLastExport(graph)), observe(readIdentities(graph))]) : null,
  ]);
  const at = serviceTime(organization);
  const judge = (server: JudgedServer["server"]) => judgeServer(server, at, options.staleAfterMs);
  const judged = servers.value.map(judge);
  const active = guarding === null ? "" : nameOfActive(activeServerBy(organization, ...guarding), options);
  const plan = planRemoval(judged, options, { name: active, matches: (name) => sameServer(name, active) });
  const envelope = envelopeOf(session, organization, options.ticket);
  const changing = await carryOut(
    session,
    {
      command: "cleanup-health",
      subject: options.servers.join(", "),
      wishes: {
        servers: options.servers,
        staleAfterMs: options.staleAfterMs,
        activeServer: options.activeServer ?? null,
      },
      envelope,
      plan,
      warnings: [...doubts, ...(plan.length === 0 ? [] : [IRREVERSIBLE])],
    },
    {
      "remove-health-server": removeHealthServerExecutor(arm, (server) => {
        const { verdict } = judge(server);
        return verdict !== "live" && verdict !== "unknown";
      }),
    },
    options,
    dialogue,
  );
  // A plan is carried out whole, or its failure is thrown.
  const gone = changing.applied.length === 0 ? [] : plan.map(({ target }) => target.serviceMemberId);
  return {
    schema: "aadc-cloud/cleanup-health@1",
    ...envelope,
    ...changing,
    servers: judged
      .filter(({ server }) => !gone.includes(server.id))
      .map(({ server, verdict, reason, lastUpload }) => ({
        id: server.id,
        serviceName: server.serviceName,
        machineName: server.machineName,
        machineId: server.machineId,
        verdict,
        reason,
        lastUpload,
        disabled: server.disabled,
      })),
  };
}

const IRREVERSIBLE =
  "A removal cannot be taken back: to monitor the same server again its Health agent must be uninstalled and installed anew.";

function requiredBy({ dryRun, activeServer }: CleanupHealthOptions): RequiredRights {
  // The synchronisation object says which server is active. Where the operator does, the guard can do without.
  return { dryRun, waived: activeServer === undefined ? [] : ["read-synchronization"] };
}

/** Whose account exported last may contradict the server's name: without that the guard knows too little. */
function activeServerBy(...[organization, lastExport, identities]: Parameters<typeof activeServerOf>) {
  return identities.state === "unknown" ? identities : activeServerOf(organization, lastExport, identities);
}

/** @throws {GuardError} when no active server is known: nothing is removed before the new one stands */
function nameOfActive(fact: Fact<ActiveServer>, options: CleanupHealthOptions): string {
  const seen = activeServerIn(fact) ?? undefined;
  const said = options.activeServer;
  if (seen !== undefined && said !== undefined && !sameServer(seen, said))
    throw new GuardError(`The active server is ${seen}, not ${said}.`, {
      code: "other-server-active",
      remedy: "Look at aadc-cloud verify-sync before anything is removed.",
    });
  const contradicted = fact.state === "known" && seen === undefined;
  if (seen === undefined && (said === undefined || contradicted))
    throw new GuardError("No server is known to be active, so nothing is removed.", {
      code: "no-active-server",
      remedy:
        fact.state === "unknown"
          ? `Say which one it is with --active-server NAME, or make it readable: ${fact.remedy}`
          : "Activate the new server first, and let it synchronise: aadc-cloud verify-sync shows when it does.",
    });
  return seen ?? said ?? "";
}
