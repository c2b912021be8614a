// Azure demands multi-factor authentication of users who change something through Azure Resource Manager.
// Source: "Planning for mandatory multifactor authentication for Azure and other admin portals" (phase 2), and "Claims
// challenges, claims requests, and client capabilities" for the form of the challenge.
import type { CloudName } from "../hosts.js";

/** The enforcement is gradual; here it is there for every tenant from the first day on. */
const SINCE = Date.parse("2025-10-01T00:00:00Z");

/** "Read operations won't require MFA." */
const READING = ["GET", "HEAD", "OPTIONS"];

/** The authentication context that stands for MFA. */
const MFA_CONTEXT = "p1";

export interface MfaRequest {
  readonly cloud: CloudName;
  readonly method: string;
  /** Tenant time in milliseconds. */
  readonly now: number;
  readonly caller: {
    readonly kind: "application" | "user";
    readonly amr: readonly string[];
    readonly acrs: readonly string[];
  };
}

/** "Workload identities … aren't impacted"; the public cloud only. */
export function lacksMandatoryMfa({ cloud, method, now, caller }: MfaRequest): boolean {
  if (cloud !== "public" || now < SINCE || READING.includes(method) || caller.kind === "application") return false;
  return !caller.amr.includes("mfa") && !caller.acrs.includes(MFA_CONTEXT);
}

/** Base64 of the claims that a new token must have; the token endpoint takes them as `claims`. */
export function mfaClaims(): string {
  const claims = { access_token: { acrs: { essential: true, values: [MFA_CONTEXT] } } };
  return Buffer.from(JSON.stringify(claims)).toString("base64");
}
