// When Connect Health raises alerts for a synchronisation server, and when it takes them back.
// Sources: "Microsoft Entra Connect Health Alert Catalog" (titles, 2 hours, 72 hours), "Microsoft Entra Connect Health data
// freshness alert" (warning and error, the job every two hours), "Microsoft Entra Connect Health user privacy" (30 days).
// The names in `shortName` and the levels other than those of the freshness alert are not published; these are choices.
import type { HealthAlert } from "../store/state/health.js";

export type AlertKind = HealthAlert["kind"];

const HOUR = 3_600_000;

/** Data counts as not up to date when some of it, or all of it, is older. */
const STALE_AFTER_MS = 2 * HOUR;
/** The job that raises and clears the freshness alert runs this often, so both lag by up to as much. */
const FRESHNESS_JOB_MS = 2 * HOUR;
/** "Password Hash Synchronization heartbeat was skipped in last 120 minutes." */
export const PASSWORD_HEARTBEAT_MS = 120 * 60_000;
/** An alert whose condition has not been seen again for that long resolves itself. */
export const EXPIRES_AFTER_MS = 72 * HOUR;
/** A server with an error alert about its data for more than 30 consecutive days is disabled. */
export const SILENT_IS_DISABLED_AFTER_MS = 30 * 24 * HOUR;

export interface AlertText {
  readonly shortName: string;
  readonly displayName: string;
  readonly description: string;
  /** HTML, as the portal shows it. */
  readonly remediation: string;
  readonly link: { readonly title: string; readonly url: string };
}

const LEARN = "https://learn.microsoft.com/entra/identity/hybrid/connect";

export const ALERT_TEXTS: Readonly<Record<AlertKind, AlertText>> = {
  "data-not-up-to-date": {
    shortName: "HealthServiceDataNotUpToDate",
    displayName: "Health service data is not up to date.",
    description: "The Health agent of this server sends no data, or not all of it. The last is older than 2 hours.",
    remediation: paragraphs("See that the <b>Health agent</b> runs and can reach the service."),
    link: { title: "Data freshness alert", url: `${LEARN}/how-to-connect-health-data-freshness` },
  },
  "sync-service-stopped": {
    shortName: "SyncServiceNotRunning",
    displayName: "Microsoft Entra Connect Sync Service is not running.",
    description: "The Windows service <b>Microsoft Azure AD Sync</b> is not running, so nothing is synchronised.",
    remediation: paragraphs("Open <b>services.msc</b> on the server.", "Start <b>Microsoft Azure AD Sync</b>."),
    link: { title: "Alert catalog", url: `${LEARN}/how-to-connect-health-alert-catalog` },
  },
  "authentication-failed": {
    shortName: "EntraIdAuthenticationFailure",
    displayName: "Connection to Microsoft Entra ID failed due to authentication failure.",
    description: "The server cannot sign in to Microsoft Entra ID, so nothing is synchronised.",
    remediation: paragraphs("See the <b>event log</b> of the server for the reason."),
    link: { title: "Alert catalog", url: `${LEARN}/how-to-connect-health-alert-catalog` },
  },
  "deletions-stopped": {
    shortName: "AccidentalDeleteThresholdReached",
    displayName: "Export to Microsoft Entra ID was stopped. Accidental delete threshold was reached.",
    description: "The export would delete more objects than the threshold allows, so no deletion was exported.",
    remediation: paragraphs("Find out whether the deletions are meant.", "If so, allow them for one export."),
    link: {
      title: "Prevent accidental deletes",
      url: `${LEARN}/how-to-connect-sync-feature-prevent-accidental-deletes`,
    },
  },
  "password-sync-silent": {
    shortName: "PasswordHashSyncHeartbeatSkipped",
    displayName: "Password Hash Synchronization heartbeat was skipped in last 120 minutes.",
    description: "Password hash synchronisation has not connected to Microsoft Entra ID in the last 120 minutes.",
    remediation: paragraphs("Restart <b>Microsoft Azure AD Sync</b>; an import or export that runs ends."),
    link: { title: "Troubleshoot", url: `${LEARN}/tshoot-connect-password-hash-synchronization` },
  },
};

/** When the freshness job first sees that nothing came since `lastUpload`. All times are milliseconds. */
export function staleSince(lastUpload: number): number {
  return Math.ceil((lastUpload + STALE_AFTER_MS) / FRESHNESS_JOB_MS) * FRESHNESS_JOB_MS;
}

/** The run of the freshness job after `now`. */
export function nextFreshnessJob(now: number): number {
  return (Math.floor(now / FRESHNESS_JOB_MS) + 1) * FRESHNESS_JOB_MS;
}

function paragraphs(...texts: readonly string[]): string {
  return texts.map((one) => `<p>${one}</p>`).join("");
}
