// The routes of login.microsoftonline.com.
import { randomUUID } from "node:crypto";
import { type Answer, type Call, param, type Route } from "../routes.js";
import type { World, Worlds } from "../world.js";
import { LoginError, loginErrorAnswer } from "./login-error.js";
import { tenantNamed } from "./tenants.js";
import { answerDeviceCode, answerToken } from "./token-endpoint.js";

export interface LoginCall extends Call {
  readonly worlds: Worlds;
  /** The tenant that the address names; the primary one for `common` and `organizations`. */
  readonly world: World;
  readonly tenantKind: "named" | "common";
}

type LoginHandler = (call: LoginCall) => Answer;

export function loginRoutes(worlds: Worlds): readonly Route[] {
  const route = (method: "GET" | "POST", path: string, note: string, handle: LoginHandler): Route => ({
    method,
    host: "login",
    path,
    note,
    handle: (call) => answerLogin(worlds, call, handle),
  });
  return [
    route("GET", "/common/discovery/instance", "instance discovery", answerInstanceDiscovery),
    route(
      "GET",
      "/:tenant/v2.0/.well-known/openid-configuration",
      "by tenant id, verified domain, common, organizations",
      answerOpenidConfiguration,
    ),
    route("GET", "/:tenant/discovery/v2.0/keys", "signing keys", answerKeys),
    route(
      "POST",
      "/:tenant/oauth2/v2.0/devicecode",
      "approved at once as the first user of sandbox.json",
      answerDeviceCode,
    ),
    route(
      "POST",
      "/:tenant/oauth2/v2.0/token",
      "client_credentials (secret, signed assertion), device_code, refresh_token",
      answerToken,
    ),
  ];
}

function answerLogin(worlds: Worlds, call: Call, handle: LoginHandler): Answer {
  const correlationId = call.header("client-request-id");
  const headers = {
    date: new Date(worlds.primary.wallClock()).toUTCString(),
    "cache-control": "no-store, no-cache",
    "x-ms-request-id": randomUUID(),
    ...(correlationId === undefined ? {} : { "client-request-id": correlationId }),
  };
  try {
    const name = call.params["tenant"];
    const { world, kind } =
      name === undefined ? { world: worlds.primary, kind: "common" as const } : tenantNamed(worlds, name);
    const answer = handle({ ...call, worlds, world, tenantKind: kind });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const answer = loginErrorAnswer(error.fault, worlds.primary.wallClock(), correlationId);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function answerOpenidConfiguration(call: LoginCall): Answer {
  const { world, tenantKind: kind } = call;
  const name = param(call, "tenant");
  const tenantId = world.store.tenant.organization.id;
  const base = `https://${world.hosts.login}/${kind === "common" ? name : tenantId}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["ES256"],
      response_types_supported: ["code"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `https://${world.hosts.login}/${kind === "common" ? "{tenantid}" : tenantId}/v2.0`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      tenant_region_scope: "EU",
      cloud_instance_name: "microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: world.hosts.graph,
    },
  };
}

function answerKeys({ world }: LoginCall): Answer {
  return { status: 200, body: { keys: [world.signer.jwk] } };
}

/** Needs `authorization_endpoint`, as MSAL sends it; one cloud, as this sandbox is one. */
function answerInstanceDiscovery(call: LoginCall): Answer {
  const { world } = call;
  const endpoint = call.url.searchParams.get("authorization_endpoint");
  const asked = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (asked === undefined || asked.host !== world.hosts.login) {
    throw new LoginError(400, "invalid_instance", 50049, "Unknown or invalid instance.");
  }
  const name = (asked.pathname.split("/")[1] ?? "").toLowerCase();
  tenantNamed(call.worlds, name);
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${world.hosts.login}/${name}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [
        {
          preferred_network: world.hosts.login,
          preferred_cache: "login.windows.net",
          aliases: [world.hosts.login, "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        },
      ],
    },
  };
}
