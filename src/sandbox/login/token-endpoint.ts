// POST /{tenant}/oauth2/v2.0/token and /devicecode.
import { randomInt } from "node:crypto";
import type { Answer, Call } from "../routes.js";
import type { World } from "../world.js";
import {
  type Application,
  type DirectoryUser,
  type IssuedToken,
  issueForApplication,
  issueForUser,
} from "./access-token.js";
import { checkClientAssertion } from "./client-assertion.js";
import { LoginError } from "./login-error.js";
import type { LoginCall } from "./login-routes.js";
import { readScopes, splitScopes } from "./resources.js";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const DEVICE_CODE_LIFE_S = 900;
const USER_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

export function answerToken(call: LoginCall): Answer {
  const { world } = call;
  const form = formOf(call);
  const grant = required(form, "grant_type");
  const application = applicationOf(call, form);
  switch (grant) {
    case "client_credentials": {
      if (call.tenantKind === "common") {
        throw new LoginError(
          400,
          "invalid_request",
          50059,
          "No tenant-identifying information found in either the request or implied by any provided credentials.",
        );
      }
      proveClient(world, application, form, "required");
      return tokenAnswer(
        issueForApplication(world, application, readScopes(splitScopes(required(form, "scope")), world.hosts)),
      );
    }
    case "device_code":
    case DEVICE_CODE_GRANT:
      return redeemDeviceCode(world, application, form);
    case "refresh_token":
      return redeemRefreshToken(world, application, form);
    default:
      throw new LoginError(
        400,
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grant}'.`,
      );
  }
}

export function answerDeviceCode(call: LoginCall): Answer {
  const { world } = call;
  const form = formOf(call);
  const application = applicationOf(call, form);
  const scopes = splitScopes(required(form, "scope"));
  readScopes(scopes, world.hosts);
  const user = firstUser(world);
  const deviceCode = world.grants.addDeviceCode({
    clientId: application.appId,
    scopes,
    userId: user.id,
    expiresAt: world.wallClock() + DEVICE_CODE_LIFE_S * 1000,
  });
  const userCode = Array.from({ length: 9 }, () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)]).join("");
  const verificationUri = "https://microsoft.com/devicelogin";
  return {
    status: 200,
    body: {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: verificationUri,
      expires_in: DEVICE_CODE_LIFE_S,
      interval: 5,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate. (Emulated tenant: approved at once, there is nothing to do.)`,
    },
  };
}

function redeemDeviceCode(world: World, application: Application, form: URLSearchParams): Answer {
  proveClient(world, application, form, "if-confidential");
  const code = world.grants.takeDeviceCode(required(form, "device_code"));
  if (code === undefined || code.clientId !== application.appId) {
    throw new LoginError(
      400,
      "bad_verification_code",
      70018,
      "Invalid verification code due to User typing in wrong user code for device code flow.",
    );
  }
  if (code.expiresAt <= world.wallClock()) {
    throw new LoginError(
      400,
      "expired_token",
      70020,
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    );
  }
  return delegatedAnswer(world, application, activeUser(world, code.userId), code.scopes);
}

/** A refresh token serves every resource to which the client has consent, not only the one first asked for. */
function redeemRefreshToken(world: World, application: Application, form: URLSearchParams): Answer {
  proveClient(world, application, form, "if-confidential");
  const grant = world.grants.refreshToken(required(form, "refresh_token"));
  if (grant === undefined || grant.clientId !== application.appId) {
    throw new LoginError(
      400,
      "invalid_grant",
      70000,
      "The provided value for the 'refresh_token' parameter is not valid.",
    );
  }
  return delegatedAnswer(world, application, activeUser(world, grant.userId), splitScopes(form.get("scope") ?? ""));
}

function delegatedAnswer(
  world: World,
  application: Application,
  user: DirectoryUser,
  scopes: readonly string[],
): Answer {
  const request = readScopes(scopes, world.hosts);
  const issued = issueForUser(world, application, user, request);
  const tenantId = world.store.tenant.organization.id;
  const clientInfo = Buffer.from(JSON.stringify({ uid: user.id, utid: tenantId })).toString("base64url");
  const refresh = request.offlineAccess
    ? { refresh_token: world.grants.addRefreshToken({ clientId: application.appId, userId: user.id }) }
    : {};
  const identity = request.openid ? { id_token: idToken(world, application, user) } : {};
  return tokenAnswer(issued, { client_info: clientInfo, ...refresh, ...identity });
}

function idToken(world: World, application: Application, user: DirectoryUser): string {
  const tenantId = world.store.tenant.organization.id;
  const now = Math.floor(world.wallClock() / 1000);
  return world.signer.sign({
    aud: application.appId,
    iss: `https://${world.hosts.login}/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3600,
    tid: tenantId,
    oid: user.id,
    sub: user.id,
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    ver: "2.0",
  });
}

function tokenAnswer(issued: IssuedToken, more: Readonly<Record<string, unknown>> = {}): Answer {
  return {
    status: 200,
    body: {
      token_type: "Bearer",
      scope: issued.scope,
      expires_in: issued.expiresIn,
      ext_expires_in: issued.expiresIn,
      access_token: issued.token,
      ...more,
    },
  };
}

function proveClient(
  world: World,
  application: Application,
  form: URLSearchParams,
  need: "required" | "if-confidential",
): void {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (secret !== null) {
    if (world.credentials.hasSecret(application.appId, secret)) return;
    throw new LoginError(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.appId}'.`,
    );
  }
  if (assertion !== null && form.get("client_assertion_type") === JWT_BEARER) {
    checkClientAssertion(world, application.appId, assertion, assertionAudiences(world));
    return;
  }
  if (need === "required" || !application.isPublicClient) {
    throw new LoginError(
      401,
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
}

function assertionAudiences(world: World): readonly string[] {
  const { organization, domains } = world.store.tenant;
  const names = [organization.id, ...domains.map((domain) => domain.id)];
  return names.flatMap((name) => [
    `https://${world.hosts.login}/${name}/oauth2/v2.0/token`,
    `https://${world.hosts.login}/${name}/v2.0`,
  ]);
}

/** Registered here, or elsewhere for several tenants and consented to here: then a service principal stands for it. */
function applicationOf({ worlds, world }: LoginCall, form: URLSearchParams): Application {
  const clientId = required(form, "client_id");
  const appId = clientId.toLowerCase();
  const here = world.store.tenant.applications.find((one) => one.appId === appId);
  if (here !== undefined) return here;
  const elsewhere = worlds.all
    .flatMap(({ store }) => store.tenant.applications)
    .find((one) => one.appId === appId && one.signInAudience === "AzureADMultipleOrgs");
  const isConsented = world.store.tenant.servicePrincipals.some((one) => one.appId === appId);
  if (elsewhere !== undefined && isConsented) return elsewhere;
  throw new LoginError(
    400,
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${world.store.tenant.organization.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
}

/** Device codes are approved at once, as if this user had typed them in. */
function firstUser(world: World): DirectoryUser {
  const user = world.store.tenant.users.find((one) => one.userPrincipalName === world.firstUserName);
  return activeUser(world, user?.id ?? "");
}

function activeUser(world: World, id: string): DirectoryUser {
  const user = world.store.tenant.users.find((one) => one.id === id);
  if (user === undefined) {
    throw new LoginError(
      400,
      "invalid_grant",
      50034,
      "The user account does not exist in the directory. To sign into this application, the account must be added to the directory.",
    );
  }
  if (!user.accountEnabled) throw new LoginError(400, "invalid_grant", 50057, "The user account is disabled.");
  return user;
}

function formOf(call: Call): URLSearchParams {
  if (call.body.kind === "form") return call.body.value;
  throw new LoginError(
    400,
    "invalid_request",
    900144,
    "The request body must contain the following parameter: 'grant_type'.",
  );
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== "") return value;
  throw new LoginError(
    400,
    "invalid_request",
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}
