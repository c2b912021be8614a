// Turns what an area of Graph declares into routes: both versions, sign-in, throttling, permission, licence, headers,
// error form.

import { doDueAzureWork } from "../arm/due-azure-work.js";
import { challengeHeader, interruption, notBeforeClaims } from "../laws/continuous-access.js";
import { ROLE } from "../laws/directory-roles.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { hasLicence } from "../laws/licences.js";
import type { PermissionRow } from "../laws/permissions/row.js";
import { isSufficient, permissionRow } from "../laws/permissions.js";
import { holdsOneOf } from "../laws/role-holders.js";
import type { Caller } from "../login/access-token.js";
import { readAccessToken } from "../login/access-token.js";
import { runDueCycles } from "../on-premises/schedule.js";
import type { Answer, Call, Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import type { GraphCall, GraphRoute, GraphVersion } from "./graph-call.js";
import {
  accessDenied,
  GraphError,
  graphErrorAnswer,
  notImplemented,
  requestIds,
  unauthenticated,
} from "./graph-error.js";
import { noted } from "./logs/directory-audits-writes.js";
import { endDueSchedules } from "./roles/privileged-time.js";

/** Which machines answered; support asks for it ("Best practices for working with Microsoft Graph"). */
const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: "Sandbox", Slice: "E", Ring: "0", ScaleUnit: "000", RoleInstance: "SANDBOX" },
});

const VERSIONS = ["v1.0", "beta"] as const;

export function asRoutes(worlds: Worlds, graphRoutes: readonly GraphRoute[]): readonly Route[] {
  return VERSIONS.flatMap((version) =>
    graphRoutes
      .filter((route) => route.versions?.includes(version) ?? true)
      .map((route) => ({
        method: route.method,
        host: "graph" as const,
        path: `/${version}${route.path}`,
        note: route.note,
        handle: (call: Call) => answerGraph(worlds, version, route, call),
      })),
  );
}

async function answerGraph(worlds: Worlds, version: GraphVersion, route: GraphRoute, call: Call): Promise<Answer> {
  const ids = requestIds(call.header("client-request-id"));
  const found = readAccessToken(worlds, call, "graph");
  const world = found?.world ?? worlds.primary;
  runDueCycles(world.store);
  doDueAzureWork(world);
  endDueSchedules(world.store);
  const now = world.store.tenantNow();
  const headers = {
    date: new Date(now).toUTCString(),
    "cache-control": "no-cache",
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "odata-version": "4.0",
    "x-ms-ags-diagnostic": DIAGNOSTIC,
  };
  let spent: Readonly<Record<string, string>> = {};
  try {
    if (found === undefined) throw unauthenticated(call);
    const { caller } = found;
    call.trail.caller = { kind: caller.kind, permissions: caller.permissions };
    checkContinuousAccess(world, caller);
    spent = admit(world, route, call, caller, now);
    const tenant = world.laws.replication.view(route.replicated, world.store.tenant, now);
    checkPermission(world.store.tenant, `${route.method} ${route.path}`, caller);
    checkLicence(world.store.tenant, route);
    checkSegments(route, call.params);
    checkOptions(route, call.url);
    const graphCall: GraphCall = { ...call, world, worlds, version, caller, tenant, now };
    const answer = await noted(world, route, graphCall, () => route.handle(graphCall));
    return { ...answer, headers: { ...headers, ...spent, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { ...graphErrorAnswer(error, ids, now), headers: { ...headers, ...spent, ...error.headers } };
  }
}

/** The message is the one that clients of continuous access evaluation report; the claims ask for a newer sign-in. */
function checkContinuousAccess(world: World, caller: Caller): void {
  const found = interruption(world.store.tenant, caller);
  if (found === undefined) return;
  const claims = notBeforeClaims(world.wallClock() / 1000);
  throw new GraphError(
    401,
    "InvalidAuthenticationToken",
    `Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${found.code}`,
    [],
    { "www-authenticate": challengeHeader(world.hosts.login, FIRST_PARTY.microsoftGraph, claims) },
  );
}

/** The headers of a request that is let through; a GraphError 429 otherwise. */
function admit(world: World, route: GraphRoute, call: Call, caller: Caller, now: number) {
  const { throttledAs = "directory" } = route;
  const service = typeof throttledAs === "function" ? throttledAs(call.url.searchParams) : throttledAs;
  const request = { service, appId: caller.appId, cost: costOf(route, call.url), isWrite: route.method !== "GET" };
  const { refusal, headers } = world.laws.throttles.admit(request, now);
  if (refusal === undefined) return headers;
  const wait = refusal.retryAfter === undefined ? {} : { "retry-after": String(refusal.retryAfter) };
  throw new GraphError(429, "TooManyRequests", "Too many requests.", [], { ...refusal.headers, ...wait });
}

/** "$select" makes a request cheaper, "$expand" dearer, a small "$top" cheaper; at least 1 ("Throttling limits"). */
function costOf(route: GraphRoute, url: URL): number {
  const has = (name: string) => url.searchParams.has(name);
  const top = Number(url.searchParams.get("$top") ?? Number.NaN);
  const { cost = 1, costWithSelect = cost - 1 } = route;
  const units = (has("$select") ? costWithSelect : cost) + (has("$expand") ? 1 : 0) - (top < 20 ? 1 : 0);
  return Math.max(1, units);
}

function checkPermission(tenant: Tenant, request: string, caller: Caller): void {
  const row = permissionRow(request);
  if (row === undefined) throw notImplemented(`${request} (no permission row)`);
  const alternatives = caller.kind === "user" ? row.delegated : row.application;
  const allowed =
    isSufficient(alternatives, caller.permissions) && (caller.kind === "application" || hasRole(tenant, row, caller));
  if (!allowed) throw accessDenied();
}

/** Roles are looked up now, not in the token: an assignment that was taken away no longer serves. */
function hasRole(tenant: Tenant, row: PermissionRow, caller: Caller): boolean {
  if (row.roles === "any") return true;
  return holdsOneOf(tenant, caller.principalId, [ROLE.globalAdministrator, ...row.roles]);
}

function checkLicence(tenant: Tenant, route: GraphRoute): void {
  if (route.licence === undefined || hasLicence(tenant, route.licence)) return;
  throw new GraphError(
    403,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
}

/** Graph means by these no object's id, but counting, changes since, or a cast. */
function checkSegments(route: GraphRoute, params: Call["params"]): void {
  const special = Object.values(params).find(
    (value) => value.startsWith("$") || value === "delta" || value.startsWith("microsoft.graph."),
  );
  if (special !== undefined) throw notImplemented(`the segment ${special.slice(0, 60)} of ${route.path}`);
}

function checkOptions(route: GraphRoute, url: URL): void {
  for (const name of url.searchParams.keys()) {
    if (route.options?.includes(name) !== true) throw notImplemented(`the query option ${name} of ${route.path}`);
  }
}
