// Endpoints of Microsoft's login service: their forms, each from the page that is named with it.
import { closed, type OwnOperation } from "./own-operation.js";

const TEXT = { type: "string" };
const FLAG = { type: "boolean" };
const NUMBER = { type: "integer" };
const TEXTS = { type: "array", items: TEXT };
const NOTHING = { type: "null" };
/** What people see; and the form that brings a code to its address by itself (`response_mode=form_post`). */
const PAGE = { type: "string", pattern: "^\\s*<" };

/** "Microsoft identity platform and OAuth 2.0 authorization code flow", and what the libraries send along. */
const AUTHORIZE_QUERY = [
  ...["client_id", "response_type", "redirect_uri", "response_mode", "scope", "state", "nonce", "prompt"],
  ...["login_hint", "domain_hint", "code_challenge", "code_challenge_method", "claims", "client_info", "sid"],
  ...[
    "client-request-id",
    "x-client-SKU",
    "x-client-VER",
    "x-client-OS",
    "x-client-CPU",
    "instance_aware",
    "clidata",
    "X-AnchorMailbox",
  ],
];

/** RFC 6749, 5.2, with what "Microsoft Entra authentication and authorization error codes" adds. */
const LOGIN_ERROR = closed({
  error: TEXT,
  error_description: { type: "string", pattern: "^AADSTS\\d+: " },
  error_codes: { type: "array", items: NUMBER },
  timestamp: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ$" },
  trace_id: TEXT,
  correlation_id: TEXT,
  "error_uri?": TEXT,
  "suberror?": TEXT,
  "claims?": TEXT,
});
const LOGIN_ERRORS = {
  400: LOGIN_ERROR,
  401: LOGIN_ERROR,
  404: LOGIN_ERROR,
  429: LOGIN_ERROR,
  500: LOGIN_ERROR,
  503: LOGIN_ERROR,
};

/** OpenID Connect Discovery 1.0, section 3, and "OpenID Connect on the Microsoft identity platform". */
const OPENID_CONFIGURATION = closed({
  issuer: TEXT,
  authorization_endpoint: TEXT,
  token_endpoint: TEXT,
  device_authorization_endpoint: TEXT,
  jwks_uri: TEXT,
  response_types_supported: TEXTS,
  response_modes_supported: TEXTS,
  subject_types_supported: TEXTS,
  id_token_signing_alg_values_supported: TEXTS,
  scopes_supported: TEXTS,
  token_endpoint_auth_methods_supported: TEXTS,
  "claims_supported?": TEXTS,
  "request_uri_parameter_supported?": FLAG,
  "http_logout_supported?": FLAG,
  "frontchannel_logout_supported?": FLAG,
  "end_session_endpoint?": TEXT,
  "userinfo_endpoint?": TEXT,
  "kerberos_endpoint?": TEXT,
  "tenant_region_scope?": { type: ["string", "null"] },
  "tenant_region_sub_scope?": { type: ["string", "null"] },
  "cloud_instance_name?": TEXT,
  "cloud_graph_host_name?": TEXT,
  "msgraph_host?": TEXT,
  "rbac_url?": TEXT,
});

/** RFC 7517, with `issuer` as "Access tokens in the Microsoft identity platform" (validate the issuer) describes it. */
const KEYS = closed({
  keys: {
    type: "array",
    items: closed({
      kty: TEXT,
      use: TEXT,
      kid: TEXT,
      "alg?": TEXT,
      "x5t?": TEXT,
      "x5c?": TEXTS,
      "n?": TEXT,
      "e?": TEXT,
      "crv?": TEXT,
      "x?": TEXT,
      "y?": TEXT,
      "issuer?": TEXT,
      "cloud_instance_name?": TEXT,
    }),
  },
});

/** The forms of all grants together: which names belong to which is what the service checks, not the form. */
const TOKEN_REQUEST = closed({
  grant_type: TEXT,
  "client_id?": TEXT,
  "client_secret?": TEXT,
  "client_assertion?": TEXT,
  "client_assertion_type?": TEXT,
  "scope?": TEXT,
  "code?": TEXT,
  "code_verifier?": TEXT,
  "redirect_uri?": TEXT,
  "refresh_token?": TEXT,
  "device_code?": TEXT,
  "assertion?": TEXT,
  "requested_token_use?": TEXT,
  "username?": TEXT,
  "password?": TEXT,
  "claims?": TEXT,
  // What Microsoft's libraries send along ("MSAL telemetry", and the libraries' own sources).
  "client_info?": TEXT,
  "x-client-SKU?": TEXT,
  "x-client-VER?": TEXT,
  "x-client-OS?": TEXT,
  "x-client-CPU?": TEXT,
  "x-client-current-telemetry?": TEXT,
  "x-client-last-telemetry?": TEXT,
  "x-ms-lib-capability?": TEXT,
  "x-app-name?": TEXT,
  "x-app-ver?": TEXT,
  "client-request-id?": TEXT,
  "X-AnchorMailbox?": TEXT,
});

/** "OAuth 2.0 client credentials flow", "OAuth 2.0 device authorization grant flow": successful response. */
const TOKEN = closed({
  token_type: { type: "string", enum: ["Bearer"] },
  expires_in: NUMBER,
  access_token: TEXT,
  "scope?": TEXT,
  "ext_expires_in?": NUMBER,
  "refresh_token?": TEXT,
  "refresh_in?": NUMBER,
  "id_token?": TEXT,
  "client_info?": TEXT,
});

/** "OAuth 2.0 device authorization grant flow": device authorization response. */
const DEVICE_CODE = closed({
  device_code: TEXT,
  user_code: TEXT,
  verification_uri: TEXT,
  expires_in: NUMBER,
  interval: NUMBER,
  message: TEXT,
});

/** Instance discovery, as the Microsoft Authentication Library reads it (msal-common, CloudInstanceDiscoveryResponse). */
const INSTANCES = closed({
  tenant_discovery_endpoint: TEXT,
  "api-version?": TEXT,
  metadata: {
    type: "array",
    items: closed({ preferred_network: TEXT, preferred_cache: TEXT, aliases: TEXTS }),
  },
});

export const LOGIN_OPERATIONS: readonly OwnOperation[] = [
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/v2\.0\/\.well-known\/openid-configuration$/iu,
    name: "login openid-configuration",
    source: "OpenID Connect on the Microsoft identity platform",
    responses: { 200: OPENID_CONFIGURATION, ...LOGIN_ERRORS },
  },
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/discovery\/v2\.0\/keys$/iu,
    name: "login keys",
    source: "Signing key rollover in the Microsoft identity platform",
    responses: { 200: KEYS, ...LOGIN_ERRORS },
  },
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/oauth2\/v2\.0\/authorize$/iu,
    name: "login authorize",
    source: "Microsoft identity platform and OAuth 2.0 authorization code flow",
    query: AUTHORIZE_QUERY,
    responses: { 200: PAGE, 302: NOTHING, 400: { anyOf: [PAGE, LOGIN_ERROR] } },
  },
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/adminconsent$/iu,
    name: "login adminconsent",
    source: "Grant tenant-wide admin consent to an application: construct the URL",
    query: ["client_id", "redirect_uri", "state"],
    responses: { 302: NOTHING, 400: PAGE },
  },
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/oauth2\/v2\.0\/logout$/iu,
    name: "login logout",
    source: "OpenID Connect on the Microsoft identity platform: send a sign-out request",
    query: ["post_logout_redirect_uri", "logout_hint", "state", "id_token_hint", "client_id"],
    responses: { 200: PAGE, 302: NOTHING, 400: PAGE },
  },
  {
    service: "login",
    method: "POST",
    path: /^\/[^/]+\/oauth2\/v2\.0\/token$/iu,
    name: "login token",
    source: "OAuth 2.0 client credentials flow; device authorization grant flow",
    request: TOKEN_REQUEST,
    responses: { 200: TOKEN, ...LOGIN_ERRORS },
  },
  {
    service: "login",
    method: "POST",
    path: /^\/[^/]+\/oauth2\/v2\.0\/devicecode$/iu,
    name: "login devicecode",
    source: "OAuth 2.0 device authorization grant flow",
    responses: { 200: DEVICE_CODE, ...LOGIN_ERRORS },
  },
  {
    service: "login",
    method: "GET",
    path: /^\/[^/]+\/discovery\/instance$/iu,
    name: "login instance discovery",
    source: "Authority metadata, Microsoft Authentication Library",
    responses: { 200: INSTANCES, ...LOGIN_ERRORS },
  },
];
