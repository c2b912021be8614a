// All that a tenant holds and that these commands could have changed, in a form in which two of them can be compared.
import { setTimeout } from "node:timers/promises";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import type { Stage } from "./cli-stage.js";

/** Logs, and what goes on by itself as time passes. */
const BY_ITSELF = ["directoryAudits", "signIns", "onPremises", "synchronization", "health"] as const;
/** Containers of what was deleted: nothing can be taken out of them before its time. */
const DELETED = [
  "deletedUsers",
  "deletedGroups",
  "deletedApplications",
  "deletedServicePrincipals",
  "deletedPolicies",
  "deletedLocations",
] as const;

type Contents = Readonly<Record<string, unknown>>;

export async function tenantState({ dir }: Pick<Stage, "dir">): Promise<TenantState> {
  // Its sandbox may be making a new snapshot between the two files that are read.
  const read = () => readSandboxState(dir);
  const { state } = (await read().catch(() => setTimeout(50).then(read))) ?? {};
  const [tenant] = state?.tenants ?? [];
  if (tenant === undefined) throw new Error(`${dir} holds no tenant.`);
  return tenant;
}

/**
 * The tenant without what differs from one run to another: ids that `before` did not have, times, hashes of secrets.
 * @param before the tenant as it was at the beginning
 */
export function contentsOf(tenant: TenantState, before: TenantState): Contents {
  const known = new Set(JSON.stringify(before).match(GUID) ?? []);
  const text = JSON.stringify(omitted(tenant, BY_ITSELF), (key, value: unknown) =>
    key === "passwordHash" || key === "pass" ? undefined : value,
  )
    .replace(GUID, (id) => (known.has(id) ? id : "NEW-ID"))
    .replace(ID_IN_NAME, (id) => (known.has(dashed(id)) ? id : "NEW-ID-IN-NAME"))
    .replace(RUN, "RUN")
    .replace(TIME, "TIME");
  return JSON.parse(text) as Contents;
}

/** What must be as it was before once a run was taken back: all but what has its place in history for good. */
export function restorableOf(tenant: TenantState, before: TenantState): Contents {
  const { privilegedIdentity, ...rest } = omitted(contentsOf(tenant, before), [...DELETED, "activatedRoles"]) as {
    readonly privilegedIdentity: Contents;
  };
  return { ...rest, privilegedIdentity: omitted(privilegedIdentity, ["requests"]) };
}

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
/** In front of the names of deleted users. */
const ID_IN_NAME = /\b[0-9a-f]{32}(?=[a-z])/gu;
const RUN = /\d{8}T\d{6}Z-[0-9a-f]{8}/gu;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu;

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

function omitted(value: object, names: readonly string[]): Contents {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
