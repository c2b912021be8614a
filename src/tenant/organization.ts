import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";

const wire = z.object({
  id: z.string(),
  displayName: z.string().nullable(),
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: z.string().nullable(),
  verifiedDomains: z.array(z.object({ name: z.string(), isInitial: z.boolean(), type: z.string().nullish() })),
  assignedPlans: z.array(z.object({ servicePlanId: z.string(), capabilityStatus: z.string() })),
});

export interface Organization {
  readonly id: string;
  readonly displayName: string;
  /** The `*.onmicrosoft.com` domain that every tenant has for ever. */
  readonly initialDomain: string;
  /** false: was synchronised once; null: never was (Graph's reading of the property). */
  readonly syncEnabled: boolean | null;
  /** End of the last synchronisation, ISO 8601 UTC; null: never. */
  readonly lastSync: string | null;
  /** Service plan ids that are in force (Enabled, or Warning after they ran out). */
  readonly servicePlans: readonly string[];
}

/** Who the tenant is. Every command reads it first: plans and results name the tenant by it. */
export async function readOrganization(graph: ServiceClient): Promise<Read<Organization>> {
  const select = "id,displayName,onPremisesSyncEnabled,onPremisesLastSyncDateTime,verifiedDomains,assignedPlans";
  const { value, source } = await graph.get(
    `/v1.0/organization${query({ $select: select })}`,
    z.object({ value: z.array(wire) }),
    "read-organization",
  );
  const organization = value.value[0];
  const initial = organization?.verifiedDomains.find((domain) => domain.isInitial);
  if (organization === undefined || initial === undefined)
    throw new ServiceError("Microsoft Graph did not say which organization this tenant is.", {
      code: "no-organization",
      remedy: "Run the command again; if it stays so, run with --trace and look at the answer to /organization.",
    });
  return {
    source,
    value: {
      id: organization.id,
      displayName: organization.displayName ?? "",
      initialDomain: initial.name,
      syncEnabled: organization.onPremisesSyncEnabled,
      lastSync: organization.onPremisesLastSyncDateTime,
      servicePlans: organization.assignedPlans
        .filter(({ capabilityStatus }) => capabilityStatus === "Enabled" || capabilityStatus === "Warning")
        .map(({ servicePlanId }) => servicePlanId),
    },
  };
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
