// Where a site keeps its packages, and whether its identity may write there by now ("Configure deployment settings" of the
// Flex Consumption plan).
import * as z from "zod";
import { principalAndItsGroups } from "../laws/azure-rbac.js";
import { AZURE_ROLE } from "../laws/azure-roles.js";
import type { Tenant } from "../store/tenant-state.js";
import { PublishingError } from "./publishing-error.js";

type Resource = Tenant["azure"]["resources"][number];

const storageSchema = z.looseObject({
  value: z.string(),
  authentication: z.looseObject({ type: z.string(), userAssignedIdentityResourceId: z.string().optional() }),
});
const siteSchema = z.looseObject({
  identity: z.looseObject({ principalId: z.string().optional() }).optional(),
  properties: z.looseObject({
    functionAppConfig: z.looseObject({ deployment: z.looseObject({ storage: storageSchema }) }),
  }),
});

const WRITERS: readonly string[] = [AZURE_ROLE.storageBlobDataOwner, AZURE_ROLE.storageBlobDataContributor];

/**
 * A role that was assigned less than `roleMs` ago is not known to storage yet. A site that names no storage, or goes
 * there by a key, is not asked.
 * @throws {PublishingError} 400 BlobUploadFailedException
 */
export function checkDeploymentStorage(tenant: Tenant, { body }: Resource, now: number, roleMs: number): void {
  const site = siteSchema.safeParse(body);
  if (!site.success) return;
  const { value, authentication } = site.data.properties.functionAppConfig.deployment.storage;
  if (!authentication.type.toLowerCase().endsWith("identity")) return;
  const [account = ""] = value.replace(/^https:\/\//u, "").split(".");
  const id = tenant.azure.resources.find(
    (one) =>
      one.body.type.toLowerCase() === "microsoft.storage/storageaccounts" &&
      one.body.name.toLowerCase() === account.toLowerCase(),
  )?.body.id;
  if (id === undefined) throw uploadFailed("Name or service not known.");
  const principalId =
    authentication.userAssignedIdentityResourceId === undefined
      ? site.data.identity?.principalId
      : principalOf(tenant, authentication.userAssignedIdentityResourceId);
  if (principalId !== undefined && mayWrite(tenant, principalId, id, now - roleMs)) return;
  throw uploadFailed(
    "Response status code does not indicate success: 403 (This request is not authorized to perform this operation using this permission.).",
  );
}

function principalOf(tenant: Tenant, id: string): string | undefined {
  const { body } = tenant.azure.resources.find((one) => one.body.id.toLowerCase() === id.toLowerCase()) ?? {};
  const parsed = z.looseObject({ principalId: z.string() }).safeParse(body?.["properties"]);
  return parsed.success ? parsed.data.principalId : undefined;
}

/** At the account, above it, or at a container of it. */
function mayWrite(tenant: Tenant, principalId: string, accountId: string, since: number): boolean {
  const principals = principalAndItsGroups(tenant, principalId);
  const account = `${accountId.toLowerCase()}/`;
  return tenant.azure.roleAssignments.some((one) => {
    const scope = `${one.scope.toLowerCase()}/`;
    const isThere = account.startsWith(scope) || scope.startsWith(account);
    const isKnown = Date.parse(one.createdDateTime) <= since;
    return isThere && isKnown && principals.has(one.principalId) && WRITERS.includes(one.roleId);
  });
}

function uploadFailed(why: string): PublishingError {
  return new PublishingError(
    400,
    `Failed to access storage account for deployment: BlobUploadFailedException: Failed to upload blob to storage account: ${why}`,
    { exceptionType: "BlobUploadFailedException" },
  );
}
