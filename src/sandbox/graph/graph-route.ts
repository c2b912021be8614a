// Turns what an area of Graph declares into routes: both versions, sign-in, permission, headers, error form.

import { ROLE } from "../laws/directory-roles.js";
import { isSufficient, type PermissionRow, permissionRow } from "../laws/permissions.js";
import type { Caller } from "../login/access-token.js";
import { readAccessToken } from "../login/access-token.js";
import { runDueCycles } from "../on-premises/schedule.js";
import { type Answer, type Call, HOSTS, type Method, type Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World } from "../world.js";
import { GraphError, graphErrorAnswer, notImplemented, requestIds } from "./graph-error.js";

type GraphVersion = "v1.0" | "beta";

export interface GraphCall extends Call {
  readonly world: World;
  readonly version: GraphVersion;
  readonly caller: Caller;
  /** The tenant as it was when the request came in. */
  readonly tenant: Tenant;
}

export interface GraphRoute {
  readonly method: Method;
  readonly path: string;
  readonly note: string;
  /** Query options that the handler understands; any other is answered 501. */
  readonly options?: readonly string[];
  readonly handle: (call: GraphCall) => Answer | Promise<Answer>;
}

const VERSIONS = ["v1.0", "beta"] as const;
const CONDITIONAL_ACCESS = "/identity/conditionalAccess/";

export function asRoutes(world: World, graphRoutes: readonly GraphRoute[]): readonly Route[] {
  return VERSIONS.flatMap((version) =>
    graphRoutes.map((route) => ({
      method: route.method,
      host: "graph" as const,
      path: `/${version}${route.path}`,
      note: route.note,
      handle: (call: Call) => answerGraph(world, version, route, call),
    })),
  );
}

async function answerGraph(world: World, version: GraphVersion, route: GraphRoute, call: Call): Promise<Answer> {
  await runDueCycles(world.store);
  const ids = requestIds(call.header("client-request-id"));
  const headers = {
    date: new Date(world.store.tenantNow()).toUTCString(),
    "cache-control": "no-cache",
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "odata-version": "4.0",
  };
  try {
    const caller = callerOf(world, call);
    if (route.path.startsWith(CONDITIONAL_ACCESS) && !world.conditionalAccessLimiter.admits(world.wallClock())) {
      throw new GraphError(429, "TooManyRequests", "Too many requests.");
    }
    checkPermission(world.store.tenant, `${route.method} ${route.path}`, caller);
    checkOptions(route, call.url);
    const answer = await route.handle({ ...call, world, version, caller, tenant: world.store.tenant });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { ...graphErrorAnswer(error, ids, world.store.tenantNow()), headers };
  }
}

function callerOf(world: World, call: Call): Caller {
  const token = /^Bearer (.+)$/iu.exec(call.header("authorization") ?? "")?.[1];
  if (token === undefined) throw new GraphError(401, "InvalidAuthenticationToken", "Access token is empty.");
  const caller = readAccessToken(world, token, "graph");
  if (caller !== undefined) return caller;
  throw new GraphError(
    401,
    "InvalidAuthenticationToken",
    "Access token validation failure. Invalid audience, signature or lifetime.",
  );
}

function checkPermission(tenant: Tenant, request: string, caller: Caller): void {
  const row = permissionRow(request);
  if (row === undefined) throw notImplemented(`${request} (no permission row)`);
  const alternatives = caller.kind === "user" ? row.delegated : row.application;
  const allowed =
    isSufficient(alternatives, caller.permissions) && (caller.kind === "application" || hasRole(tenant, row, caller));
  if (!allowed) {
    throw new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }
}

/** Roles are looked up now, not in the token: an assignment that was taken away no longer serves. */
function hasRole(tenant: Tenant, row: PermissionRow, caller: Caller): boolean {
  if (row.roles === "any") return true;
  const sufficient = [ROLE.globalAdministrator, ...row.roles];
  return tenant.roleAssignments.some(
    (one) =>
      one.principalId === caller.principalId &&
      one.directoryScopeId === "/" &&
      sufficient.includes(one.roleDefinitionId),
  );
}

function checkOptions(route: GraphRoute, url: URL): void {
  for (const name of url.searchParams.keys()) {
    if (route.options?.includes(name) !== true) throw notImplemented(`the query option ${name} of ${route.path}`);
  }
}

export function graphUrl(call: GraphCall): string {
  return `https://${HOSTS.graph}/${call.version}`;
}

export function jsonBody(call: GraphCall): Readonly<Record<string, unknown>> {
  if (call.body.kind === "json" && isRecord(call.body.value)) return call.body.value;
  throw new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
