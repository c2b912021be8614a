// What the login service publishes of itself: openid-configuration, signing keys, instance discovery.
import { emulatedHost } from "../hosts.js";
import { CLOUD_FACTS } from "../laws/national-clouds.js";
import { type Answer, param } from "../routes.js";
import type { LoginCall } from "./login-call.js";
import { LoginError } from "./login-error.js";
import { tenantNamed } from "./tenants.js";

/** Asked about a tenant of another cloud, it sends there: to that cloud's endpoints. */
export function answerOpenidConfiguration(call: LoginCall): Answer {
  const { world, tenantKind: kind } = call;
  const { tenant } = world.store;
  const name = kind === "common" ? param(call, "tenant") : tenant.organization.id;
  const base = `https://${world.hosts.login}/${name}`;
  const facts = CLOUD_FACTS[tenant.cloud];
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
      issuer: `https://${world.hosts.login}/${kind === "common" ? "{tenantid}" : name}/v2.0`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      http_logout_supported: true,
      frontchannel_logout_supported: false,
      tenant_region_scope: kind === "common" ? null : facts.regionScope,
      ...(kind === "common" || facts.regionSubScope === undefined
        ? {}
        : { tenant_region_sub_scope: facts.regionSubScope }),
      cloud_instance_name: facts.instanceName,
      cloud_graph_host_name: facts.azureAdGraphHost,
      msgraph_host: world.hosts.graph,
    },
  };
}

export function answerKeys({ world }: LoginCall): Answer {
  return { status: 200, body: { keys: [world.signer.jwk] } };
}

/** Needs `authorization_endpoint`, as MSAL sends it; every cloud's login service lists all clouds. */
export function answerInstanceDiscovery(call: LoginCall): Answer {
  const endpoint = call.url.searchParams.get("authorization_endpoint");
  const asked = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const host = asked === undefined ? undefined : emulatedHost(asked.host);
  if (asked === undefined || host?.role !== "login") {
    throw new LoginError(400, "invalid_instance", 50049, "Unknown or invalid instance.");
  }
  const name = (asked.pathname.split("/")[1] ?? "").toLowerCase();
  tenantNamed(call.worlds, host.cloud, name);
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${asked.host}/${name}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: Object.values(CLOUD_FACTS).map(({ preferredNetwork, preferredCache, aliases }) => ({
        preferred_network: preferredNetwork,
        preferred_cache: preferredCache,
        aliases,
      })),
    },
  };
}
