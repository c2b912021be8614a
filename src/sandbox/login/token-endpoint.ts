// POST /{tenant}/oauth2/v2.0/token: which grant is redeemed, by whom, for what.
import type { Answer } from "../routes.js";
import type { World } from "../world.js";
import { type Application, applicationNamed, neededPrincipal } from "./applications.js";
import { bothRequests, type ClaimsRequest, readClaimsRequest } from "./claims-request.js";
import { proveClient } from "./client-proof.js";
import { checkWorkloadConditions } from "./conditions.js";
import { formOf, required } from "./form.js";
import type { AuthorizationCode } from "./grants.js";
import { issueForApplication } from "./issued-token.js";
import type { LoginCall } from "./login-call.js";
import { LoginError } from "./login-error.js";
import { userWithPassword } from "./password-grant.js";
import { ignoresDeviceCodes } from "./people.js";
import { checkCodeVerifier } from "./proof-key.js";
import { readScopes, splitScopes } from "./resources.js";
import { recordingApplication } from "./sign-in-record.js";
import { tenantOfGrant } from "./tenants.js";
import { delegatedAnswer, tokenAnswer } from "./token-answer.js";
import { signInUser } from "./user-sign-in.js";

const DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

interface TokenRequest {
  readonly call: LoginCall;
  readonly form: URLSearchParams;
  readonly application: Application;
  readonly claims: ClaimsRequest;
}

export function answerToken(call: LoginCall): Answer {
  const form = formOf(call);
  const grant = required(form, "grant_type");
  const application = applicationNamed(call.worlds, call.world, required(form, "client_id"));
  const request = { call, form, application, claims: readClaimsRequest(form.get("claims")) };
  switch (grant) {
    case "client_credentials":
      return clientCredentialsAnswer(request);
    case "device_code":
    case DEVICE_CODE_GRANT:
      return redeemDeviceCode(request);
    case "authorization_code":
      return redeemAuthorizationCode(request);
    case "refresh_token":
      return redeemRefreshToken(request);
    case "password":
      return redeemPassword(request);
    default:
      throw new LoginError(
        400,
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grant.slice(0, 100)}'.`,
      );
  }
}

function clientCredentialsAnswer({ call, form, application, claims }: TokenRequest): Answer {
  const { world } = call;
  if (call.tenantKind === "common") {
    throw new LoginError(
      400,
      "invalid_request",
      50059,
      "No tenant-identifying information found in either the request or implied by any provided credentials.",
    );
  }
  const proof = proveClient(world, application, form, "required");
  const principal = neededPrincipal(world, application);
  const request = readScopes(splitScopes(required(form, "scope")), world.hosts);
  const { resourceAppId } = request;
  return recordingApplication(world, { principal, resourceAppId, credential: proof }, () => {
    checkWorkloadConditions(world, principal, resourceAppId);
    return tokenAnswer(issueForApplication(world, request, { principal, proof, claims }));
  });
}

function redeemDeviceCode({ call, form, application, claims }: TokenRequest): Answer {
  const proof = proveClient(call.world, application, form, "if-confidential");
  const { grants, store, wallClock } = call.world;
  const key = required(form, "device_code");
  const code = grants.deviceCode(key);
  if (code === undefined || code.clientId !== application.appId) {
    throw new LoginError(
      400,
      "invalid_grant",
      70018,
      "Invalid verification code: the provided value for the input parameter 'device_code' is not valid.",
    );
  }
  if (code.expiresAt < wallClock()) {
    grants.dropDeviceCode(key);
    throw new LoginError(
      400,
      "expired_token",
      70020,
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    );
  }
  if (ignoresDeviceCodes(store.tenant)) {
    throw new LoginError(
      400,
      "authorization_pending",
      70016,
      "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    );
  }
  grants.dropDeviceCode(key);
  const world = worldOfGrant(call, code.tenantId);
  const signIn = signInUser(world, code.userId, claims);
  return delegatedAnswer({
    world,
    application,
    proof,
    claims,
    signIn,
    scopes: code.scopes,
    via: "deviceCodeFlow",
    eventType: "interactiveUser",
    userAgent: call.header("user-agent"),
  });
}

function redeemAuthorizationCode({ call, form, application, claims }: TokenRequest): Answer {
  const proof = proveClient(call.world, application, form, "if-confidential");
  const code = redeemedCode(call, application, form);
  const world = worldOfGrant(call, code.signIn.tenantId);
  const asked = splitScopes(form.get("scope") ?? "");
  return delegatedAnswer({
    world,
    application,
    proof,
    claims: bothRequests(code.claims, claims),
    signIn: code.signIn,
    scopes: asked.length > 0 ? asked : code.scopes,
    nonce: code.nonce,
    userAgent: call.header("user-agent"),
  });
}

function redeemedCode(call: LoginCall, application: Application, form: URLSearchParams): AuthorizationCode {
  const code = call.world.grants.takeAuthorizationCode(required(form, "code"));
  if (code === undefined || (code !== "redeemed" && code.clientId !== application.appId)) {
    throw invalidGrant(70000, "The provided value for the 'code' parameter is not valid.");
  }
  if (code === "redeemed") {
    throw invalidGrant(
      54005,
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    );
  }
  if (code.expiresAt < call.world.wallClock()) {
    throw invalidGrant(
      70008,
      "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
    );
  }
  const redirectUri = required(form, "redirect_uri");
  if (redirectUri !== code.redirectUri) {
    throw new LoginError(
      400,
      "invalid_client",
      500112,
      `The reply address '${redirectUri.slice(0, 300)}' does not match the reply address '${code.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  checkCodeVerifier(code.codeChallenge, form.get("code_verifier"));
  return code;
}

/**
 * A refresh token serves every resource to which the client has consent, not only the one first asked for; each use
 * brings another, and the one that was used stays good ("Refresh tokens in the Microsoft identity platform").
 */
function redeemRefreshToken({ call, form, application, claims }: TokenRequest): Answer {
  const proof = proveClient(call.world, application, form, "if-confidential");
  const grant = call.world.grants.refreshToken(required(form, "refresh_token"));
  if (grant === undefined || grant.clientId !== application.appId) {
    throw invalidGrant(70000, "The provided value for the 'refresh_token' parameter is not valid.");
  }
  if (grant.expiresAt < call.world.wallClock()) {
    throw invalidGrant(
      700082,
      "The refresh token has expired due to inactivity. The token was issued more than 90 days ago and was inactive since.",
    );
  }
  const world = worldOfGrant(call, grant.signIn.tenantId);
  const scopes = splitScopes(form.get("scope") ?? "");
  return delegatedAnswer({
    world,
    application,
    proof,
    claims,
    signIn: grant.signIn,
    scopes,
    isRefresh: true,
    eventType: "nonInteractiveUser",
    userAgent: call.header("user-agent"),
  });
}

function redeemPassword({ call, form, application, claims }: TokenRequest): Answer {
  const { world } = call;
  const proof = proveClient(world, application, form, "if-confidential");
  const user = userWithPassword(world, required(form, "username"), required(form, "password"));
  return delegatedAnswer({
    world,
    application,
    proof,
    claims,
    signIn: signInUser(world, user.id, claims, ["pwd"]),
    scopes: splitScopes(required(form, "scope")),
    eventType: "interactiveUser",
    userAgent: call.header("user-agent"),
  });
}

function worldOfGrant(call: LoginCall, tenantId: string): World {
  return tenantOfGrant(call.worlds, { world: call.world, kind: call.tenantKind }, tenantId);
}

function invalidGrant(number: number, text: string): LoginError {
  return new LoginError(400, "invalid_grant", number, text);
}
