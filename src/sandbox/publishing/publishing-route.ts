// What every route of a site's publishing host does before its own work: which site, sign-in, rights.
import { randomUUID } from "node:crypto";
import { doDueAzureWork } from "../arm/due-azure-work.js";
import { mayInAzure } from "../laws/azure-rbac.js";
import { readAccessToken } from "../login/access-token.js";
import type { Answer, Call, Method, Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { PublishingError, publishingErrorAnswer } from "./publishing-error.js";

type Resource = Tenant["azure"]["resources"][number];

export interface PublishingCall extends Call {
  readonly world: World;
  readonly tenant: Tenant;
  readonly site: Resource;
  /** `NAME.scm.azurewebsites.net`. */
  readonly host: string;
  /** Tenant time in milliseconds. */
  readonly now: number;
}

export interface PublishingRoute {
  readonly method: Method;
  readonly path: string;
  readonly note: string;
  readonly handle: (call: PublishingCall) => Answer;
}

const SITE_TYPE = "microsoft.web/sites";

export function asPublishingRoutes(worlds: Worlds, routes: readonly PublishingRoute[]): readonly Route[] {
  return routes.map(({ handle, ...route }) => ({
    ...route,
    host: "publishing" as const,
    handle: (call: Call) => answerPublishing(worlds, handle, call),
  }));
}

function answerPublishing(worlds: Worlds, handle: PublishingRoute["handle"], call: Call): Answer {
  for (const world of worlds.all) doDueAzureWork(world);
  const host = call.url.hostname.toLowerCase();
  const owned = siteNamed(worlds, call, host);
  const now = (owned?.world ?? worlds.primary).store.tenantNow();
  const headers = { date: new Date(now).toUTCString(), "x-ms-request-id": randomUUID() };
  try {
    // The real name would not resolve; here the connection is there before anybody knows.
    if (owned === undefined) throw new PublishingError(404, `No tenant of the sandbox has a site at ${host}.`);
    const { world, site } = owned;
    checkRights(worlds, call, world, site, now);
    const answer = handle({ ...call, world, tenant: world.store.tenant, site, host, now });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof PublishingError)) throw error;
    const answer = publishingErrorAnswer(error);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function siteNamed(worlds: Worlds, call: Call, host: string): { world: World; site: Resource } | undefined {
  for (const world of worlds.all) {
    const { tenant } = world.store;
    if (tenant.cloud !== call.cloud) continue;
    const site = tenant.azure.resources.find(
      ({ body }) =>
        body.type.toLowerCase() === SITE_TYPE && `${body.name}.scm.${world.hosts.siteSuffix}`.toLowerCase() === host,
    );
    if (site !== undefined) return { world, site };
  }
  return undefined;
}

/**
 * A token for Azure Resource Manager, and the right to write the site. For a while after the site was made nobody has
 * it: the host learns late of roles ("Troubleshoot Azure RBAC"; how late is a choice, see laws/azure-times.ts).
 */
function checkRights(worlds: Worlds, call: Call, world: World, site: Resource, now: number): void {
  const found = readAccessToken(worlds, call, "arm");
  if (found?.world !== world) {
    const challenge = `Bearer authorization_uri="https://${world.hosts.login}/${world.store.tenant.organization.id}"`;
    const headers = { "www-authenticate": challenge };
    throw new PublishingError(401, "Authorization has been denied for this request.", { headers });
  }
  const { caller } = found;
  call.trail.caller = { kind: caller.kind, permissions: caller.permissions };
  const isKnown = now >= Date.parse(site.createdDateTime) + world.laws.azureTimes.roleMs;
  const { tenant } = world.store;
  if (isKnown && mayInAzure(tenant, caller.principalId, "Microsoft.Web/sites/write", site.body.id)) return;
  throw new PublishingError(403, "The caller does not have permission to publish to this site.");
}
