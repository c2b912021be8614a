import type { Journals } from "../changes/journal.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { TOOL_VERSION } from "../version.js";
import { listRuns } from "./run-views.js";

export interface RunsListOptions {
  /** Tenant id or initial domain; without it runs of all tenants. */
  readonly tenant?: string;
  readonly ticket?: string;
}

/**
 * What was changed from here, newest first. Asks nobody, so that it works wherever the journals are.
 * @throws {UsageError} `tenant-malformed` for what can be neither a tenant's id nor a domain
 */
export async function runsList(
  journals: Journals,
  { tenant, ticket }: RunsListOptions,
): Promise<ResultOf<"runs-list">> {
  if (tenant !== undefined) refuseNoTenant(tenant);
  const wanted = tenant?.toLowerCase();
  const all = await listRuns(journals);
  const runs = all.filter(
    // Whose a journal is that cannot be read nobody knows: it is not hidden.
    (run) => wanted === undefined || run.tenant === null || isOf(run.tenantId, run.tenant.initialDomain, wanted),
  );
  return {
    schema: "aadc-cloud/runs-list@1",
    tenantId: soleTenant(runs),
    at: null,
    operator: null,
    toolVersion: TOOL_VERSION,
    ...(ticket === undefined ? {} : { ticket }),
    where: journals.where,
    asked: tenant ?? null,
    tenants: tenantsOf(all),
    runs,
  };
}

function isOf(tenantId: string | null, initialDomain: string, wanted: string): boolean {
  return tenantId?.toLowerCase() === wanted || initialDomain.toLowerCase() === wanted;
}

function tenantsOf(runs: ResultOf<"runs-list">["runs"]): ResultOf<"runs-list">["tenants"] {
  const tenants = new Map(
    runs.flatMap(({ tenantId, tenant }) =>
      tenantId === null || tenant === null
        ? []
        : [[tenantId, { tenantId, initialDomain: tenant.initialDomain }] as const],
    ),
  );
  return [...tenants.values()];
}

function refuseNoTenant(tenant: string): void {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant) || /^[^.\s]+(\.[^.\s]+)+$/.test(tenant)) return;
  throw new UsageError(`"${tenant}" is neither a tenant's id nor a domain.`, {
    code: "tenant-malformed",
    remedy: "Give the tenant's id or its initial domain, such as contoso.onmicrosoft.com; or leave --tenant out.",
  });
}

function soleTenant(runs: ResultOf<"runs-list">["runs"]): string | null {
  const ids = new Set(runs.map(({ tenantId }) => tenantId));
  const [only] = ids;
  return ids.size === 1 ? (only ?? null) : null;
}
