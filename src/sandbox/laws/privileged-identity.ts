// Privileged Identity Management for directory roles: the settings of a role, and which of them a request breaks.
//
// Sources: Microsoft Graph, "List roleManagementPolicyAssignments" (the example shows Microsoft's defaults: permanent
// assignments of both kinds allowed), "Create roleAssignmentScheduleRequests"; Microsoft Entra, "Configure Microsoft
// Entra role settings in PIM".
import type { Tenant } from "../store/tenant-state.js";
import { parseIsoDuration } from "./iso-duration.js";

export type RoleRules = Tenant["privilegedIdentity"]["rules"][number];
export type RoleSchedule = Tenant["privilegedIdentity"]["schedules"][number];
export type ScheduleKind = RoleSchedule["kind"];

/** As `RoleAssignmentRequestPolicyValidationFailed` names them. */
export type PolicyRule = "EligibilityRule" | "ExpirationRule" | "JustificationRule" | "MfaRule" | "TicketingRule";

/** The settings of a role: the tenant's, or Microsoft's defaults. */
export function rulesOf(tenant: Tenant, roleDefinitionId: string): RoleRules {
  return (
    tenant.privilegedIdentity.rules.find((one) => one.roleDefinitionId === roleDefinitionId) ?? {
      roleDefinitionId,
      permanentActiveAllowed: true,
      permanentEligibleAllowed: true,
      longestActive: "P180D",
      longestEligible: "P365D",
      justificationRequired: true,
      ticketRequired: false,
      mfaRequired: false,
      activation: {
        longest: "PT8H",
        justificationRequired: true,
        ticketRequired: false,
        mfaRequired: true,
        approvalRequired: false,
      },
    }
  );
}

export interface ScheduleRequest {
  readonly kind: ScheduleKind;
  /** Whether the holder of the role asks, or an administrator. */
  readonly by: "holder" | "administrator";
  /** Milliseconds; `null`: no end. */
  readonly lengthMs: number | null;
  readonly hasJustification: boolean;
  readonly hasTicket: boolean;
  /** The caller's token says that a second factor was used; tokens of applications never do. */
  readonly hasMfa: boolean;
}

/**
 * Which rules a request breaks. Administrators' requests for eligibility are free of all but the length, as the defaults
 * have it. That an application fails a rule that wants MFA is a choice: its token cannot show one, and automation is
 * reported to be stopped by the rule (microsoftgraph/microsoft-graph-docs, issue 16437).
 */
export function brokenRules(rules: RoleRules, request: ScheduleRequest): readonly PolicyRule[] {
  const limit = limitOf(rules, request);
  const isTooLong =
    request.lengthMs === null
      ? !limit.permanentAllowed
      : limit.longestMs !== null && request.lengthMs > limit.longestMs;
  const wants = enablementOf(rules, request);
  const broken: (PolicyRule | false)[] = [
    isTooLong && "ExpirationRule",
    wants.justificationRequired && !request.hasJustification && "JustificationRule",
    wants.mfaRequired && !request.hasMfa && "MfaRule",
    wants.ticketRequired && !request.hasTicket && "TicketingRule",
  ];
  return broken.filter((one) => one !== false);
}

function limitOf(rules: RoleRules, { kind, by }: ScheduleRequest) {
  if (by === "holder" && kind === "active") {
    return { permanentAllowed: false, longestMs: parseIsoDuration(rules.activation.longest) ?? null };
  }
  const [permanentAllowed, longest] =
    kind === "active"
      ? [rules.permanentActiveAllowed, rules.longestActive]
      : [rules.permanentEligibleAllowed, rules.longestEligible];
  // Where an assignment may last for ever, the longest duration is not enforced (`isExpirationRequired` is false).
  return { permanentAllowed, longestMs: permanentAllowed ? null : (parseIsoDuration(longest) ?? null) };
}

function enablementOf(rules: RoleRules, { kind, by }: ScheduleRequest) {
  if (by === "holder") return rules.activation;
  return kind === "active" ? rules : { justificationRequired: false, mfaRequired: false, ticketRequired: false };
}
