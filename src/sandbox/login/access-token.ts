// What an access token says, made for a client alone or for a user at a client, and read back by Graph and ARM.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { assignedAppRoles, grantedScopes } from "../laws/consent.js";
import { accessTokenLife, LIFETIME } from "../laws/token-lifetimes.js";
import type { Call } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { type Application, principalOf, type ServicePrincipal } from "./applications.js";
import { type ClaimsRequest, NO_CLAIMS } from "./claims-request.js";
import type { ClientProof } from "./client-proof.js";
import { LoginError } from "./login-error.js";
import { audiencesOf, type ResourceName, type ScopeRequest } from "./resources.js";
import type { SignIn } from "./user-sign-in.js";

export type DirectoryUser = Tenant["users"][number];

/** Who calls a service: an application by itself, or a user through one. */
export interface Caller {
  readonly kind: "application" | "user";
  readonly appId: string;
  readonly principalId: string;
  /** Scopes or app roles as the token names them. */
  readonly permissions: readonly string[];
  /** How the user signed in: `mfa` is among them after a second factor ("Access token claims reference"). */
  readonly amr: readonly string[];
  /** The authentication contexts that the sign-in has satisfied: `p1` stands for MFA, `c1` … `c99` are the tenant's. */
  readonly acrs: readonly string[];
  /** Wall time in seconds at which the token was issued. */
  readonly issuedAt: number;
  /** The client has said that it can handle claims challenges (`xms_cc` has `cp1`). */
  readonly handlesClaimsChallenges: boolean;
  /** Recognises the user's session (laws/continuous-access.ts). */
  readonly session: string | undefined;
}

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
    ...capabilityClaim(claims),
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
  const wids = world.store.tenant.roleAssignments
    .filter((assignment) => assignment.principalId === user.id && assignment.directoryScopeId === "/")
    .map((assignment) => assignment.roleDefinitionId);
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
    wids,
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
  const consented =
    client === undefined ? [] : grantedScopes(world.store.tenant, client.id, userId, request.resourceAppId);
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

/** The caller that a request's bearer token proves, and in which tenant; `undefined` when it proves nothing here now. */
export function readAccessToken(
  worlds: Worlds,
  call: Call,
  resource: ResourceName,
): { readonly caller: Caller; readonly world: World } | undefined {
  const token = /^Bearer (.+)$/iu.exec(call.header("authorization") ?? "")?.[1];
  const parsed = accessClaimsSchema.safeParse(token === undefined ? undefined : worlds.primary.signer.verify(token));
  if (!parsed.success) return undefined;
  const { aud, exp, nbf, iat, tid, oid, appid, idtyp, scp, roles, amr, acrs, xms_cc, rh } = parsed.data;
  const world = worlds.byTenantId(tid);
  if (world === undefined || world.store.tenant.cloud !== call.cloud) return undefined;
  const now = world.wallClock() / 1000;
  if (!audiencesOf(resource, world.hosts).includes(aud) || exp <= now || nbf > now + 300) return undefined;
  const who = {
    appId: appid,
    principalId: oid,
    amr: amr ?? [],
    acrs: acrs ?? [],
    issuedAt: iat,
    session: rh,
    handlesClaimsChallenges: xms_cc?.includes("cp1") ?? false,
  };
  return idtyp === "user"
    ? { world, caller: { ...who, kind: "user", permissions: (scp ?? "").split(" ") } }
    : { world, caller: { ...who, kind: "application", permissions: roles ?? [] } };
}

const accessClaimsSchema = z.object({
  aud: z.string(),
  exp: z.number(),
  nbf: z.number(),
  iat: z.number(),
  tid: z.string(),
  oid: z.string(),
  appid: z.string(),
  idtyp: z.enum(["app", "user"]),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  amr: z.array(z.string()).optional(),
  acrs: z.array(z.string()).optional(),
  xms_cc: z.array(z.string()).optional(),
  rh: z.string().optional(),
});

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
