// An application as a sign-in shows it: its service principal, and whether it belongs to this tenant alone.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

const wire = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
  signInAudience: z.string().nullish(),
});

export interface ApplicationIdentity {
  /** Object id of the service principal. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly enabled: boolean | null;
  /** Id of the tenant where the application is registered; null where Graph does not say. */
  readonly ownerTenantId: string | null;
  /** Such as `Application` or `ManagedIdentity`; null where Graph does not say. */
  readonly type: string | null;
  /** Such as `AzureADMyOrg`; null where Graph does not say. */
  readonly signInAudience: string | null;
}

/**
 * Null where there is none, or not yet on the replica that answered.
 * @param by `id` of the service principal, or the application's `appId`: a GUID each
 */
export async function readApplicationIdentity(
  graph: ServiceClient,
  by: "id" | "appId",
  guid: string,
): Promise<Read<ApplicationIdentity | null>> {
  const address = by === "id" ? path`/v1.0/servicePrincipals/${guid}` : `/v1.0/servicePrincipals(appId='${guid}')`;
  const select = query({ $select: Object.keys(wire.shape).join(",") });
  const { value, source } = await orNull(graph.get(address + select, wire, "read-applications"), `GET ${address}`);
  if (value === null) return { value: null, source };
  return {
    source,
    value: {
      id: value.id,
      appId: value.appId,
      displayName: value.displayName ?? "",
      enabled: value.accountEnabled ?? null,
      ownerTenantId: value.appOwnerOrganizationId?.toLowerCase() ?? null,
      type: value.servicePrincipalType ?? null,
      signInAudience: value.signInAudience ?? null,
    },
  };
}
