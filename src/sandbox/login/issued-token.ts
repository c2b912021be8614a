// What an access token says, made for a client alone, for a managed identity, or for a user at a client.
import { randomUUID } from "node:crypto";
import { assignedAppRoles, grantedScopes } from "../laws/consent.js";
import { preauthorisedScopes } from "../laws/first-party-clients.js";
import { CLOUD_FACTS } from "../laws/national-clouds.js";
import { rolesInToken } from "../laws/role-holders.js";
import { accessTokenLife, LIFETIME } from "../laws/token-lifetimes.js";
import type { World } from "../world.js";
import { type Application, principalOf, type ServicePrincipal } from "./applications.js";
import { type ClaimsRequest, NO_CLAIMS } from "./claims-request.js";
import type { ClientProof } from "./client-proof.js";
import { LoginError } from "./login-error.js";
import type { ScopeRequest } from "./resources.js";
import type { DirectoryUser, SignIn } from "./user-sign-in.js";

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** As the answer lists it; a client by itself is told none. */
  readonly scope?: string;
}

/** What an application by itself has proven, and how long its token lives where that is not as for everybody. */
interface OwnSignIn {
  readonly principal: ServicePrincipal;
  readonly proof: ClientProof;
  readonly claims: ClaimsRequest;
  /** Seconds. */
  readonly life?: number;
}

/** A token by client credentials or for a managed identity; the app roles are those that the principal holds now. */
export function issueForApplication(world: World, request: ScopeRequest, own: OwnSignIn): IssuedToken {
  if (request.permissions.length !== 1 || request.permissions[0]?.toLowerCase() !== ".default") {
    throw new LoginError(
      400,
      "invalid_scope",
      1002012,
      "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
    );
  }
  const { principal, proof, claims } = own;
  if (request.resource === "tokenExchange") return issueForExchange(world, request, principal, own.life);
  const held = assignedAppRoles(world.store.tenant, principal.id, request.resourceAppId);
  const isLongLived = handlesChallenges(claims) && request.resource === "graph";
  return issue(world, request, own.life ?? accessTokenLife(isLongLived), {
    appid: principal.appId,
    app_displayname: principal.displayName,
    appidacr: proof,
    idtyp: "app",
    oid: principal.id,
    sub: principal.id,
    ...(held.length > 0 ? { roles: held } : {}),
    wids: rolesInToken(world.store.tenant, principal.id, "application"),
    ...capabilityClaim(claims),
  });
}

/**
 * An assertion rather than an access token: of version 2.0, its audience the resource's application id however it was
 * asked for, its subject the identity's object id ("Configure an application to trust a managed identity").
 */
function issueForExchange(
  world: World,
  request: ScopeRequest,
  principal: ServicePrincipal,
  life = accessTokenLife(false),
): IssuedToken {
  const { organization, cloud } = world.store.tenant;
  return issue(world, request, life, {
    aud: request.resourceAppId,
    iss: `https://${CLOUD_FACTS[cloud].preferredNetwork}/${organization.id}/v2.0`,
    ver: "2.0",
    azp: principal.appId,
    azpacr: "2",
    idtyp: "app",
    oid: principal.id,
    sub: principal.id,
  });
}

/** A managed identity has no application object and no other proof than that it asks from where it lives. */
export function issueForManagedIdentity(world: World, request: ScopeRequest, principal: ServicePrincipal): IssuedToken {
  const life = LIFETIME.managedIdentityToken;
  return issueForApplication(world, request, { principal, proof: "2", claims: NO_CLAIMS, life });
}

interface DelegatedSignIn {
  readonly application: Application;
  readonly user: DirectoryUser;
  readonly signIn: SignIn;
  readonly proof: ClientProof;
  readonly claims: ClaimsRequest;
}

/** @throws {LoginError} 65001 nobody has consented to what is asked */
export function issueForUser(world: World, request: ScopeRequest, delegated: DelegatedSignIn): IssuedToken {
  const { application, user, signIn, proof, claims } = delegated;
  const consented = consentedScopes(world, application, user.id, request);
  const issued = issue(world, request, accessTokenLife(handlesChallenges(claims) && request.resource === "graph"), {
    appid: application.appId,
    app_displayname: application.displayName,
    appidacr: proof,
    acr: "1",
    amr: signIn.amr,
    ...(claims.acrs.length > 0 ? { acrs: claims.acrs } : {}),
    idtyp: "user",
    oid: user.id,
    sub: user.id,
    name: user.displayName,
    upn: user.userPrincipalName,
    unique_name: user.userPrincipalName,
    scp: consented.join(" "),
    wids: rolesInToken(world.store.tenant, user.id, "user"),
    // Of the claims that only the issuer understands, the one with which it recognises a session.
    rh: signIn.stamp,
    ...capabilityClaim(claims),
  });
  return { ...issued, scope: answeredScope(request, consented) };
}

/** @throws {LoginError} 65001 */
export function consentedScopes(
  world: World,
  application: Application,
  userId: string,
  request: ScopeRequest,
): readonly string[] {
  const client = principalOf(world, application);
  const { resourceAppId } = request;
  const granted = client === undefined ? [] : grantedScopes(world.store.tenant, client.id, userId, resourceAppId);
  const consented = [...new Set([...granted, ...preauthorisedScopes(application.appId, resourceAppId)])].sort();
  const isKnown = (permission: string) =>
    isDefault(permission)
      ? consented.length > 0
      : consented.some((one) => one.toLowerCase() === permission.toLowerCase());
  if (request.permissions.every(isKnown)) return consented;
  throw new LoginError(
    400,
    "invalid_grant",
    65001,
    `The user or administrator has not consented to use the application with ID '${application.appId}' named '${application.displayName}'. Send an interactive authorization request for this user and resource.`,
  );
}

/**
 * All that is granted, not only what was asked, and `.default` again where that was asked: MSAL finds a token in its
 * cache only when all that it asked for stands in the answer. Permissions of Graph that were asked for by their bare
 * names are answered so ("Scopes and permissions in the Microsoft identity platform").
 */
function answeredScope(request: ScopeRequest, consented: readonly string[]): string {
  const prefix = request.isShort ? "" : `${request.audience}/`;
  const again = request.permissions.some(isDefault) ? [`${request.audience}/.default`] : [];
  const identity = request.openid ? ["email", "openid", "profile"] : [];
  return [...identity, ...consented.map((one) => `${prefix}${one}`), ...again].join(" ");
}

function isDefault(permission: string): boolean {
  return permission.toLowerCase() === ".default";
}

function handlesChallenges(claims: ClaimsRequest): boolean {
  return claims.capabilities.includes("cp1");
}

function capabilityClaim(claims: ClaimsRequest) {
  return claims.capabilities.length > 0 ? { xms_cc: claims.capabilities } : {};
}

function issue(
  world: World,
  request: ScopeRequest,
  expiresIn: number,
  claims: Readonly<Record<string, unknown>>,
): IssuedToken {
  const tenantId = world.store.tenant.organization.id;
  const now = Math.floor(world.wallClock() / 1000);
  const token = world.signer.sign({
    aud: request.audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now,
    nbf: now - 300,
    exp: now + expiresIn,
    tid: tenantId,
    uti: randomUUID(),
    ver: "1.0",
    ...claims,
  });
  return { token, expiresIn };
}
