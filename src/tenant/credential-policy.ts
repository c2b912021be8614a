// The tenant's default policy for credentials of applications.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";

export interface CredentialRestriction {
  /** `asymmetricKeyLifetime`, `trustedCertificateAuthority`, or whatever else there may be. */
  readonly type: string;
  /** ISO 8601 duration; null where none is given. */
  readonly maxLifetime: string | null;
  /** Applications made before are let alone, ISO 8601; null: it is for all. */
  readonly appliesFrom: string | null;
  readonly enabled: boolean;
}

export interface CredentialPolicy {
  readonly enabled: boolean;
  /** On certificates of applications. */
  readonly restrictions: readonly CredentialRestriction[];
}

const restriction = z.object({
  restrictionType: z.string(),
  maxLifetime: z.string().nullish(),
  restrictForAppsCreatedAfterDateTime: z.string().nullish(),
  state: z.string().nullish(),
});
const wire = z.object({
  isEnabled: z.boolean(),
  applicationRestrictions: z.object({ keyCredentials: z.array(restriction).nullish() }).nullish(),
});

/** What holds for every application that has no policy of its own ("tenantAppManagementPolicy resource type"). */
export async function readCredentialPolicy(graph: ServiceClient): Promise<Read<CredentialPolicy>> {
  const { value, source } = await graph.get(
    "/v1.0/policies/defaultAppManagementPolicy",
    wire,
    "read-credential-policy",
  );
  return {
    source,
    value: {
      enabled: value.isEnabled,
      restrictions: (value.applicationRestrictions?.keyCredentials ?? []).map((one) => ({
        type: one.restrictionType,
        maxLifetime: one.maxLifetime ?? null,
        appliesFrom: one.restrictForAppsCreatedAfterDateTime ?? null,
        // A restriction is in force unless it says otherwise.
        enabled: one.state?.toLowerCase() !== "disabled",
      })),
    },
  };
}
