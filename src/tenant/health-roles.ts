// Who was given a role at Connect Health. Source: "Role Assignments - List For Scope" and "- Create" (2022-04-01).
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";

export const ASSIGNMENTS = `${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments`;
export const ASSIGNMENTS_VERSION = { "api-version": "2022-04-01" } as const;

const assignment = z.object({
  name: z.string(),
  properties: z.object({ roleDefinitionId: z.string(), principalId: z.string(), scope: z.string() }),
});

/** A role that a principal was given itself, for all of Connect Health. */
export interface HealthAssignment {
  /** The GUID that names it. */
  readonly id: string;
  /** The GUID of the role definition, in lower case. */
  readonly roleId: string;
}

export async function readHealthAssignments(
  arm: ServiceClient,
  principalId: string,
): Promise<Read<readonly HealthAssignment[]>> {
  const asked = query({ ...ASSIGNMENTS_VERSION, $filter: `principalId eq ${literal(principalId)}` });
  const { value, source } = await readAll(arm.pages(`${ASSIGNMENTS}${asked}`, assignment, "read-health"));
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return {
    source,
    value: value
      .filter(({ properties }) => same(properties.principalId, principalId) && same(properties.scope, HEALTH_SCOPE))
      .map(({ name, properties }) => ({
        id: name.toLowerCase(),
        roleId: (properties.roleDefinitionId.split("/").at(-1) ?? "").toLowerCase(),
      })),
  };
}
