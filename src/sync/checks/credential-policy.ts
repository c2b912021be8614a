import { parseDuration } from "../../shapes/duration.js";
import { parseTime } from "../../shapes/time.js";
import type { CredentialRestriction } from "../../tenant/credential-policy.js";
import { type Check, cannotTell } from "./check.js";

/** The life of the certificate that the wizard makes. Source: version history, 2.6.1.0. */
const WIZARD_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

export const credentialPolicy: Check = {
  id: "SYNC-018",
  title: "Certificate policy",
  why: "Since 2.6.84.0 the set-up ends where the tenant does not let it give an application its certificate.",
  link: "https://learn.microsoft.com/graph/api/resources/tenantappmanagementpolicy",
  judge: ({ at, snapshot: { credentialPolicy: policy } }) => {
    if (policy.state === "unknown") return cannotTell(policy);
    const { enabled, restrictions } = policy.value;
    if (!enabled) return { result: "pass", evidence: "The tenant restricts no certificates of applications." };
    const inForce = restrictions.filter((one) => one.enabled && hasBegun(one, at));
    const said = inForce.map((one) => ({ one, stops: stops(one) }));
    const faults = said.filter(({ stops: does }) => does === true);
    if (faults.length > 0)
      return {
        result: "fail",
        severity: "warning",
        evidence: faults.map(({ one }) => words(one)).join("; "),
        remedy:
          "Before a server is set up with an application: exempt the sync application (app management policy), or bring a certificate that fits.",
      };
    const [open] = said.filter(({ stops: does }) => does === null);
    if (open !== undefined)
      return {
        result: "unknown",
        evidence: `What the restriction ${words(open.one)} means for a certificate cannot be told.`,
        remedy: "Look at it in the Entra admin center: Application policies.",
      };
    return { result: "pass", evidence: `What is restricted lets certificates live for ${WIZARD_DAYS} days.` };
  },
};

function hasBegun({ appliesFrom }: CredentialRestriction, at: number): boolean {
  const from = appliesFrom === null ? undefined : parseTime(appliesFrom);
  return from === undefined || from <= at;
}

/** Null: it cannot be told. */
function stops({ type, maxLifetime }: CredentialRestriction): boolean | null {
  if (type === "trustedCertificateAuthority") return true;
  if (type !== "asymmetricKeyLifetime") return null;
  const ms = maxLifetime === null ? undefined : parseDuration(maxLifetime);
  return ms === undefined ? null : ms < WIZARD_DAYS * DAY_MS;
}

function words({ type, maxLifetime }: CredentialRestriction): string {
  return maxLifetime === null ? type : `${type}: ${maxLifetime} at most`;
}
