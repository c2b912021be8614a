import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { SYNC_APP_ROLE_ID, SYNC_ROLE_IDS, SYNC_SERVICE_APP_ID } from "../knowledge/directory.js";
import { orNull } from "./observe.js";

const assignment = z.object({
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  principal: z
    .object({
      "@odata.type": z.string().nullish(),
      displayName: z.string().nullish(),
      userPrincipalName: z.string().nullish(),
      accountEnabled: z.boolean().nullish(),
    })
    .nullish(),
});

/** Who holds one of the two roles of synchronisation, tenant-wide. */
export interface SyncRoleHolder {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly type: "user" | "service-principal" | "other";
  readonly displayName: string | null;
  readonly userPrincipalName: string | null;
  /** Null where Graph does not say. */
  readonly enabled: boolean | null;
}

export async function readSyncRoleHolders(graph: ServiceClient): Promise<Read<readonly SyncRoleHolder[]>> {
  const reads = await Promise.all(
    SYNC_ROLE_IDS.map((roleId) => {
      const parameters = { $filter: `roleDefinitionId eq ${literal(roleId)}`, $expand: "principal" };
      return readAll(
        graph.pages(`/v1.0/roleManagement/directory/roleAssignments${query(parameters)}`, assignment, "read-roles"),
      );
    }),
  );
  const source = reads[0]?.source ?? { request: "" };
  const tenantWide = reads.flatMap((read) => read.value).filter((one) => (one.directoryScopeId ?? "/") === "/");
  return {
    source,
    value: tenantWide.map(({ principalId, roleDefinitionId, principal }) => ({
      principalId,
      roleDefinitionId,
      type: typeOf(principal?.["@odata.type"]),
      displayName: principal?.displayName ?? null,
      userPrincipalName: principal?.userPrincipalName ?? null,
      enabled: principal?.accountEnabled ?? null,
    })),
  };
}

function typeOf(odataType: string | null | undefined): SyncRoleHolder["type"] {
  if (odataType === "#microsoft.graph.user") return "user";
  return odataType === "#microsoft.graph.servicePrincipal" ? "service-principal" : "other";
}

const appRoleAssignment = z.object({
  principalId: z.string(),
  principalDisplayName: z.string().nullish(),
  appRoleId: z.string(),
});

/** An application that may synchronise: it has the app role, whatever its name. */
export interface SyncApplication {
  readonly principalId: string;
  readonly displayName: string;
}

/** Empty where the tenant does not know the sync service at all (it appears with the first synchronisation). */
export async function readSyncApplications(graph: ServiceClient): Promise<Read<readonly SyncApplication[]>> {
  const address = `/v1.0/servicePrincipals(appId='${SYNC_SERVICE_APP_ID}')/appRoleAssignedTo`;
  const read = await orNull(readAll(graph.pages(address, appRoleAssignment, "read-applications")), `GET ${address}`);
  return {
    source: read.source,
    value: (read.value ?? [])
      .filter(({ appRoleId }) => appRoleId === SYNC_APP_ROLE_ID)
      .map(({ principalId, principalDisplayName }) => ({ principalId, displayName: principalDisplayName ?? "" })),
  };
}
