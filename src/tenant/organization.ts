import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { howToGrant } from "../knowledge/permissions.js";
import { PermissionError, ServiceError } from "../shapes/errors.js";

const NAME = "id,displayName,verifiedDomains";
const named = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  verifiedDomains: z.array(z.object({ name: z.string(), isInitial: z.boolean(), type: z.string().nullish() })),
});
const wire = named.extend({
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: z.string().nullable(),
  /** No tenant is without: null where no more than the name may be read ("List organizations", the permissions). */
  createdDateTime: z.string().nullish(),
  assignedPlans: z.array(z.object({ servicePlanId: z.string(), capabilityStatus: z.string() })).nullable(),
});

export interface TenantName {
  readonly id: string;
  readonly displayName: string;
  /** The `*.onmicrosoft.com` domain that every tenant has for ever. */
  readonly initialDomain: string;
}

/** A domain that the tenant has proven to be its own. */
export interface VerifiedDomain {
  readonly name: string;
  readonly isInitial: boolean;
  /** `Managed` or `Federated`; null where Graph does not say. */
  readonly type: string | null;
}

export interface Organization extends TenantName {
  readonly domains: readonly VerifiedDomain[];
  /** false: was synchronised once; null: never was (Graph's reading of the property). */
  readonly syncEnabled: boolean | null;
  /** End of the last synchronisation, ISO 8601 UTC; null: never. */
  readonly lastSync: string | null;
  /** Service plan ids that are in force (Enabled, or Warning after they ran out). */
  readonly servicePlans: readonly string[];
  /** False: Graph left the plans out, so that none of them can be said to be missing. */
  readonly servicePlansTold: boolean;
}

/**
 * Who the tenant is, and how it is synchronised. Every command of the migration reads it first: plans and results name the
 * tenant by it.
 * @throws {PermissionError} where Graph tells no more than the name: what it leaves out must not be taken for "never"
 */
export async function readOrganization(graph: ServiceClient): Promise<Read<Organization>> {
  const select = `${NAME},createdDateTime,onPremisesSyncEnabled,onPremisesLastSyncDateTime,assignedPlans`;
  const { value, source } = await graph.get(
    `/v1.0/organization${query({ $select: select })}`,
    z.object({ value: z.array(wire) }),
    "read-organization",
  );
  const [organization] = value.value;
  const name = nameOf(organization);
  const assignedPlans = organization?.assignedPlans ?? [];
  if (organization?.createdDateTime === null && assignedPlans.length === 0)
    throw new PermissionError("Microsoft Graph tells the tenant's name, and nothing of its synchronisation.", {
      code: "organization-withheld",
      remedy: howToGrant("read-organization"),
    });
  return {
    source,
    value: {
      ...name,
      domains: (organization?.verifiedDomains ?? []).map((domain) => ({
        name: domain.name,
        isInitial: domain.isInitial,
        type: domain.type ?? null,
      })),
      syncEnabled: organization?.onPremisesSyncEnabled ?? null,
      lastSync: organization?.onPremisesLastSyncDateTime ?? null,
      servicePlans: assignedPlans
        .filter(({ capabilityStatus }) => capabilityStatus === "Enabled" || capabilityStatus === "Warning")
        .map(({ servicePlanId }) => servicePlanId),
      servicePlansTold: (organization?.assignedPlans ?? null) !== null,
    },
  };
}

/** Who the tenant is, and no more: told to nearly everybody who signs in. */
export async function readTenantName(graph: ServiceClient): Promise<Read<TenantName>> {
  const { value, source } = await graph.get(
    `/v1.0/organization${query({ $select: NAME })}`,
    z.object({ value: z.array(named) }),
    "name-tenant",
  );
  return { source, value: nameOf(value.value[0]) };
}

/** @throws {ServiceError} */
function nameOf(organization: z.infer<typeof named> | undefined): TenantName {
  const initial = organization?.verifiedDomains.find((domain) => domain.isInitial);
  if (organization === undefined || initial === undefined)
    throw new ServiceError("Microsoft Graph did not say which organization this tenant is.", {
      code: "no-organization",
      remedy: "Run the command again; if it stays so, run with --trace and look at the answer to /organization.",
    });
  return { id: organization.id, displayName: organization.displayName ?? "", initialDomain: initial.name };
}

/** When password hashes were last synchronised, ISO 8601 UTC; null: never. In Graph beta only. */
export async function readLastPasswordSync(graph: ServiceClient): Promise<Read<string | null>> {
  const { value, source } = await graph.get(
    `/beta/organization${query({ $select: "id,onPremisesLastPasswordSyncDateTime" })}`,
    z.object({ value: z.tuple([z.object({ onPremisesLastPasswordSyncDateTime: z.string().nullable() })]) }),
    "read-organization",
  );
  return { value: value.value[0].onPremisesLastPasswordSyncDateTime, source };
}
