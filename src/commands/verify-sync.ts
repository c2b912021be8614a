import type { SyncIdentity } from "../accounts/inventory.js";
import { judgeServer } from "../health/judgement.js";
import { PREMIUM_P1_PLANS } from "../knowledge/directory.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { type Fact, known, mapFact, unknown } from "../shapes/fact.js";
import { summarize } from "../shapes/finding.js";
import type { HealthView, IdentityView, Snapshot } from "../sync/snapshot.js";
import { CHECKS, overall, runChecks } from "../sync/verdict.js";
import { readHealthServers } from "../tenant/health.js";
import { observe, observeBeside } from "../tenant/observe.js";
import { readLastPasswordSync, readOrganization } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { readLastExport, readSyncSettings } from "../tenant/synchronization.js";
import { candidatesOf, identityView, surveyBindings } from "./binding-survey.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import type { Session } from "./session.js";
import { activeServerOf, readIdentities } from "./sync-survey.js";

export interface VerifySyncOptions {
  /** Server that should be active. */
  readonly activeServer?: string;
  readonly failOn: "error" | "warning";
  /** Ids of checks whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  readonly ticket?: string;
}

/** Uploads of a live agent are never older; see `cleanup-health` for the limit that a removal needs. */
const HEALTH_STALE_AFTER_MS = 2 * 24 * 3_600_000;

/** Is synchronisation healthy, and which server does it? Reads only. */
export async function verifySync(session: Session, options: VerifySyncOptions): Promise<ResultOf<"verify-sync">> {
  const strange = options.allowUnknown.find((id) => CHECKS.every((check) => check.id !== id));
  if (strange !== undefined)
    throw new UsageError(`There is no check "${strange}".`, {
      code: "unknown-check",
      remedy: `Use ids from ${CHECKS.map(({ id }) => id).join(", ")}.`,
    });
  const { graph, arm, cloud } = session;
  const whoSyncs = observe(readIdentities(graph));
  const allPolicies = observe(readPolicies(graph));
  const [organization, lastExport, settings, lastPasswordSync, identities, views, servers] = await Promise.all([
    readOrganization(graph),
    observe(readLastExport(graph)),
    observe(readSyncSettings(graph)),
    observe(readLastPasswordSync(graph)),
    whoSyncs,
    // Asks for memberships as soon as it is known whose, while Connect Health is still being read.
    Promise.all([whoSyncs, allPolicies]).then(([who, policies]) => viewIdentities(session, who, policies)),
    cloud.hasConnectHealth ? observeBeside(readHealthServers(arm)) : unknown<never>(NO_HEALTH, ""),
  ]);
  const at = serviceTime(organization);
  const activeServer = activeServerOf(organization, lastExport, identities);
  const health: Fact<readonly HealthView[]> = mapFact(servers, (list) =>
    list.map((server) => {
      const { verdict, lastUpload } = judgeServer(server, at, HEALTH_STALE_AFTER_MS);
      return { id: server.id, name: server.machineName, verdict, lastUpload };
    }),
  );
  const snapshot: Snapshot = {
    at,
    organization: organization.value,
    lastExport,
    settings,
    lastPasswordSync,
    activeServer,
    identities: views,
    health,
    healthNotOffered: healthNotOffered(cloud.hasConnectHealth, organization.value.servicePlans),
    expectedServer: options.activeServer ?? null,
  };
  const findings = runChecks(snapshot);
  const verdict = overall(findings, { ...options, activeServerExpected: options.activeServer !== undefined });
  return {
    schema: "aadc-cloud/verify-sync@1",
    ...envelopeOf(session, organization, options.ticket),
    verdict,
    summary: summarize(findings),
    findings,
    sync: {
      enabled: known(organization.value.syncEnabled, organization.source),
      lastSync: known(organization.value.lastSync, organization.source),
      lastPasswordSync,
      clientVersion: mapFact(lastExport, (value) => value?.clientVersion ?? null),
      activeServer,
      connectorIdentity: views,
      pendingExports: mapFact(lastExport, (value) => value?.pending ?? null),
      features: settings,
      health,
    },
  };
}

const NO_HEALTH = "Connect Health is not offered in the China cloud.";

function healthNotOffered(inCloud: boolean, servicePlans: readonly string[]): string | null {
  if (!inCloud) return NO_HEALTH;
  const licensed = servicePlans.some((plan) => PREMIUM_P1_PLANS.includes(plan));
  return licensed ? null : "Connect Health needs Microsoft Entra ID P1 or P2, which this tenant does not have.";
}

async function viewIdentities(
  session: Session,
  identities: Fact<readonly SyncIdentity[]>,
  policies: Fact<readonly Policy[]>,
): Promise<Fact<readonly IdentityView[]>> {
  if (identities.state === "unknown") return identities;
  if (policies.state === "unknown")
    return known(
      identities.value.map((identity) => ({
        ...identityView(identity, []),
        perhapsBoundBy: identity.kind === "application" ? [] : [`${policies.reason} ${policies.remedy}`],
      })),
      identities.source,
    );
  const bindings = await surveyBindings(session.graph, policies.value, candidatesOf(identities.value));
  return mapFact(identities, (list) => list.map((identity) => identityView(identity, bindings)));
}
