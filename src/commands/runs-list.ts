import type { Journals } from "../changes/journal.js";
import type { ResultOf } from "../report/result-schemas.js";
import { TOOL_VERSION } from "../version.js";
import { listRuns } from "./run-views.js";

export interface RunsListOptions {
  /** Tenant id or initial domain; without it runs of all tenants. */
  readonly tenant?: string;
  readonly ticket?: string;
}

/** What was changed from here, newest first. Asks nobody, so that it works wherever the journals are. */
export async function runsList(
  journals: Journals,
  { tenant, ticket }: RunsListOptions,
): Promise<ResultOf<"runs-list">> {
  const wanted = tenant?.toLowerCase();
  const runs = (await listRuns(journals)).filter(
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
    runs,
  };
}

function isOf(tenantId: string | null, initialDomain: string, wanted: string): boolean {
  return tenantId?.toLowerCase() === wanted || initialDomain.toLowerCase() === wanted;
}

function soleTenant(runs: ResultOf<"runs-list">["runs"]): string | null {
  const ids = new Set(runs.map(({ tenantId }) => tenantId));
  const [only] = ids;
  return ids.size === 1 ? (only ?? null) : null;
}
