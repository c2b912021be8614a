// Which rights a principal holds, as the tenant tells: directory roles assigned and eligible, Azure roles at Connect Health.
// What of it counts is decided elsewhere.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";

const assigned = z.object({
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  roleDefinition: z
    .object({ displayName: z.string().nullish(), isBuiltIn: z.boolean().nullish(), templateId: z.string().nullish() })
    .nullish(),
});

/** A directory role that was given to a principal itself, not to a group of it. */
export interface AssignedRole {
  /** Template id of a built-in role, in lower case; of a custom role the id that the tenant gave it. */
  readonly roleId: string;
  readonly name: string;
  /** False for a role of the tenant's own, of which nobody else knows what it allows; null where Graph does not say. */
  readonly builtIn: boolean | null;
  /** Whether it holds everywhere, and not in one administrative unit or for one application only. */
  readonly tenantWide: boolean;
}

/** Roles that a user or service principal holds directly. Source: Microsoft Graph, "List unifiedRoleAssignments". */
export async function readAssignedRoles(
  graph: ServiceClient,
  principalId: string,
): Promise<Read<readonly AssignedRole[]>> {
  const asked = query({ $filter: `principalId eq ${literal(principalId)}`, $expand: "roleDefinition" });
  const pages = graph.pages(`/v1.0/roleManagement/directory/roleAssignments${asked}`, assigned, "read-roles");
  const { value, source } = await readAll(pages);
  return {
    source,
    value: value.map(({ roleDefinitionId, directoryScopeId, roleDefinition }) => ({
      roleId: (roleDefinition?.templateId ?? roleDefinitionId).toLowerCase(),
      name: roleDefinition?.displayName ?? "",
      builtIn: roleDefinition?.isBuiltIn ?? null,
      tenantWide: (directoryScopeId ?? "/") === "/",
    })),
  };
}

const eligible = z.object({ roleDefinitionId: z.string(), directoryScopeId: z.string().nullish() });

/**
 * Template ids of the tenant-wide roles that the person who signed in may activate, through groups too, in lower case.
 * Asked in the form that needs no directory role: who is only eligible holds none. Needs P2, else Graph refuses. Source:
 * Microsoft Graph, "unifiedRoleEligibilityScheduleInstance: filterByCurrentUser".
 */
export async function readOwnEligibleRoles(graph: ServiceClient): Promise<Read<readonly string[]>> {
  const address = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')";
  const { value, source } = await readAll(graph.pages(address, eligible, "read-eligibility"));
  return {
    source,
    value: value
      .filter(({ directoryScopeId }) => (directoryScopeId ?? "/") === "/")
      .map(({ roleDefinitionId }) => roleDefinitionId.toLowerCase()),
  };
}

const azure = z.object({ properties: z.object({ roleDefinitionId: z.string(), scope: z.string() }) });

/** An Azure role that a principal holds at Connect Health, or above it. */
export interface AzureAssignment {
  /** The GUID of the role definition, in lower case. */
  readonly roleId: string;
  /** Where it was assigned; below `HEALTH_SCOPE` it holds for one service instance only. */
  readonly scope: string;
}

/**
 * Azure roles at the scope of Connect Health, through groups too. Microsoft documents assignments as an extension of any
 * scope ("List Azure role assignments using the REST API"), but not for this one: a refusal says nothing of the rights.
 */
export async function readHealthRoles(
  arm: ServiceClient,
  principalId: string,
): Promise<Read<readonly AzureAssignment[]>> {
  const asked = query({ "api-version": "2022-04-01", $filter: `assignedTo(${literal(principalId)})` });
  const address = `${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments${asked}`;
  const { value, source } = await readAll(arm.pages(address, azure, "read-health"));
  return {
    source,
    value: value.map(({ properties: { roleDefinitionId, scope } }) => ({
      roleId: (roleDefinitionId.split("/").at(-1) ?? "").toLowerCase(),
      scope,
    })),
  };
}

const service = z.object({ serviceName: z.string() });

/** Names of the synchronisation services in Connect Health. Who is answered may read all of it. */
export async function readHealthServices(arm: ServiceClient): Promise<Read<readonly string[]>> {
  const asked = query({ serviceType: "AadSyncService", "api-version": "2014-01-01" });
  const { value, source } = await readAll(arm.pages(`${HEALTH_SCOPE}/services${asked}`, service, "read-health"));
  return { value: value.map(({ serviceName }) => serviceName), source };
}
