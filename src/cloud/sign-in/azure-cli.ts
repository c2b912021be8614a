// Whoever is signed in to the Azure CLI (`az login`).
import { AzureCliCredential } from "@azure/identity";
import { messageOf, SignInError } from "../../shapes/errors.js";
import type { AccessToken, Credential, SignInRequest, TokenOptions } from "./credential.js";
import { RENEW_BEFORE_MS } from "./kept-tokens.js";
import { signInFailure } from "./sign-in-failure.js";

/** Each token costs a run of `az`, so it is kept until shortly before it ends. `az` renews as it sees fit, also when asked for a fresh one. */
export function azureCliCredential(request: SignInRequest): Credential {
  const azureCli = new AzureCliCredential({ tenantId: request.tenant });
  const kept = new Map<string, Promise<AccessToken>>();

  const obtain = async (scopes: string | string[], claims: string | undefined): Promise<AccessToken> => {
    try {
      const wanted = claims === undefined ? {} : { claims, tenantId: request.tenant };
      const token = await azureCli.getToken(scopes, wanted);
      request.redactor.hide(token.token);
      return token;
    } catch (error) {
      throw azureCliFailure(error, request.tenant);
    }
  };

  return {
    kind: "azure-cli",
    async getToken(scopes, { claims, fresh }: TokenOptions = {}) {
      if (claims !== undefined) return obtain(scopes, claims);
      const key = [scopes].flat().join(" ");
      const earlier = fresh === true ? undefined : kept.get(key);
      if (earlier !== undefined) {
        const token = await earlier;
        if (token.expiresOnTimestamp - RENEW_BEFORE_MS > request.clock.epoch()) return token;
      }
      const obtaining = obtain(scopes, undefined);
      kept.set(key, obtaining);
      obtaining.catch(() => {
        if (kept.get(key) === obtaining) kept.delete(key);
      });
      return obtaining;
    },
  };
}

function azureCliFailure(error: unknown, tenant: string): Error {
  const line = /az login --claims-challenge [\w+/=-]+ --scope \S+(?: --tenant \S+)?/.exec(messageOf(error))?.[0];
  if (line !== undefined)
    return new SignInError("The Azure CLI's session has not shown that, and only its own sign-in can ask for it.", {
      code: "claims-challenge",
      remedy: `Sign in by this line, then run the command again: ${line}`,
      cause: error,
    });
  const failure = signInFailure(error);
  if (!(failure instanceof SignInError) || failure.code !== "sign-in-failed") return failure;
  return new SignInError(failure.message, {
    code: "azure-cli",
    remedy: `Install the Azure CLI if it is missing, then run: az login --tenant ${tenant}`,
    cause: error,
  });
}
