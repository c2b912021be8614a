// What every kind of sign-in by MSAL shares: tokens are kept until shortly before they end, failures are told in our words.
import type { AuthenticationResult } from "@azure/msal-node";
import { AadcError, SignInError } from "../../shapes/errors.js";
import type { AccessToken, Credential, SignInRequest, TokenOptions } from "./credential.js";
import type { MsalNetwork } from "./msal-network.js";
import { signInFailure } from "./sign-in-failure.js";

export type WithClient = SignInRequest & { readonly clientId: string };

/** Where a tenant signs in: login host and tenant. */
export function authority(request: SignInRequest): string {
  return `${request.cloud.login}/${encodeURIComponent(request.tenant)}`;
}

/** A token is renewed this long before it ends. */
export const RENEW_BEFORE_MS = 5 * 60_000;

/** Keeps each resource's token until shortly before it ends, so that requests side by side share one sign-in. */
export function keepTokens(
  request: SignInRequest,
  network: MsalNetwork,
  acquire: (scopes: string[], options: TokenOptions) => Promise<AuthenticationResult | null>,
): Credential {
  const kept = new Map<string, Promise<AccessToken>>();
  const obtain = async (scopes: string[], options: TokenOptions): Promise<AccessToken> => {
    let result: AuthenticationResult | null;
    try {
      result = await acquire(scopes, options);
    } catch (error) {
      const behind = error instanceof AadcError ? error : (network.lastError ?? error);
      throw signInFailure(behind, network.lastRefusal, aheadOf(request));
    }
    if (result === null)
      throw new SignInError("The sign-in ended without a token.", { code: "no-token", remedy: "Sign in again." });
    request.redactor.hide(result.accessToken);
    return { token: result.accessToken, expiresOnTimestamp: result.expiresOn?.getTime() ?? 0 };
  };
  return {
    kind: request.kind,
    async getToken(scopes, options = {}) {
      const wanted = typeof scopes === "string" ? [scopes] : scopes;
      const key = wanted.join(" ");
      const earlier = options.claims === undefined && options.fresh !== true ? kept.get(key) : undefined;
      if (earlier !== undefined) {
        const token = await earlier;
        if (token.expiresOnTimestamp - RENEW_BEFORE_MS > request.clock.epoch()) return token;
      }
      const obtaining = obtain(wanted, options);
      kept.set(key, obtaining);
      obtaining.catch(() => {
        if (kept.get(key) === obtaining) kept.delete(key);
      });
      return obtaining;
    },
  };
}

/** By how much this machine's clock is ahead of the login host's, as of its latest answer. */
function aheadOf({ cloud, transport }: SignInRequest): number | undefined {
  const { host } = new URL(cloud.login);
  const seen = transport.clocks().find((one) => one.host === host);
  return seen === undefined ? undefined : seen.local - seen.service;
}
