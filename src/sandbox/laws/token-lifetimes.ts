// How long what the login service issues is good for. All in seconds.
import { randomInt } from "node:crypto";

export const LIFETIME = {
  /** "The authorization code … typically expires after about 10 minutes" (OAuth 2.0 authorization code flow). */
  authorizationCode: 10 * 60,
  /** `expires_in` of "OAuth 2.0 device authorization grant flow". */
  deviceCode: 15 * 60,
  /** "The default lifetime … is 90 days for all other scenarios" than single-page apps (Refresh tokens). */
  refreshToken: 90 * 86_400,
  /** "Managed identity tokens are cached … around 24 hours" (Managed identities: limitation of refreshing). */
  managedIdentityToken: 86_400,
} as const;

/**
 * "A random value ranging between 60-90 minutes" (Access tokens in the Microsoft identity platform): here 65 to 75, so
 * that rehearsals are alike. A token that can be revoked at once lives "up to 28 hours" (Continuous access evaluation);
 * that it is never less than 24 is what "Token lifetime" there says of long-lived tokens.
 */
export function accessTokenLife(isLongLived: boolean): number {
  return isLongLived ? 24 * 3600 + randomInt(4 * 3600) : 65 * 60 + randomInt(10 * 60);
}
