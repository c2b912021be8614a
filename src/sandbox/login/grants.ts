// What the login service remembers only in memory: a restart ends every session, as a revocation would.
import { randomBytes } from "node:crypto";
import { LIFETIME } from "../laws/token-lifetimes.js";
import type { ClaimsRequest } from "./claims-request.js";
import type { SignIn } from "./user-sign-in.js";

interface DeviceCode {
  readonly clientId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  readonly userId: string;
  /** Wall time in milliseconds. */
  readonly expiresAt: number;
}

export interface AuthorizationCode {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Base64url of the verifier's SHA-256. */
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
  readonly scopes: readonly string[];
  readonly claims: ClaimsRequest;
  readonly signIn: SignIn;
  /** Wall time in milliseconds. */
  readonly expiresAt: number;
}

interface RefreshToken {
  readonly clientId: string;
  readonly signIn: SignIn;
  /** Wall time in milliseconds. */
  readonly expiresAt: number;
}

export interface Grants {
  addDeviceCode(code: DeviceCode): string;
  deviceCode(key: string): DeviceCode | undefined;
  /** A device code serves once. */
  dropDeviceCode(key: string): void;
  addAuthorizationCode(code: AuthorizationCode): string;
  /** An authorization code serves once, and is known as redeemed for as long as it would have been good. */
  takeAuthorizationCode(key: string): AuthorizationCode | "redeemed" | undefined;
  addRefreshToken(token: Omit<RefreshToken, "expiresAt">, wallNow: number): string;
  refreshToken(key: string): RefreshToken | undefined;
  clear(): void;
}

/** The oldest go when there are more than this: a long rehearsal must not grow without end. */
const MOST_OF_A_KIND = 10_000;

export function createGrants(): Grants {
  const deviceCodes = new Map<string, DeviceCode>();
  const authorizationCodes = new Map<string, AuthorizationCode | "redeemed">();
  const refreshTokens = new Map<string, RefreshToken>();
  return {
    addDeviceCode: (code) => remember(deviceCodes, code),
    deviceCode: (key) => deviceCodes.get(key),
    dropDeviceCode: (key) => void deviceCodes.delete(key),
    addAuthorizationCode: (code) => remember(authorizationCodes, code),
    takeAuthorizationCode(key) {
      const code = authorizationCodes.get(key);
      if (code !== undefined) authorizationCodes.set(key, "redeemed");
      return code;
    },
    addRefreshToken: (token, wallNow) =>
      remember(refreshTokens, { ...token, expiresAt: wallNow + LIFETIME.refreshToken * 1000 }),
    refreshToken: (key) => refreshTokens.get(key),
    clear() {
      deviceCodes.clear();
      authorizationCodes.clear();
      refreshTokens.clear();
    },
  };
}

function remember<T>(map: Map<string, T>, value: T): string {
  if (map.size >= MOST_OF_A_KIND) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  const key = `1.${randomBytes(48).toString("base64url")}`;
  map.set(key, value);
  return key;
}
