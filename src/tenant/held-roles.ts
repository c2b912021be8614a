// The roles that a principal holds in one of the three ways of holding one, each with the whole answer for the journal.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { RoleAssignmentForm } from "../shapes/account-change.js";
import type { Json } from "../shapes/change.js";
import { withWhole } from "./whole.js";

const wire = z.object({
  id: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  assignmentType: z.string().nullish(),
  memberType: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
});
const item = withWhole(wire);

export interface HeldRole {
  readonly id: string;
  readonly roleDefinitionId: string;
  /** ISO 8601; null: none is told, as of an assignment that was made beside Privileged Identity Management. */
  readonly from: string | null;
  readonly until: string | null;
  readonly whole: Json;
}

const SETS = {
  direct: "roleAssignments",
  active: "roleAssignmentScheduleInstances",
  eligible: "roleEligibilityScheduleInstances",
} as const satisfies Readonly<Record<RoleAssignmentForm["how"], string>>;

/**
 * Tenant-wide ones that the principal has by itself: neither through a group nor by activating an eligible role.
 * Source: "List unifiedRoleAssignments", "List roleAssignmentScheduleInstances", "List roleEligibilityScheduleInstances".
 */
export async function readHeldRoles(
  graph: ServiceClient,
  how: RoleAssignmentForm["how"],
  principalId: string,
): Promise<Read<readonly HeldRole[]>> {
  const filter = query({ $filter: `principalId eq ${literal(principalId)}` });
  const need = how === "direct" ? "read-roles" : "read-privileged-roles";
  const { value, source } = await readAll(
    graph.pages(`/v1.0/roleManagement/directory/${SETS[how]}${filter}`, item, need),
  );
  return {
    source,
    value: value
      .filter(
        (one) =>
          (one.directoryScopeId ?? "/") === "/" &&
          (one.memberType ?? "Direct") === "Direct" &&
          (one.assignmentType ?? "Assigned") === "Assigned",
      )
      .map((one) => ({
        id: one.id,
        roleDefinitionId: one.roleDefinitionId.toLowerCase(),
        from: one.startDateTime ?? null,
        until: one.endDateTime ?? null,
        whole: one.whole,
      })),
  };
}
