// What an access token says, made for a client alone or for a user at a client, and read back by Graph and ARM.
import { randomInt, randomUUID } from "node:crypto";
import * as z from "zod";
import { assignedAppRoles, grantedScopes } from "../laws/consent.js";
import type { Call } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { LoginError } from "./login-error.js";
import { audiencesOf, type ResourceName, type ScopeRequest } from "./resources.js";

export type Application = Tenant["applications"][number];
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
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scope: string;
}

const SHORTEST_LIFE_S = 65 * 60;
const LIFE_SPREAD_S = 10 * 60;

export function issueForApplication(world: World, application: Application, request: ScopeRequest): IssuedToken {
  if (request.permissions.length !== 1 || request.permissions[0]?.toLowerCase() !== ".default") {
    throw new LoginError(
      400,
      "invalid_scope",
      1002012,
      "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
    );
  }
  const principal = principalOf(world, application);
  const held = principal === undefined ? [] : assignedAppRoles(world.store.tenant, principal.id, request.resourceAppId);
  const roles = held.length > 0 ? { roles: held } : {};
  return issue(world, application, request, {
    appidacr: "1",
    idtyp: "app",
    oid: principal?.id,
    sub: principal?.id,
    ...roles,
  });
}

export function issueForUser(
  world: World,
  application: Application,
  user: DirectoryUser,
  request: ScopeRequest,
): IssuedToken {
  const client = principalOf(world, application);
  const consented =
    client === undefined ? [] : grantedScopes(world.store.tenant, client.id, user.id, request.resourceAppId);
  for (const permission of request.permissions) {
    const known = permission === ".default" || consented.some((one) => one.toLowerCase() === permission.toLowerCase());
    if (!known) {
      throw new LoginError(
        400,
        "invalid_grant",
        65001,
        `The user or administrator has not consented to use the application with ID '${application.appId}' named '${application.displayName}' for '${permission}'. Send an interactive authorization request for this user and resource.`,
      );
    }
  }
  const wids = world.store.tenant.roleAssignments
    .filter((assignment) => assignment.principalId === user.id && assignment.directoryScopeId === "/")
    .map((assignment) => assignment.roleDefinitionId);
  return issue(world, application, request, {
    acr: "1",
    amr: ["pwd", "mfa"],
    idtyp: "user",
    oid: user.id,
    sub: user.id,
    name: user.displayName,
    upn: user.userPrincipalName,
    unique_name: user.userPrincipalName,
    scp: consented.join(" "),
    wids,
  });
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
  const { aud, exp, nbf, iat, tid, oid, appid, idtyp, scp, roles, amr, acrs, xms_cc } = parsed.data;
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
    handlesClaimsChallenges: xms_cc?.includes("cp1") ?? false,
  };
  return idtyp === "user"
    ? { world, caller: { ...who, kind: "user", permissions: (scp ?? "").split(" ") } }
    : { world, caller: { ...who, kind: "application", permissions: roles ?? [] } };
}

function principalOf(world: World, application: Application) {
  return world.store.tenant.servicePrincipals.find((one) => one.appId === application.appId);
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
});

function issue(
  world: World,
  application: Application,
  request: ScopeRequest,
  claims: Readonly<Record<string, unknown>>,
): IssuedToken {
  const tenantId = world.store.tenant.organization.id;
  const now = Math.floor(world.wallClock() / 1000);
  const expiresIn = SHORTEST_LIFE_S + randomInt(LIFE_SPREAD_S);
  const token = world.signer.sign({
    aud: request.audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: now,
    nbf: now - 300,
    exp: now + expiresIn,
    tid: tenantId,
    appid: application.appId,
    app_displayname: application.displayName,
    uti: randomUUID(),
    ver: "1.0",
    ...claims,
  });
  const scope =
    typeof claims.scp === "string"
      ? claims.scp
          .split(" ")
          .map((one) => `${request.audience}/${one}`)
          .join(" ")
      : `${request.audience}/.default`;
  return { token, expiresIn, scope };
}
