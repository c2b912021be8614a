// The routes of login.microsoftonline.com.
import { randomUUID } from "node:crypto";
import { type Answer, type Call, HOSTS, param, type Route } from "../routes.js";
import type { World } from "../world.js";
import { LoginError, loginErrorAnswer } from "./login-error.js";
import { checkTenantName } from "./tenants.js";
import { answerDeviceCode, answerToken } from "./token-endpoint.js";

type LoginHandler = (world: World, call: Call) => Answer;

export function loginRoutes(world: World): readonly Route[] {
  const route = (method: "GET" | "POST", path: string, note: string, handle: LoginHandler): Route => ({
    method,
    host: "login",
    path,
    note,
    handle: (call) => answerLogin(world, call, handle),
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

function answerLogin(world: World, call: Call, handle: LoginHandler): Answer {
  const correlationId = call.header("client-request-id");
  const headers = {
    date: new Date(world.wallClock()).toUTCString(),
    "cache-control": "no-store, no-cache",
    "x-ms-request-id": randomUUID(),
    ...(correlationId === undefined ? {} : { "client-request-id": correlationId }),
  };
  try {
    const answer = handle(world, call);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const answer = loginErrorAnswer(error.fault, world.wallClock(), correlationId);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function answerOpenidConfiguration(world: World, call: Call): Answer {
  const name = param(call, "tenant");
  const kind = checkTenantName(world.store.tenant, name);
  const tenantId = world.store.tenant.organization.id;
  const base = `https://${HOSTS.login}/${kind === "common" ? name : tenantId}`;
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
      issuer: `https://${HOSTS.login}/${kind === "common" ? "{tenantid}" : tenantId}/v2.0`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      tenant_region_scope: "EU",
      cloud_instance_name: "microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: HOSTS.graph,
    },
  };
}

function answerKeys(world: World, call: Call): Answer {
  checkTenantName(world.store.tenant, param(call, "tenant"));
  return { status: 200, body: { keys: [world.signer.jwk] } };
}

/** Needs `authorization_endpoint`, as MSAL sends it; one cloud, as this sandbox is one. */
function answerInstanceDiscovery(world: World, call: Call): Answer {
  const endpoint = call.url.searchParams.get("authorization_endpoint");
  const asked = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (asked === undefined || asked.host !== HOSTS.login) {
    throw new LoginError(400, "invalid_instance", 50049, "Unknown or invalid instance.");
  }
  const name = (asked.pathname.split("/")[1] ?? "").toLowerCase();
  checkTenantName(world.store.tenant, name);
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${HOSTS.login}/${name}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [
        {
          preferred_network: HOSTS.login,
          preferred_cache: "login.windows.net",
          aliases: [HOSTS.login, "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        },
      ],
    },
  };
}
