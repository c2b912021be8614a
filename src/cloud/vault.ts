import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { SecretClient } from "@azure/keyvault-secrets";
import { bearerSend } from "./bearer-send.js";
import type { Cloud } from "./clouds.js";
import { pipelineEnd } from "./pipeline-end.js";
import type { Credential } from "./sign-in/credential.js";
import type { Answer, Request, Transport } from "./transport.js";
import { asksInVain, refusalOfVault, unreachableVault, type VaultAsked } from "./vault-failure.js";

export interface VaultSecret {
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One key vault of Azure, and its secrets. */
export interface VaultClient {
  /**
   * The current version; null: there is none of that name, though one that was deleted may still hold the name.
   * @throws {UsageError} `vault-not-found`; {PermissionError} where the vault, its firewall or Entra ID refuses;
   * {GuardError} `secret-disabled`; {ServiceError}, {SignInError}
   */
  read(name: string): Promise<VaultSecret | null>;
  /**
   * A new version. Sent again where no answer came: a second version would say the same.
   * @throws as `read`; {GuardError} `secret-deleted` where a deleted secret holds the name
   */
  set(name: string, secret: VaultSecret & { readonly expires?: Date }): Promise<void>;
}

/** @param vault the vault's name, in lower case */
export function createVaultClient(cloud: Cloud, vault: string, credential: Credential, transport: Transport) {
  const origin = `https://${vault}.${cloud.keyVault}`;
  const resource = `https://${cloud.keyVault}`;
  const send = bearerSend(credential, `${resource}/.default`, transport);
  // A client for each request: what one remembers of a challenge gets lost among requests that are sent side by side.
  const ask = async <T>(
    asked: VaultAsked,
    request: (client: SecretClient) => Promise<T>,
  ): Promise<T | "no-such-secret"> => {
    let answer: Answer | undefined;
    const client = new SecretClient(origin, TOKEN_IS_OURS, {
      httpClient: challenging(
        origin,
        `Bearer authorization="${cloud.login}/common", resource="${resource}"`,
        async (sent) => {
          answer = await send(sent);
          return answer;
        },
      ),
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
    });
    try {
      return await request(client);
    } catch (error) {
      if (answer === undefined) throw asksInVain(error, asked) ?? unreachableVault(error, asked) ?? error;
      const refusal = refusalOfVault(answer, asked);
      if (refusal === "no-such-secret") return refusal;
      throw refusal;
    }
  };
  const asked = (secret: string, write: boolean): VaultAsked => ({
    vault,
    origin,
    secret,
    write,
    kind: credential.kind,
  });
  const vaultClient: VaultClient = {
    async read(name) {
      const found = await ask(asked(name, false), (client) => client.getSecret(name));
      return found === "no-such-secret" ? null : { value: found.value ?? "", tags: found.properties.tags ?? {} };
    },
    async set(name, { value, tags, expires }) {
      const until = expires === undefined ? {} : { expiresOn: expires };
      await ask(asked(name, true), (client) =>
        client.setSecret(name, value, { contentType: "text/plain", tags: { ...tags }, ...until }),
      );
    },
  };
  return vaultClient;
}

/** The library wants one to answer the challenge with; the token that is sent is from `bearerSend`. */
const TOKEN_IS_OURS = {
  getToken: () => Promise.resolve({ token: "-", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/**
 * The library first sends each request without a token and without its body, to be told which token is wanted
 * ("Authentication, requests and responses", authentication challenge): that is known, and told here.
 */
function challenging(origin: string, challenge: string, send: (request: Request) => Promise<Answer>): HttpClient {
  const end = pipelineEnd(send, () => "always");
  return {
    async sendRequest(request) {
      if (new URL(request.url).origin !== origin) throw new Error(`${request.url} is not in the vault.`);
      if (!request.headers.has("authorization"))
        return { request, status: 401, headers: createHttpHeaders({ "www-authenticate": challenge }) };
      return end.sendRequest(request);
    },
  };
}
