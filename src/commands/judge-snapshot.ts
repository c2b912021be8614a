// From a snapshot to the result of verify-sync: verdicts first, then the checks. Pure; nothing is read here.
import type { SyncIdentity } from "../accounts/inventory.js";
import { judgeServer } from "../health/judgement.js";
import { PREMIUM_P1_PLANS } from "../knowledge/directory.js";
import type { Envelope, ResultOf } from "../report/result-schemas.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { summarize } from "../shapes/finding.js";
import { dayOf, judgeVersion } from "../sync/client-version.js";
import { type CheckWishes, type IdentityView, type Judged, NO_WISHES } from "../sync/judged.js";
import type { Snapshot } from "../sync/snapshot.js";
import { decidedBy, overall, runChecks } from "../sync/verdict.js";
import type { Organization } from "../tenant/organization.js";
import { bindingsOf, identityView } from "./binding-survey.js";
import { identitiesOf } from "./collect-snapshot.js";
import { connectorIdentities } from "./connector-identities.js";
import { BUILT_IN, type KnowledgeInUse } from "./knowledge-file.js";
import { activeServerOf } from "./sync-survey.js";

export interface JudgeOptions {
  readonly failOn: "error" | "warning";
  /** Ids of checks whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  /** Ids of the only checks that are made; undefined: all. */
  readonly checks?: readonly string[] | undefined;
  readonly wishes?: Partial<CheckWishes>;
  readonly baseline?: Snapshot | null;
  readonly knowledge?: KnowledgeInUse;
}

/** Uploads of a live agent are never older; see `cleanup-health` for the limit that a removal needs. */
const HEALTH_STALE_AFTER_MS = 2 * 24 * 3_600_000;

/** Of each list as much as a page can show. */
const LONGEST_LIST = 100;

export function judgeSnapshot(snapshot: Snapshot, options: JudgeOptions, envelope: Envelope): ResultOf<"verify-sync"> {
  const judged = verdictsOn(snapshot, options);
  const { activeServer, identities, wishes, health } = judged;
  const findings = runChecks(judged, options.checks);
  const thresholds = { ...options, activeServerExpected: wishes.expectedServer !== null };
  const { organization, lastPasswordSync, lastExport, settings } = snapshot;
  return {
    schema: "aadc-cloud/verify-sync@1",
    ...envelope,
    verdict: overall(findings, thresholds),
    summary: summarize(findings),
    findings,
    decidedBy: decidedBy(findings, thresholds),
    knowledge: { asOf: judged.knowledge.asOf, from: (options.knowledge ?? BUILT_IN).from },
    sync: {
      enabled: mapFact(organization, ({ syncEnabled }) => syncEnabled),
      lastSync: mapFact(organization, ({ lastSync }) => lastSync),
      lastPasswordSync,
      clientVersion: mapFact(lastExport, (value) => value?.clientVersion ?? null),
      support: mapFact(lastExport, (value) => supportOf(judged, value?.clientVersion ?? null)),
      activeServer,
      connectorIdentity: connectorIdentities(identities, snapshot),
      pendingExports: mapFact(lastExport, (value) => value?.pending ?? null),
      features: settings,
      syncedCounts: snapshot.syncedCounts,
      provisioningErrors: mapFact(snapshot.provisioningErrors, ({ total, causes, first, unread }) => ({
        ...{ total, causes, unread },
        listed: first,
      })),
      deletedObjects: mapFact(snapshot.deletedObjects, ({ total, days, newest }) => ({ total, days, listed: newest })),
      health,
      healthAlerts: mapFact(snapshot.healthAlerts, (list) => list.slice(0, LONGEST_LIST)),
      exportErrors: mapFact(snapshot.healthExportErrors, (list) => list.slice(0, LONGEST_LIST)),
      domains: mapFact(snapshot.domains, (list) => list.slice(0, LONGEST_LIST)),
      authenticationAgents: mapFact(snapshot.agents, (list) => list.slice(0, LONGEST_LIST)),
    },
  };
}

function supportOf({ at, knowledge, snapshot }: Judged, version: string | null) {
  if (version === null) return null;
  const { state, stoppedOn, supportEnds } = judgeVersion(knowledge, version, dayOf(at), snapshot.cloud);
  return { state, stoppedOn, supportEnds };
}

/** What the rooms that decide say of the snapshot. */
export function verdictsOn(snapshot: Snapshot, { wishes, baseline, knowledge = BUILT_IN }: JudgeOptions): Judged {
  const at = Date.parse(snapshot.takenAt);
  const { organization, lastExport } = snapshot;
  const identities = identitiesOf(snapshot.roleHolders, snapshot.syncApplications);
  return {
    at,
    snapshot,
    baseline: baseline ?? null,
    identities: viewsOf(snapshot, identities),
    activeServer: activeServerOf(organization, lastExport, identities, {
      ...snapshot,
      mayTell: snapshot.writes.state === "known" ? snapshot.writes.source : organization.source,
    }),
    health: mapFact(snapshot.healthServers, (list) =>
      list.map((server) => {
        const { verdict, lastUpload } = judgeServer(server, at, HEALTH_STALE_AFTER_MS);
        // What the service has disabled it watches no more, however lately it uploaded.
        const seen = server.disabled ? "disabled" : verdict;
        return { id: server.id, name: server.machineName, verdict: seen, lastUpload };
      }),
    ),
    healthNotOffered: healthNotOffered(snapshot),
    premium: premiumIn(organization.value),
    wishes: { ...NO_WISHES, ...wishes },
    knowledge: knowledge.table,
  };
}

function viewsOf(snapshot: Snapshot, found: Fact<readonly SyncIdentity[]>): Fact<readonly IdentityView[]> {
  if (found.state === "unknown") return found;
  const identities = known(
    found.value.map((identity) => withState(identity, snapshot)),
    found.source,
  );
  const { policies, people } = snapshot;
  if (policies.state === "unknown" || people.state === "unknown") {
    const { reason, remedy } = policies.state === "unknown" ? policies : (people as Fact<never> & { state: "unknown" });
    return known(
      identities.value.map((identity) => ({
        ...identityView(identity, []),
        perhapsBoundBy: identity.kind === "application" ? [] : [`${reason} ${remedy}`],
      })),
      identities.source,
    );
  }
  const bindings = bindingsOf(policies.value, people.value);
  return mapFact(identities, (list) => list.map((identity) => identityView(identity, bindings)));
}

/** Whether an application is enabled stands at its service principal. */
function withState(identity: SyncIdentity, { applicationStates }: Snapshot): SyncIdentity {
  if (identity.kind !== "application" || applicationStates.state === "unknown") return identity;
  const state = applicationStates.value.find(({ principalId }) => principalId === identity.id);
  return { ...identity, enabled: state?.enabled ?? identity.enabled };
}

function premiumIn({ servicePlans, servicePlansTold }: Organization): boolean | null {
  if (servicePlans.some((plan) => PREMIUM_P1_PLANS.includes(plan))) return true;
  return servicePlansTold ? false : null;
}

function healthNotOffered({ healthNotInCloud, organization }: Snapshot): string | null {
  if (healthNotInCloud !== null) return healthNotInCloud;
  // Without the list of plans none of them can be said to be missing.
  return premiumIn(organization.value) === false
    ? "Connect Health needs Microsoft Entra ID P1 or P2, which this tenant does not have."
    : null;
}
