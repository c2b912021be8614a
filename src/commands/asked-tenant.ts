// Whether a sign-in belongs to the tenant that was asked for. What signs in at that tenant's own address belongs to it; a
// managed identity serves the tenant it was made in, whatever is asked for, and the Azure CLI hands out what it has.
import type { Cloud } from "../cloud/clouds.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AuthKind } from "../cloud/sign-in/auth-kinds.js";
import { grantsOf } from "../cloud/token-claims.js";
import type { Transport } from "../cloud/transport.js";
import { GuardError, PermissionError, ServiceError } from "../shapes/errors.js";

export interface AskedTenant {
  readonly cloud: Cloud;
  /** Tenant id or a domain. */
  readonly tenant: string;
  readonly kind: AuthKind;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of the tenant that was asked for. Null: not known, and the kind of sign-in makes it so that it need not be.
 * @throws {ServiceError} where the login host knows no such tenant, or does not answer; {GuardError} `tenant-unconfirmed`
 */
export async function askedTenantId(
  { cloud, tenant, kind }: AskedTenant,
  transport: Pick<Transport, "send">,
): Promise<string | null> {
  if (ID.test(tenant)) return tenant.toLowerCase();
  if (!isBoundElsewhere(kind)) return null;
  const { readDiscovery } = await import("../cloud/discovery.js");
  const id = await readDiscovery(transport, cloud, tenant).then(
    ({ value }) => value.tenantId,
    (error: unknown) => {
      throw error instanceof ServiceError ? withId(error) : error;
    },
  );
  if (id === null) throw unconfirmed(tenant, `${new URL(cloud.login).host} does not tell its id`);
  return id;
}

/**
 * @param token the first one for Graph
 * @param graph asked for the tenant's name only where the token cannot be read
 * @throws {GuardError} `other-tenant`; `tenant-unconfirmed` where nobody tells whose the sign-in is
 */
export async function confirmTenant(
  { tenant, kind }: AskedTenant,
  askedId: string | null,
  token: string,
  graph: ServiceClient,
): Promise<void> {
  if (askedId === null) return;
  const { tenantId } = grantsOf(token);
  if (tenantId === null && !isBoundElsewhere(kind)) return;
  const own = (tenantId ?? (await tenantBehind(graph, tenant))).toLowerCase();
  if (own === askedId) return;
  const asked = askedId === tenant.toLowerCase() ? askedId : `${tenant} (${askedId})`;
  throw new GuardError(`The sign-in belongs to the tenant ${own}, but ${asked} was asked for. Nothing was changed.`, {
    code: "other-tenant",
    remedy: `${REMEDIES[kind] ?? "Sign in at the tenant that is meant"}, or if ${own} is meant: --tenant ${own}`,
  });
}

const REMEDIES: Partial<Readonly<Record<AuthKind, string>>> = {
  "managed-identity":
    "A managed identity serves its own tenant only: for another one sign in otherwise (--auth), with an application of that tenant",
  "azure-cli": "Sign in at the tenant that is meant, by az login --tenant with its id",
};

/** By kinds that do not sign in at the address of the tenant that was asked for. */
function isBoundElsewhere(kind: AuthKind): boolean {
  return kind === "managed-identity" || kind === "azure-cli";
}

/** A token is the service's, and nobody promises that it can be read: Graph says whose it takes it for. */
async function tenantBehind(graph: ServiceClient, tenant: string): Promise<string> {
  const { readTenantName } = await import("../tenant/organization.js");
  try {
    return (await readTenantName(graph)).value.id;
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof PermissionError)) throw error;
    throw unconfirmed(tenant, `its token cannot be read, and Graph does not tell: ${error.message}`, error);
  }
}

function unconfirmed(tenant: string, why: string, cause?: unknown): GuardError {
  return new GuardError(`Whether the sign-in belongs to the tenant ${tenant} cannot be told: ${why}.`, {
    code: "tenant-unconfirmed",
    remedy: "Give --tenant as the tenant's id, or sign in by another way (--auth).",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** With an id nobody needs to be asked. */
function withId(error: ServiceError): ServiceError {
  return new ServiceError(error.message, {
    code: error.code,
    remedy: `${error.remedy} A tenant that is given by its id needs not be asked for.`,
    cause: error,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    ...(error.status === undefined ? {} : { status: error.status }),
  });
}
