// What the login service remembers only in memory: a restart ends every session, as a revocation would.
import { randomBytes } from "node:crypto";

interface DeviceCode {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly userId: string;
  /** Wall time in milliseconds. */
  readonly expiresAt: number;
}

interface RefreshToken {
  readonly clientId: string;
  readonly userId: string;
}

export interface Grants {
  addDeviceCode(code: DeviceCode): string;
  /** A device code serves once. */
  takeDeviceCode(key: string): DeviceCode | undefined;
  addRefreshToken(token: RefreshToken): string;
  refreshToken(key: string): RefreshToken | undefined;
  clear(): void;
}

/** Old refresh tokens go when there are more than this: a long rehearsal must not grow without end. */
const MOST_REFRESH_TOKENS = 10_000;

export function createGrants(): Grants {
  const deviceCodes = new Map<string, DeviceCode>();
  const refreshTokens = new Map<string, RefreshToken>();
  return {
    addDeviceCode(code) {
      for (const [key, old] of deviceCodes) if (old.expiresAt < code.expiresAt - 3_600_000) deviceCodes.delete(key);
      return remember(deviceCodes, code);
    },
    takeDeviceCode(key) {
      const code = deviceCodes.get(key);
      deviceCodes.delete(key);
      return code;
    },
    addRefreshToken(token) {
      if (refreshTokens.size >= MOST_REFRESH_TOKENS) {
        const [oldest] = refreshTokens.keys();
        if (oldest !== undefined) refreshTokens.delete(oldest);
      }
      return remember(refreshTokens, token);
    },
    refreshToken: (key) => refreshTokens.get(key),
    clear() {
      deviceCodes.clear();
      refreshTokens.clear();
    },
  };
}

function remember<T>(map: Map<string, T>, value: T): string {
  const key = `0.${randomBytes(48).toString("base64url")}`;
  map.set(key, value);
  return key;
}
