// Continuous access evaluation: whose tokens end before their time, and how the resource says so.
//
// Source: "Continuous access evaluation in Microsoft Entra" and "How to use Continuous Access Evaluation enabled APIs in
// your applications". Their "up to 15 minutes of latency" is not emulated: a critical event is seen at once.
import { createHash } from "node:crypto";
import type { Tenant } from "../store/tenant-state.js";

type User = Tenant["users"][number];

/** A long-lived token, as far as this law needs it. */
interface EvaluatedCaller {
  readonly kind: "application" | "user";
  readonly principalId: string;
  /** Of `sessionStamp`, when the token was issued. */
  readonly session: string | undefined;
  readonly handlesClaimsChallenges: boolean;
}

export interface Interruption {
  /** As Graph words it in its message. */
  readonly code: string;
}

/**
 * What of a user ends sessions when it changes: the moment of "revoke sessions", and that of the last password. It is
 * compared for equality, not by time, so that a sandbox whose clock stands still knows before from after.
 */
export function sessionStamp(
  user: Pick<User, "signInSessionsValidFromDateTime" | "lastPasswordChangeDateTime">,
): string {
  const moments = [user.signInSessionsValidFromDateTime, user.lastPasswordChangeDateTime];
  return createHash("sha256").update(moments.join(" ")).digest("base64url").slice(0, 22);
}

/**
 * Why the token does not serve any more, `undefined` when it does. Only a client that has declared `cp1` is evaluated:
 * any other's token simply lives its hour. Critical events: the account is deleted or disabled, its password changed,
 * its sessions revoked; of a workload identity, that it was deleted or disabled ("Continuous access evaluation for
 * workload identities"). The codes but TokenIssuedBeforeRevocationTimestamp are a choice.
 */
export function interruption(tenant: Tenant, caller: EvaluatedCaller): Interruption | undefined {
  if (!caller.handlesClaimsChallenges) return undefined;
  if (caller.kind === "application") {
    const principal = tenant.servicePrincipals.find((one) => one.id === caller.principalId);
    if (principal === undefined) return { code: "ServicePrincipalNotFound" };
    return principal.accountEnabled ? undefined : { code: "ServicePrincipalDisabled" };
  }
  const user = tenant.users.find((one) => one.id === caller.principalId);
  if (user === undefined) return { code: "UserNotFound" };
  if (!user.accountEnabled) return { code: "UserDisabled" };
  if (caller.session === sessionStamp(user)) return undefined;
  return { code: "TokenIssuedBeforeRevocationTimestamp" };
}

/** Base64 of the claims that a new token must have: issued after this moment (wall time, in seconds). */
export function notBeforeClaims(wallSeconds: number): string {
  const claims = { access_token: { nbf: { essential: true, value: String(Math.floor(wallSeconds)) } } };
  return Buffer.from(JSON.stringify(claims)).toString("base64");
}

/** `WWW-Authenticate` of a claims challenge ("Claims challenges, claims requests, and client capabilities"). */
export function challengeHeader(loginHost: string, resourceAppId: string, claims: string): string {
  return [
    'Bearer realm=""',
    `authorization_uri="https://${loginHost}/common/oauth2/authorize"`,
    `client_id="${resourceAppId}"`,
    'error="insufficient_claims"',
    `claims="${claims}"`,
  ].join(", ");
}
