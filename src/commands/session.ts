// From settings to a signed-in session with clients for Graph and ARM.
import { randomInt } from "node:crypto";
import type { AzureSubscription } from "../cloud/azure-subscription.js";
import type { Cloud } from "../cloud/clouds.js";
import type { ConnectionOptions } from "../cloud/connections.js";
import type { PublishingHost } from "../cloud/publishing-host.js";
import type { Redactor } from "../cloud/redaction.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AuthKind } from "../cloud/sign-in/auth-kinds.js";
import { createCredential } from "../cloud/sign-in/create-credential.js";
import type { Credential, SavedTokens } from "../cloud/sign-in/credential.js";
import { grantsOf, type Operator, operatorOf, type TokenGrants } from "../cloud/token-claims.js";
import type { Trace } from "../cloud/trace.js";
import type { Transport } from "../cloud/transport.js";
import type { VaultClient } from "../cloud/vault.js";
import type { Clock } from "../shapes/clock.js";
import { type Typed, typedPlainly } from "../shapes/typed.js";
import { askedTenantId, confirmTenant } from "./asked-tenant.js";
import { ownTransport } from "./probe.js";

export interface SessionOptions {
  readonly cloud: Cloud;
  /** Tenant id or a verified domain. */
  readonly tenant: string;
  readonly auth: {
    readonly kind: AuthKind;
    /** Why this kind, in words. */
    readonly reason?: string;
    readonly clientId?: string;
    readonly clientSecret?: string;
    readonly certificateFile?: string;
    readonly certificatePassword?: string;
    readonly certificate?: { readonly bytes: Uint8Array; readonly name: string };
    readonly federatedTokenFile?: string;
    readonly federatedToken?: () => Promise<string>;
    readonly saved?: SavedTokens;
  };
  /** In place of what `auth` would make: one that several sessions share. */
  readonly credential?: Credential;
  /** Scopes of Graph by name, for a client that gets only what it asks for; without it what was consented to. */
  readonly graphScopes?: readonly string[];
  readonly connections: ConnectionOptions;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly showDeviceCode: (message: string) => void;
  /** How a command is typed in this place: remedies name commands by it. */
  readonly typed?: Typed;
  /** Says to the person, in a line, what is going on at the sign-in. */
  readonly tell?: (line: string) => void;
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  readonly trace?: Trace;
  /** Told how many requests are under way, whenever that changes; waits and retries are part of a request. */
  readonly onUnderWay?: (requests: number) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly uuid?: () => string;
}

/** What every command works with. */
export interface Session {
  readonly cloud: Cloud;
  readonly operator: Operator;
  /** How the operator has signed in. */
  readonly signIn: SignedInBy;
  readonly typed: Typed;
  /** For the commands that are about the sign-in itself; all others ask through `graph` and `arm`. */
  readonly credential: Credential;
  /** What the token for Graph may do. `fresh` asks for a new token first: one that knows what was granted meanwhile. */
  readonly grants: (options?: { readonly fresh?: boolean }) => Promise<TokenGrants>;
  readonly transport: Pick<Transport, "peers" | "clocks">;
  readonly graph: ServiceClient;
  readonly arm: ServiceClient;
  /** A key vault by its name; its client is loaded then, and asks for a token with its first request. */
  readonly vault: (name: string) => Promise<VaultClient>;
  /** One subscription of Azure; its client is loaded then. */
  readonly subscription: (id: string) => Promise<AzureSubscription>;
  /** Where an app in Azure takes its code. @param host as the app names it */
  readonly publishingHost: (host: string) => Promise<PublishingHost>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: () => string;
  /** Uniform over [0, max), from a cryptographic source. */
  readonly randomInt: (max: number) => number;
  readonly redactor: Redactor;
  close(): Promise<void>;
}

interface SignedInBy {
  readonly kind: AuthKind;
  /** Why by this kind; null: not said. */
  readonly reason: string | null;
  /** The client that was named; null where the kind has one of its own. */
  readonly clientId: string | null;
  /** The tokens come from what `login` has saved. */
  readonly isSaved: boolean;
}

export interface Opening {
  /** The sign-in is on its way: what is loaded after this costs no time. */
  readonly underWay: Promise<void>;
  readonly session: Promise<Session>;
}

/**
 * Asks for the first token at once and loads the clients meanwhile.
 * @throws through `session`: {SignInError}, {UsageError}, {ServiceError}; {GuardError} where the sign-in belongs to another
 * tenant than the one that was asked for
 */
export async function openSession(options: SessionOptions): Promise<Opening> {
  const { plain, connections, clock, uuid } = ownTransport(options);
  const transport = options.onUnderWay === undefined ? plain : watched(plain, options.onUnderWay);
  if (options.auth.clientSecret !== undefined) options.redactor.hide(options.auth.clientSecret);
  const { kind } = options.auth;
  const made = options.credential ?? (await createCredential({ ...options.auth, ...options, kind, transport, clock }));
  const scope = `${options.cloud.graph}/.default`;
  const credential = withGraphScopes(made, options);
  const token = credential.getToken(scope);
  const asked = { cloud: options.cloud, tenant: options.tenant, kind };
  const askedId = askedTenantId(asked, transport);
  // Told after what the sign-in says.
  askedId.catch(() => undefined);
  const settled = token.then(
    () => undefined,
    () => undefined,
  );
  const underWay = Promise.race([connections.firstConnection, settled]);
  const load = async (): Promise<Session> => {
    await underWay;
    const [{ createGraphClient }, { createArmClient }] = await Promise.all([
      import("../cloud/graph.js"),
      import("../cloud/arm.js"),
    ]);
    const graph = createGraphClient(options.cloud, credential, transport);
    const first = (await token).token;
    await confirmTenant(asked, await askedId, first, graph);
    return {
      cloud: options.cloud,
      operator: operatorOf(first, kind),
      signIn: {
        kind,
        reason: options.auth.reason ?? null,
        clientId: options.auth.clientId ?? null,
        isSaved: options.auth.saved !== undefined,
      },
      typed: options.typed ?? typedPlainly,
      credential,
      grants: async ({ fresh = false } = {}) => grantsOf((await credential.getToken(scope, { fresh })).token),
      transport,
      graph,
      arm: createArmClient(options.cloud, credential, transport),
      vault: async (name) => {
        const { createVaultClient } = await import("../cloud/vault.js");
        return createVaultClient(options.cloud, name, credential, transport);
      },
      subscription: async (id) => {
        const { azureSubscription } = await import("../cloud/azure-subscription.js");
        const { cloud, signal } = options;
        return azureSubscription(id, { cloud, credential, transport, clock, signal });
      },
      publishingHost: async (host) => {
        const { publishingHost } = await import("../cloud/publishing-host.js");
        return publishingHost(host, options.cloud, credential, transport);
      },
      clock,
      signal: options.signal,
      uuid,
      randomInt: (max) => randomInt(max),
      redactor: options.redactor,
      close: () => transport.close(),
    };
  };
  const session = load().catch(async (error: unknown) => {
    await transport.close();
    throw error;
  });
  return { underWay, session };
}

/** Whenever a token for Graph is wanted, it is asked for with these scopes: one and the same token serves all requests. */
function withGraphScopes(credential: Credential, { cloud, graphScopes }: SessionOptions): Credential {
  if (graphScopes === undefined) return credential;
  const byName = graphScopes.map((name) => `${cloud.graph}/${name}`);
  const isGraphs = (scopes: string | string[]) => String(scopes) === `${cloud.graph}/.default`;
  return {
    ...credential,
    getToken: (scopes, options) => credential.getToken(isGraphs(scopes) ? byName : scopes, options),
  };
}

function watched(transport: Transport, onUnderWay: (requests: number) => void): Transport {
  let requests = 0;
  return {
    ...transport,
    async send(request) {
      onUnderWay(++requests);
      try {
        return await transport.send(request);
      } finally {
        onUnderWay(--requests);
      }
    },
  };
}
