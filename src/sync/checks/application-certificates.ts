import { describeDuration } from "../../shapes/duration.js";
import { parseTime } from "../../shapes/time.js";
import type { SyncApplicationState } from "../../tenant/sync-applications.js";
import type { Judged } from "../judged.js";
import type { Check } from "./check.js";
import { eachApplication, type Found, mayBeActive } from "./each-application.js";

/** A managed certificate lives for 90 days and is renewed when 70 % of them are over. Source: version history, 2.6.1.0. */
const RENEWED_AT = 0.7;
const SOON_MS = 7 * 24 * 3_600_000;

export const applicationCertificates: Check = {
  id: "SYNC-014",
  title: "Certificates of sync applications",
  why: "When its certificate has run out the server cannot sign in; only its scheduler renews it.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  judge: (judged) =>
    eachApplication(judged, (application) => certificateOf(judged, application), {
      pass: "Each application has a certificate that is not due yet.",
      remedy:
        "Look at the server: is its scheduler on? Else renew it in the Entra Connect wizard: Configure application-based authentication.",
    }),
};

function certificateOf(judged: Judged, application: SyncApplicationState): Found {
  const { displayName, credentials } = application;
  const severity = mayBeActive(judged, application) ? "error" : "warning";
  if (credentials.state === "unknown")
    return { result: "unknown", says: credentials.reason, remedy: credentials.remedy };
  if (credentials.value === null)
    return {
      result: "unknown",
      says: `The application of ${displayName} is not in this tenant, and neither are its certificates.`,
      remedy: "Settle SYNC-016 first.",
    };
  const { certificates } = credentials.value;
  if (certificates.length === 0) return { result: "fail", severity, says: `${displayName} has no certificate` };
  const ends = certificates.map(({ start, end }) => ({
    start: parseTime(start ?? "") ?? Number.NaN,
    end: parseTime(end ?? "") ?? Number.NaN,
  }));
  if (ends.some(({ end }) => Number.isNaN(end))) return noTime(displayName, "ends");
  const last = ends.reduce((a, b) => (b.end > a.end ? b : a));
  const left = last.end - judged.at;
  const endsAt = new Date(last.end).toISOString();
  if (left <= 0) return { result: "fail", severity, says: `the last certificate of ${displayName} ended at ${endsAt}` };
  if (left < SOON_MS)
    return {
      result: "fail",
      severity,
      says: `the last certificate of ${displayName} ends in ${describeDuration(left)}, at ${endsAt}`,
    };
  if (Number.isNaN(last.start)) return noTime(displayName, "begins");
  const used = (judged.at - last.start) / (last.end - last.start);
  if (used <= RENEWED_AT) return undefined;
  return {
    result: "fail",
    severity: "warning",
    says: `the certificate of ${displayName} should have been renewed: ${Math.floor(used * 100)} % of its life are over, it ends at ${endsAt}`,
  };
}

function noTime(name: string, what: "begins" | "ends"): Found {
  return {
    result: "unknown",
    says: `Graph does not tell when a certificate of ${name} ${what}.`,
    remedy: "Look at the application in the Entra admin center: Certificates & secrets.",
  };
}
