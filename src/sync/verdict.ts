// All checks of verify-sync, and what they come to.
import type { Finding } from "../shapes/finding.js";
import { activeServerKnown } from "./checks/active-server.js";
import { announcedEnd } from "./checks/announced-end.js";
import { applicationCertificates } from "./checks/application-certificates.js";
import { applicationTakeover } from "./checks/application-takeover.js";
import { applicationsOfServer } from "./checks/applications-of-server.js";
import { authenticationAgents } from "./checks/authentication-agents.js";
import { type Check, type CheckFinding, runCheck } from "./checks/check.js";
import { clientVersion } from "./checks/client-version.js";
import { connectorIdentity } from "./checks/connector-identity.js";
import { credentialPolicy } from "./checks/credential-policy.js";
import { deletedObjects } from "./checks/deleted-objects.js";
import { deletionPrevention } from "./checks/deletion-prevention.js";
import { domains } from "./checks/domains.js";
import { features } from "./checks/features.js";
import { hardMatch } from "./checks/hard-match.js";
import { healthAgent } from "./checks/health-agent.js";
import { healthAlerts } from "./checks/health-alerts.js";
import { healthExportErrors } from "./checks/health-export-errors.js";
import { healthLeftovers } from "./checks/health-leftovers.js";
import { identitySignIns } from "./checks/identity-sign-ins.js";
import { knowledgeAge } from "./checks/knowledge-age.js";
import { lastSyncAge } from "./checks/last-sync-age.js";
import { legacyTls } from "./checks/legacy-tls.js";
import { mfaBinding } from "./checks/mfa-binding.js";
import { oldWizard } from "./checks/old-wizard.js";
import { oneWriter } from "./checks/one-writer.js";
import { passwordHashSync } from "./checks/password-hash-sync.js";
import { passwordWriteback } from "./checks/password-writeback.js";
import { pendingDeletions } from "./checks/pending-deletions.js";
import { provisioningErrors } from "./checks/provisioning-errors.js";
import { serviceAccountsLeft } from "./checks/service-accounts.js";
import { sourceAnchor } from "./checks/source-anchor.js";
import { syncAccountCount } from "./checks/sync-account-count.js";
import { syncEnabled } from "./checks/sync-enabled.js";
import { syncService } from "./checks/sync-service.js";
import { syncedObjects } from "./checks/synced-objects.js";
import type { Judged } from "./judged.js";

export const CHECKS: readonly Check[] = [
  syncEnabled,
  lastSyncAge,
  activeServerKnown,
  clientVersion,
  connectorIdentity,
  passwordHashSync,
  mfaBinding,
  healthAgent,
  healthLeftovers,
  announcedEnd,
  knowledgeAge,
  oneWriter,
  oldWizard,
  applicationCertificates,
  applicationsOfServer,
  applicationTakeover,
  syncService,
  credentialPolicy,
  syncAccountCount,
  identitySignIns,
  legacyTls,
  serviceAccountsLeft,
  deletionPrevention,
  pendingDeletions,
  syncedObjects,
  deletedObjects,
  provisioningErrors,
  authenticationAgents,
  features,
  domains,
  passwordWriteback,
  sourceAnchor,
  hardMatch,
  healthAlerts,
  healthExportErrors,
];

/** @param only ids of the checks that are wanted; undefined: all */
export function runChecks(judged: Judged, only?: readonly string[]): readonly CheckFinding[] {
  const wanted = only === undefined ? CHECKS : CHECKS.filter(({ id }) => only.includes(id));
  return wanted.map((check) => runCheck(check, judged));
}

export interface Thresholds {
  /** Failed findings of this severity or above fail the run. */
  readonly failOn: "error" | "warning";
  /** Ids whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  /** Whether an active server is expected, so that not knowing it is a failure. */
  readonly activeServerExpected: boolean;
}

/** `unknown` where what matters most could not be decided: not knowing is not health. */
export function overall(findings: readonly Finding[], thresholds: Thresholds): "pass" | "fail" | "unknown" {
  const decisive = decidedBy(findings, thresholds);
  if (decisive.length === 0) return "pass";
  return findings.some(({ id, result }) => result === "fail" && decisive.includes(id)) ? "fail" : "unknown";
}

/** Ids of the findings that fail the run or leave it open; none: it passes. */
export function decidedBy(findings: readonly Finding[], thresholds: Thresholds): readonly string[] {
  const essential = [
    syncEnabled.id,
    lastSyncAge.id,
    ...(thresholds.activeServerExpected ? [activeServerKnown.id] : []),
  ];
  return findings
    .filter(({ id, result, severity }) =>
      result === "fail"
        ? severity === "error" || (severity === "warning" && thresholds.failOn === "warning")
        : result === "unknown" && essential.includes(id) && !thresholds.allowUnknown.includes(id),
    )
    .map(({ id }) => id);
}
