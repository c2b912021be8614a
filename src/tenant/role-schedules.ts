// Who holds a role through Privileged Identity Management, until when, and what the tenant's rules for a role allow.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

const instance = z.object({
  roleDefinitionId: z.string(),
  directoryScopeId: z.string().nullish(),
  memberType: z.string().nullish(),
  assignmentType: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  roleDefinition: z.object({ displayName: z.string().nullish(), templateId: z.string().nullish() }).nullish(),
});

export interface RoleInstance {
  /** Template id of a built-in role, in lower case. */
  readonly roleId: string;
  readonly name: string;
  readonly tenantWide: boolean;
  /** False: through a group. */
  readonly direct: boolean;
  /** An eligible role that its holder has activated for some hours. */
  readonly activated: boolean;
  /** ISO 8601; null: none is told, as of an assignment that was made beside Privileged Identity Management. */
  readonly from: string | null;
  /** ISO 8601; null: without an end. */
  readonly until: string | null;
}

/**
 * Roles that a principal has now, plain assignments included (`active`), or may activate (`eligible`). Needs P2 or Governance.
 * Source: Microsoft Graph, "List roleAssignmentScheduleInstances", "List roleEligibilityScheduleInstances".
 */
export async function readRoleInstances(
  graph: ServiceClient,
  kind: "active" | "eligible",
  principalId: string,
): Promise<Read<readonly RoleInstance[]>> {
  const set = kind === "active" ? "roleAssignmentScheduleInstances" : "roleEligibilityScheduleInstances";
  const asked = query({ $filter: `principalId eq ${literal(principalId)}`, $expand: "roleDefinition" });
  const pages = graph.pages(`/v1.0/roleManagement/directory/${set}${asked}`, instance, "read-privileged-roles");
  const { value, source } = await readAll(pages);
  return {
    source,
    value: value.map((one) => ({
      roleId: (one.roleDefinition?.templateId ?? one.roleDefinitionId).toLowerCase(),
      name: one.roleDefinition?.displayName ?? "",
      tenantWide: (one.directoryScopeId ?? "/") === "/",
      direct: (one.memberType ?? "Direct") === "Direct",
      activated: one.assignmentType === "Activated",
      from: one.startDateTime ?? null,
      until: one.endDateTime ?? null,
    })),
  };
}

const rule = z.object({
  id: z.string(),
  isExpirationRequired: z.boolean().nullish(),
  maximumDuration: z.string().nullish(),
  enabledRules: z.array(z.string()).nullish(),
  setting: z.object({ isApprovalRequired: z.boolean().nullish() }).nullish(),
});
const assignment = z.object({ policy: z.object({ rules: z.array(rule) }) });

export interface AssignmentRules {
  /** ISO 8601; null: it may last for ever, and then any duration is allowed. */
  readonly longest: string | null;
  readonly ticketRequired: boolean;
  /** From whoever assigns: a second factor in the sign-in. */
  readonly mfaRequired: boolean;
}

export interface RoleRules {
  readonly active: AssignmentRules;
  readonly eligible: AssignmentRules;
  /** Somebody else has to approve each activation. */
  readonly activationNeedsApproval: boolean;
}

/**
 * The tenant's rules for assigning a role; null where Graph tells none for it.
 * Source: Microsoft Graph, "List roleManagementPolicyAssignments" and "Rules in PIM mapping guide" (the rules' ids).
 */
export async function readRoleRules(graph: ServiceClient, roleDefinitionId: string): Promise<Read<RoleRules | null>> {
  const filter = `scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq ${literal(roleDefinitionId)}`;
  const asked = query({ $filter: filter, $expand: "policy($expand=rules)" });
  const pages = graph.pages(
    `/v1.0/policies/roleManagementPolicyAssignments${asked}`,
    assignment,
    "read-privileged-roles",
  );
  const { value, source } = await readAll(pages);
  const rules = value[0]?.policy.rules;
  if (rules === undefined) return { value: null, source };
  const named = (id: string) => rules.find((one) => one.id === id);
  const limits = (level: "Assignment" | "Eligibility"): AssignmentRules => {
    const expiration = named(`Expiration_Admin_${level}`);
    const enabled = named(`Enablement_Admin_${level}`)?.enabledRules ?? [];
    return {
      longest: expiration?.isExpirationRequired === true ? (expiration.maximumDuration ?? null) : null,
      ticketRequired: enabled.includes("Ticketing"),
      mfaRequired: enabled.includes("MultiFactorAuthentication"),
    };
  };
  return {
    source,
    value: {
      active: limits("Assignment"),
      eligible: limits("Eligibility"),
      activationNeedsApproval: named("Approval_EndUser_Assignment")?.setting?.isApprovalRequired === true,
    },
  };
}
