// Saved sign-ins with everything handed in that a test does not care about, and MSAL's own client on top of them.
import {
  type ICachePlugin,
  type INetworkModule,
  type NetworkResponse,
  PublicClientApplication,
} from "@azure/msal-node";
import { createRedactor } from "../../src/cloud/redaction.js";
import { type Keyring, KeyringUnavailable } from "../../src/cloud/sign-in/keyring.js";
import type { SavedSession, SessionStore } from "../../src/cloud/sign-in/saved-session.js";
import { createSessionStore, type SessionStoreOptions } from "../../src/cloud/sign-in/session-store.js";
import { systemClock } from "../../src/shapes/clock.js";

const TENANT_ID = "33333333-3333-4333-8333-333333333333";
const OBJECT_ID = "44444444-4444-4444-8444-444444444444";

export const SESSION: SavedSession = {
  cloud: "public",
  tenantId: TENANT_ID,
  tenantNames: ["contoso.example"],
  clientId: "22222222-2222-4222-8222-222222222222",
  kind: "browser",
  userName: "adele@contoso.example",
  homeAccountId: `${OBJECT_ID}.${TENANT_ID}`,
  signedInAt: "2026-11-22T10:00:00.000Z",
};

export interface TestKeyring extends Keyring {
  readonly keys: Map<string, Uint8Array>;
  /** Every question so far, in order. */
  readonly asked: string[];
  /** Why it does not answer; undefined: it does. */
  refusal: string | undefined;
}

export function memoryKeyring(keys = new Map<string, Uint8Array>()): TestKeyring {
  const ask = (task: string, id: string) => {
    keyring.asked.push(`${task} ${id}`);
    if (keyring.refusal !== undefined) throw new KeyringUnavailable(keyring.refusal);
  };
  const keyring: TestKeyring = {
    keys,
    asked: [],
    refusal: undefined,
    async read(id) {
      ask("read", id);
      return keys.get(id) ?? null;
    },
    async write(id, key) {
      ask("write", id);
      keys.set(id, Uint8Array.from(key));
    },
    async remove(id) {
      ask("remove", id);
      keys.delete(id);
    },
  };
  return keyring;
}

export function noKeyring(reason = "there is no keyring here"): TestKeyring {
  return Object.assign(memoryKeyring(), { refusal: reason });
}

/** A store as each process has its own. */
export function storeIn(stateDir: string, given: Partial<SessionStoreOptions> = {}) {
  return createSessionStore({
    stateDir,
    clock: systemClock,
    signal: new AbortController().signal,
    uuid: () => crypto.randomUUID(),
    redactor: createRedactor(),
    keyring: memoryKeyring(),
    ...given,
  });
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The login host as MSAL asks it: each resource's token is `access-<number>-of-<resource>`, each refresh token another. */
export class ScriptedLogin implements INetworkModule {
  readonly forms: URLSearchParams[] = [];
  /** What happens while a token is on its way. */
  meanwhile: (form: URLSearchParams) => Promise<unknown> = async () => undefined;

  constructor(readonly name = "a") {}

  async sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    const base = `https://login.microsoftonline.com/${TENANT_ID}`;
    const body = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
    return { status: 200, headers: {}, body: body as T };
  }

  async sendPostRequestAsync<T>(
    _url: string,
    options?: Parameters<INetworkModule["sendPostRequestAsync"]>[1],
  ): Promise<NetworkResponse<T>> {
    const form = new URLSearchParams(options?.body);
    this.forms.push(form);
    const number = `${this.name}${this.forms.length}`;
    await this.meanwhile(form);
    const [resource = ""] = (form.get("scope") ?? "").split(" ");
    const body = {
      token_type: "Bearer",
      expires_in: 3_600,
      scope: resource,
      access_token: `access-${number}-of-${resource}`,
      refresh_token: `refresh-${number}`,
      client_info: encode({ uid: OBJECT_ID, utid: TENANT_ID }),
      id_token: `${encode({ alg: "none" })}.${encode({
        aud: SESSION.clientId,
        iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
        oid: OBJECT_ID,
        tid: TENANT_ID,
        preferred_username: SESSION.userName,
        sub: "adele",
      })}.`,
    };
    return { status: 200, headers: {}, body: body as T };
  }
}

export function msal(networkClient: INetworkModule, cachePlugin?: ICachePlugin): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId: SESSION.clientId, authority: `https://login.microsoftonline.com/${TENANT_ID}` },
    system: { networkClient },
    ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
  });
}

/** MSAL's cache after a sign-in, serialized: with a token for Graph, and a refresh token. */
export async function signedIn(refreshToken = "refresh-at-first"): Promise<string> {
  const application = msal(new ScriptedLogin());
  await application.acquireTokenByRefreshToken({
    refreshToken,
    scopes: [GRAPH],
    forceCache: true,
  });
  return application.getTokenCache().serialize();
}

export const GRAPH = "https://graph.microsoft.com/.default";
export const ARM = "https://management.azure.com/.default";

/** A token for a resource, from a saved session, as a command asks for it. */
export async function silently(
  application: PublicClientApplication,
  scope: string,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<string> {
  const account = await application.getTokenCache().getAccountByHomeId(SESSION.homeAccountId);
  if (account === null) throw new Error("The account is not among the tokens.");
  return (await application.acquireTokenSilent({ scopes: [scope], account, forceRefresh: fresh })).accessToken;
}

/** What MSAL gets to read of a saved session. */
export async function tokensRead(store: SessionStore, session: SavedSession = SESSION): Promise<string> {
  const application = msal(new ScriptedLogin(), store.pluginFor(session));
  await application.getTokenCache().getAllAccounts();
  return application.getTokenCache().serialize();
}
