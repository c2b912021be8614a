import type { Credential } from "../../src/cloud/sign-in/credential.js";

export interface FixedCredential extends Credential {
  /** What tokens were asked for: the scopes, and the claims where there were any. */
  readonly asked: readonly { readonly scopes: string | string[]; readonly claims: string | undefined }[];
}

/** Gives a token that says how many were given before it, or throws what it is told to. */
export function fixedCredential(failure?: Error): FixedCredential {
  const asked: { scopes: string | string[]; claims: string | undefined }[] = [];
  return {
    kind: "secret",
    asked,
    async getToken(scopes, options) {
      asked.push({ scopes, claims: options?.claims });
      if (failure !== undefined) throw failure;
      return { token: `token-${asked.length}`, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}
