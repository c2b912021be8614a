// What every route of Azure Resource Manager does before and after its own work: sign-in, MFA, throttling, version, headers.
import { randomUUID } from "node:crypto";
import { endDueSchedules } from "../graph/roles/privileged-time.js";
import { type ArmThrottles, createArmThrottles, operationOf } from "../laws/arm-throttling.js";
import { challengeHeader, interruption, notBeforeClaims } from "../laws/continuous-access.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { lacksMandatoryMfa, mfaClaims } from "../laws/mandatory-mfa.js";
import { type Caller, readAccessToken } from "../login/access-token.js";
import { runDueCycles } from "../on-premises/schedule.js";
import type { Answer, Call, Method, Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { ArmError, armErrorAnswer } from "./arm-error.js";
import { doDueAzureWork } from "./due-azure-work.js";

export interface ArmCall extends Call {
  readonly worlds: Worlds;
  readonly world: World;
  readonly caller: Caller;
  readonly tenant: Tenant;
  /** Tenant time in milliseconds. */
  readonly now: number;
}

export interface ArmRoute {
  readonly method: Method;
  readonly path: string;
  readonly note: string;
  /** `any` where every type of resource has versions of its own. */
  readonly apiVersions: readonly string[] | "any";
  readonly handle: (call: ArmCall) => Answer;
}

export function asArmRoutes(worlds: Worlds, routes: readonly ArmRoute[]): readonly Route[] {
  const throttles = new WeakMap<World, ArmThrottles>();
  const throttlesOf = (world: World): ArmThrottles => {
    const known = throttles.get(world) ?? createArmThrottles(world.store.tenant.cloud);
    throttles.set(world, known);
    return known;
  };
  return routes.map((route) => ({
    method: route.method,
    host: "arm" as const,
    path: route.path,
    note: route.note,
    handle: (call: Call) => answerArm(worlds, throttlesOf, route, call),
  }));
}

function answerArm(worlds: Worlds, throttlesOf: (world: World) => ArmThrottles, route: ArmRoute, call: Call): Answer {
  const found = readAccessToken(worlds, call, "arm");
  const world = found?.world ?? worlds.primary;
  runDueCycles(world.store);
  endDueSchedules(world.store);
  doDueAzureWork(world);
  const now = world.store.tenantNow();
  const headers = headersOf(call, now);
  try {
    if (found === undefined) throw unauthenticated(world, call);
    const { caller } = found;
    call.trail.caller = { kind: caller.kind, permissions: caller.permissions };
    checkContinuousAccess(world, caller);
    checkMfa(world, route.method, caller, now);
    const admitted = admit(throttlesOf(world), route.method, caller, now);
    checkApiVersion(call.url, route.apiVersions);
    const answer = route.handle({ ...call, worlds, world, caller, tenant: world.store.tenant, now });
    return { ...answer, headers: { ...headers, ...admitted, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    const answer = armErrorAnswer(error);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

/** "Request headers and response headers" of Azure Resource Manager: what support asks for. */
function headersOf(call: Call, now: number): Readonly<Record<string, string>> {
  const requestId = randomUUID();
  const clientRequestId = call.header("x-ms-client-request-id");
  const isWanted = call.header("x-ms-return-client-request-id")?.toLowerCase() === "true";
  return {
    date: new Date(now).toUTCString(),
    "cache-control": "no-cache",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": call.header("x-ms-correlation-request-id") ?? requestId,
    "x-ms-routing-request-id": `SANDBOX:${new Date(now).toISOString()}:${requestId}`,
    ...(clientRequestId !== undefined && isWanted ? { "x-ms-client-request-id": clientRequestId } : {}),
  };
}

function unauthenticated(world: World, call: Call): ArmError {
  const isMissing = call.header("authorization") === undefined;
  const [code, message] = isMissing
    ? ["AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."]
    : ["InvalidAuthenticationToken", "The access token is invalid: audience, signature or lifetime."];
  const challenge = `Bearer authorization_uri="https://${world.hosts.login}/", error="invalid_token", error_description="${message}"`;
  return new ArmError(401, code, message, { "www-authenticate": challenge });
}

/** Of the token, before anybody asks whether this user may do it at all. The body's code is not published. */
function checkMfa(world: World, method: Method, caller: Caller, now: number): void {
  const { tenant } = world.store;
  if (!lacksMandatoryMfa({ cloud: tenant.cloud, method, now, caller })) return;
  throw new ArmError(
    401,
    "InvalidAuthenticationToken",
    "Users must use multi-factor authentication for create, update and delete operations. See https://aka.ms/mfaforazure.",
    { "www-authenticate": challenge(world, mfaClaims()) },
  );
}

/** Azure Resource Manager is among the services that evaluate continuously ("Continuous access evaluation", scenarios). */
function checkContinuousAccess(world: World, caller: Caller): void {
  const found = interruption(world.store.tenant, caller);
  if (found === undefined) return;
  throw new ArmError(
    401,
    "InvalidAuthenticationToken",
    `Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${found.code}`,
    { "www-authenticate": challenge(world, notBeforeClaims(world.wallClock() / 1000)) },
  );
}

function challenge(world: World, claims: string): string {
  return challengeHeader(world.hosts.login, FIRST_PARTY.azureResourceManager, claims);
}

/** The headers of a request that is let through; an ArmError 429 otherwise. */
function admit(throttles: ArmThrottles, method: Method, caller: Caller, now: number) {
  const operation = operationOf(method);
  const { retryAfter, headers } = throttles.admit(caller.principalId, operation, now);
  if (retryAfter === undefined) return headers;
  throw new ArmError(
    429,
    "TooManyRequests",
    `The request is being throttled: the tenant's limit for ${operation} of '${caller.principalId}' is reached. Please try again after '${retryAfter}' seconds.`,
    { ...headers, "retry-after": String(retryAfter) },
  );
}

function checkApiVersion(url: URL, known: ArmRoute["apiVersions"]): void {
  const asked = url.searchParams.get("api-version");
  if (asked === null || asked === "") {
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const isKnown = known === "any" ? /^\d{4}-\d\d-\d\d(?:-[a-z]+)?$/iu.test(asked) : known.includes(asked.toLowerCase());
  if (!isKnown) {
    throw new ArmError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${asked.slice(0, 100)}' is invalid. The supported versions are '${known === "any" ? "YYYY-MM-DD" : known.join(",")}'.`,
    );
  }
}
