// Which saved session is meant by a tenant, a client and a cloud, or by none of them.
import type { CloudName } from "../cloud/clouds.js";
import type { SavedSession } from "../cloud/sign-in/saved-session.js";
import { harmless } from "../report/harmless.js";
import { UsageError } from "../shapes/errors.js";

export interface Wanted {
  /** Id or name; undefined: not said. */
  readonly tenant: string | undefined;
  readonly clientId: string | undefined;
  readonly cloud: CloudName | undefined;
}

/** Those whose client and cloud are not other ones than wanted, newest first. */
export function candidates(sessions: readonly SavedSession[], { clientId, cloud }: Wanted): readonly SavedSession[] {
  return sessions.filter(
    (one) =>
      (clientId === undefined || one.clientId.toLowerCase() === clientId.toLowerCase()) &&
      (cloud === undefined || one.cloud === cloud),
  );
}

/**
 * The only tenant's where none is named; else the one of that id or name. The newest of several clients.
 * @throws {UsageError} where several tenants are saved and none is named
 */
export function sessionFor(sessions: readonly SavedSession[], wanted: Wanted): SavedSession | undefined {
  const fitting = candidates(sessions, wanted);
  const { tenant } = wanted;
  if (tenant !== undefined) return fitting.find((one) => isOfTenant(one, tenant));
  const [newest, ...others] = fitting.filter(
    (one, index) => fitting.findIndex((other) => tenantOf(other) === tenantOf(one)) === index,
  );
  if (newest === undefined || others.length === 0) return newest;
  const choices = [newest, ...others].map(
    (one) => `--tenant ${nameOf(one)}${cloudOption(one)} (${harmless(one.userName)})`,
  );
  throw new UsageError("Several tenants are signed in, and which one is meant was not said.", {
    code: "tenant-ambiguous",
    remedy: `Give one of: ${choices.join("; ")}.`,
  });
}

/** @param tenant an id, or a name that is known to be its */
export function isOfTenant({ tenantId, tenantNames }: SavedSession, tenant: string): boolean {
  const named = tenant.toLowerCase();
  return tenantId.toLowerCase() === named || tenantNames.includes(named);
}

/** How a person would call its tenant. */
export function nameOf({ tenantNames, tenantId }: SavedSession): string {
  return tenantNames[0] ?? tenantId;
}

/** An id needs nobody to be asked whose it is. */
export function isId(tenant: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant);
}

function tenantOf({ cloud, tenantId }: SavedSession): string {
  return `${cloud}/${tenantId.toLowerCase()}`;
}

function cloudOption({ cloud }: SavedSession): string {
  return cloud === "public" ? "" : ` --cloud ${cloud}`;
}
