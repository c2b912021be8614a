import { describeDuration, parseDuration } from "../../shapes/duration.js";
import { parseTime } from "../../shapes/time.js";
import { dayOf, judgeVersion } from "../client-version.js";
import type { Judged } from "../judged.js";
import type { Check, Verdict } from "./check.js";

/** The interval of every tenant that has not changed it. Source: learn.microsoft.com, "Entra Connect Sync: Scheduler". */
const USUAL_INTERVAL_MS = 30 * 60_000;

/** After this long without a cycle something is wrong: 3 and 6 intervals. */
export function ageLimits(interval: string | null): { readonly warningMs: number; readonly errorMs: number } {
  const ms = (interval === null ? undefined : parseDuration(interval)) ?? USUAL_INTERVAL_MS;
  return { warningMs: 3 * ms, errorMs: 6 * ms };
}

export const lastSyncAge: Check = {
  id: "SYNC-002",
  title: "Age of the last synchronisation",
  why: "New people cannot sign in, and those who have left still can, until a cycle ends.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-scheduler",
  judge: (judged) => {
    const { at, snapshot } = judged;
    const organization = snapshot.organization.value;
    if (organization.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (organization.lastSync === null)
      return { result: "fail", evidence: "No synchronisation has ever ended.", remedy: WIZARD };
    const lastSync = parseTime(organization.lastSync);
    if (lastSync === undefined)
      return {
        result: "unknown",
        evidence: `Graph says "${organization.lastSync}", which is no time.`,
        remedy: "Run the command again; if it stays so, look for a newer version of this program.",
      };
    const age = at - lastSync;
    if (age < -CLOCKS_AGREE_WITHIN_MS)
      return {
        result: "unknown",
        evidence: `Graph says that it ended at ${organization.lastSync}, which is still to come.`,
        remedy: "Run the command again; if it stays so, ask Microsoft.",
      };
    const { warningMs, errorMs } = limitsOf(judged);
    const evidence = `It ended ${describeDuration(age)} ago, at ${organization.lastSync}.${marksPassed(age)}`;
    if (age <= warningMs) return { result: "pass", evidence };
    return (
      explained(judged, evidence) ?? {
        result: "fail",
        severity: age > errorMs ? "error" : "warning",
        evidence,
        remedy: "Look at the active server: is its ADSync service running, is the scheduler on, is the wizard closed?",
      }
    );
  },
};

/** The operator's limits, where said. Nothing within the warning's is an error; an error that comes sooner moves the warning. */
function limitsOf(judged: Judged): { readonly warningMs: number; readonly errorMs: number } {
  const usual = ageLimits(intervalOf(judged));
  const { warningMs, errorMs } = judged.wishes.maxAge;
  return {
    warningMs: warningMs ?? Math.min(usual.warningMs, errorMs ?? usual.warningMs),
    errorMs: errorMs ?? usual.errorMs,
  };
}

const HOUR_MS = 3_600_000;

/** A mail to the tenant's contact, and a warning on the Microsoft 365 admin center's page of directory synchronisation. */
function marksPassed(age: number): string {
  if (age > 72 * HOUR_MS)
    return " Microsoft's own marks are passed: its mail after 24 hours, its warning after 3 days.";
  return age > 24 * HOUR_MS ? " Microsoft sends a mail after 24 hours." : "";
}

/** Both times are the service's, but not of one machine. */
const CLOCKS_AGREE_WITHIN_MS = 5 * 60_000;

/** A server that was silent for longer before its version was stopped had another illness besides. */
const STOP_IS_THE_CAUSE_WITHIN_MS = 7 * 24 * 3_600_000;

const WIZARD = "Finish the Entra Connect wizard on the server, and let it start synchronisation.";

/** A server that the service itself stopped is not a new fault: SYNC-004 says what it is. */
function explained({ at, knowledge, snapshot }: Judged, evidence: string): Verdict | undefined {
  const version = snapshot.lastExport.state === "known" ? snapshot.lastExport.value?.clientVersion : undefined;
  if (version === undefined || version === null) return undefined;
  const { stoppedOn, stopConfirmed } = judgeVersion(knowledge, version, dayOf(at), snapshot.cloud);
  if (stoppedOn === null || !stopConfirmed) return undefined;
  const lastSync = parseTime(snapshot.organization.value.lastSync ?? "") ?? Number.NaN;
  if (!(lastSync > Date.parse(stoppedOn) - STOP_IS_THE_CAUSE_WITHIN_MS)) return undefined;
  return {
    result: "fail",
    severity: "warning",
    evidence: `${evidence} That is to be expected: Microsoft stopped version ${version} on ${stoppedOn}.`,
    remedy: "Build a new server in staging mode and swap; nothing can be repaired on the old one.",
  };
}

function intervalOf({ snapshot: { lastExport } }: Judged): string | null {
  return lastExport.state === "known" ? (lastExport.value?.interval ?? null) : null;
}
