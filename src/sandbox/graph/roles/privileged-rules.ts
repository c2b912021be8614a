// The rules of a role's PIM policy as Graph shows them, each of its derived type, in the reference's order
// ("List roleManagementPolicyAssignments", example with $expand=policy($expand=rules)).
import { rulesOf } from "../../laws/privileged-identity.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { Properties } from "../odata/odata-page.js";

type Caller = "Admin" | "EndUser";
type Level = "Eligibility" | "Assignment";

export function policyRules(tenant: Tenant, roleDefinitionId: string): readonly Properties[] {
  const rules = rulesOf(tenant, roleDefinitionId);
  const { activation } = rules;
  return [
    expiration("Admin", "Eligibility", !rules.permanentEligibleAllowed, rules.longestEligible),
    enablement("Admin", "Eligibility", []),
    ...notifications("Admin", "Eligibility"),
    expiration("Admin", "Assignment", !rules.permanentActiveAllowed, rules.longestActive),
    enablement("Admin", "Assignment", enabledRules(rules)),
    ...notifications("Admin", "Assignment"),
    expiration("EndUser", "Assignment", true, activation.longest),
    enablement("EndUser", "Assignment", enabledRules(activation)),
    approval(activation.approvalRequired),
    rule("AuthenticationContext", "EndUser", "Assignment", { isEnabled: false, claimValue: null }),
    ...notifications("EndUser", "Assignment"),
  ];
}

interface Enablement {
  readonly mfaRequired: boolean;
  readonly justificationRequired: boolean;
  readonly ticketRequired: boolean;
}

function enabledRules(wants: Enablement): readonly string[] {
  const all = [
    wants.mfaRequired && "MultiFactorAuthentication",
    wants.justificationRequired && "Justification",
    wants.ticketRequired && "Ticketing",
  ];
  return all.filter((one) => one !== false);
}

function expiration(caller: Caller, level: Level, isExpirationRequired: boolean, maximumDuration: string): Properties {
  return rule("Expiration", caller, level, { isExpirationRequired, maximumDuration });
}

function enablement(caller: Caller, level: Level, enabled: readonly string[]): Properties {
  return rule("Enablement", caller, level, { enabledRules: enabled });
}

function approval(isApprovalRequired: boolean): Properties {
  return rule("Approval", "EndUser", "Assignment", {
    setting: {
      isApprovalRequired,
      isApprovalRequiredForExtension: false,
      isRequestorJustificationRequired: true,
      approvalMode: "SingleStage",
      approvalStages: [
        {
          approvalStageTimeOutInDays: 1,
          isApproverJustificationRequired: true,
          escalationTimeInMinutes: 0,
          isEscalationEnabled: false,
          primaryApprovers: [],
          escalationApprovers: [],
        },
      ],
    },
  });
}

function notifications(caller: Caller, level: Level): readonly Properties[] {
  return ["Admin", "Requestor", "Approver"].map((recipientType) => ({
    "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyNotificationRule",
    id: `Notification_${recipientType}_${caller}_${level}`,
    notificationType: "Email",
    recipientType,
    notificationLevel: "All",
    isDefaultRecipientsEnabled: true,
    notificationRecipients: [],
    target: target(caller, level),
  }));
}

function rule(name: string, caller: Caller, level: Level, properties: Properties): Properties {
  return {
    "@odata.type": `#microsoft.graph.unifiedRoleManagementPolicy${name}Rule`,
    id: `${name}_${caller}_${level}`,
    ...properties,
    target: target(caller, level),
  };
}

function target(caller: Caller, level: Level): Properties {
  return { caller, operations: ["all"], level, inheritableSettings: [], enforcedSettings: [] };
}
