// What every route of management.azure.com does before and after its own work.
import { randomUUID } from "node:crypto";
import { ROLE } from "../laws/directory-roles.js";
import { type Caller, readAccessToken } from "../login/access-token.js";
import { runDueCycles } from "../on-premises/schedule.js";
import type { Answer, Call, Method, Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";

const API_VERSION = "2014-01-01";
const PROVIDER = "/providers/Microsoft.ADHybridHealthService";

export interface HealthCall extends Call {
  readonly world: World;
  readonly caller: Caller;
  readonly tenant: Tenant;
  /** Tenant time in milliseconds. */
  readonly now: number;
}

export interface HealthRoute {
  readonly method: Method;
  /** Below `/providers/Microsoft.ADHybridHealthService`. */
  readonly path: string;
  readonly note: string;
  readonly handle: (call: HealthCall) => Answer | Promise<Answer>;
}

/** An error as Azure Resource Manager answers it. */
export class ArmError extends Error {
  override readonly name = "ArmError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function asArmRoutes(worlds: Worlds, routes: readonly HealthRoute[]): readonly Route[] {
  return routes.map((route) => ({
    method: route.method,
    host: "arm" as const,
    path: `${PROVIDER}${route.path}`,
    note: route.note,
    handle: (call: Call) => answerArm(worlds, route, call),
  }));
}

async function answerArm(worlds: Worlds, route: HealthRoute, call: Call): Promise<Answer> {
  const found = readAccessToken(worlds, call, "arm");
  const world = found?.world ?? worlds.primary;
  runDueCycles(world.store);
  const requestId = randomUUID();
  const now = world.store.tenantNow();
  const headers = {
    date: new Date(now).toUTCString(),
    "cache-control": "no-cache",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": call.header("x-ms-correlation-request-id") ?? requestId,
    "x-ms-routing-request-id": `SANDBOX:${new Date(now).toISOString()}:${requestId}`,
  };
  try {
    if (found === undefined) throw unauthenticated(call);
    const { caller } = found;
    call.trail.caller = { kind: caller.kind, permissions: caller.permissions };
    checkApiVersion(call.url);
    checkRights(world.store.tenant, route.method, caller);
    const answer = await route.handle({ ...call, world, caller, tenant: world.store.tenant, now });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return { status: error.status, headers, body: { error: { code: error.code, message: error.message } } };
  }
}

function unauthenticated(call: Call): ArmError {
  return call.header("authorization") === undefined
    ? new ArmError(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
    : new ArmError(401, "InvalidAuthenticationToken", "The access token is invalid: audience, signature or lifetime.");
}

function checkApiVersion(url: URL): void {
  const asked = url.searchParams.get("api-version");
  if (asked === null) {
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (asked !== API_VERSION) {
    throw new ArmError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${asked}' is invalid. The supported versions are '${API_VERSION}'.`,
    );
  }
}

/**
 * "Either Microsoft Entra Global Administrator account permissions or the Contributor role in Azure role-based access
 * control" (Microsoft Entra Connect Health FAQ); a Hybrid Identity Administrator has no access (built-in roles).
 */
function checkRights(tenant: Tenant, method: Method, caller: Caller): void {
  const isAdministrator = tenant.roleAssignments.some(
    (one) =>
      one.principalId === caller.principalId &&
      one.roleDefinitionId === ROLE.globalAdministrator &&
      one.directoryScopeId === "/",
  );
  const needed = method === "GET" ? ["Owner", "Contributor", "Reader"] : ["Owner", "Contributor"];
  const isListed = tenant.health.access.some(
    (one) => one.principalId === caller.principalId && needed.includes(one.role),
  );
  if (isListed || (caller.kind === "user" && isAdministrator)) return;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The client with object id '${caller.principalId}' does not have authorization to perform this action over scope '${PROVIDER}'.`,
  );
}
