// Requests to Privileged Identity Management, and its refusals in words that say what to do.
import * as z from "zod";
import type { ServiceClient, Written } from "../cloud/service-client.js";
import type { RoleAssignmentForm } from "../shapes/account-change.js";
import { GuardError, PermissionError, ServiceError } from "../shapes/errors.js";

/** What the tenant's rules may demand of whoever assigns a role. */
export interface Reasons {
  readonly justification: string;
  readonly ticket?: string | undefined;
}

const SETS = {
  active: "roleAssignmentScheduleRequests",
  eligible: "roleEligibilityScheduleRequests",
} as const;

/** What stands for the system that a ticket is of, which nobody is asked for. */
const TICKET_SYSTEM = "change ticket";

/**
 * @param startsAt ISO 8601; null for a removal, which takes effect at once
 * @throws {PermissionError} where somebody must approve it or a licence is missing; {GuardError} where the tenant's rules
 * forbid it; {ServiceError} for whatever else was refused
 */
export async function requestRole(
  graph: ServiceClient,
  action: "adminAssign" | "adminRemove",
  principalId: string,
  form: RoleAssignmentForm,
  { justification, ticket }: Reasons,
  startsAt: string | null,
): Promise<Written> {
  const { how, roleDefinitionId, directoryScopeId, duration, roleName } = form;
  const expiration = duration === null ? { type: "noExpiration" } : { type: "afterDuration", duration };
  const body = {
    action,
    principalId,
    roleDefinitionId,
    directoryScopeId,
    justification,
    ...(startsAt === null ? {} : { scheduleInfo: { startDateTime: startsAt, expiration } }),
    ...(ticket === undefined ? {} : { ticketInfo: { ticketNumber: ticket, ticketSystem: TICKET_SYSTEM } }),
  };
  const address = `/v1.0/roleManagement/directory/${SETS[how === "eligible" ? "eligible" : "active"]}`;
  const written = await graph.write("POST", address, body, "assign-roles").catch((error: unknown) => {
    throw inWords(error, roleName);
  });
  refuseUnsettled(written, roleName);
  return written;
}

/**
 * The status is an open list. What waits for somebody and what failed ends the run; everything else, also what is new, is
 * left to the look. Source: "unifiedRoleAssignmentScheduleRequest" and "request resource type", status.
 */
function refuseUnsettled({ body, requestId }: Written, roleName: string): void {
  const parsed = z.object({ status: z.string() }).safeParse(body);
  const status = parsed.success ? parsed.data.status : "";
  const details = requestId === null ? {} : { requestId };
  if (/^Pending(Approval|ApprovalProvisioning|AdminDecision)$/i.test(status))
    throw new PermissionError(`The request for the role ${roleName} waits for an approval (${status}).`, {
      ...details,
      code: "role-request-pending",
      remedy:
        "Whoever approves requests of that role in this tenant finds it in Entra admin center > Identity Governance > Privileged Identity Management > Approve requests. Then run the same command again: it recognises the assignment.",
    });
  if (/^(Failed|FailedAsResourceIsLocked|Denied|AdminDenied|Canceled|TimedOut|Invalid)$/i.test(status))
    throw new ServiceError(`The request for the role ${roleName} came to nothing: its status is ${status}.`, {
      ...details,
      code: "role-request-failed",
      remedy:
        "Entra admin center > Identity Governance > Privileged Identity Management > My requests (and Audit history) says why. Then run the same command again.",
    });
}

/** Codes as clients have recorded them; the reference does not list them. */
function inWords(error: unknown, roleName: string): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { message, requestId, status, serviceCodes, carriedOut } = error;
  const [code = ""] = serviceCodes;
  const details = { ...(requestId === undefined ? {} : { requestId }), cause: error };
  if (code === "RoleAssignmentRequestPolicyValidationFailed")
    return new GuardError(`The tenant's rules for the role ${roleName} forbid this. ${message}`, {
      ...details,
      code: "role-rules",
      remedy: remedyForRules(message),
    });
  if (code === "AadPremiumLicenseRequired")
    return new PermissionError(message, {
      ...details,
      code: "no-privileged-identity-management",
      remedy:
        "The tenant needs Microsoft Entra ID P2 or Governance for this. Without it assign the role directly: --role permanent.",
    });
  if (code === "PendingRoleAssignmentRequest")
    return new PermissionError(message, {
      ...details,
      code: "role-request-pending",
      remedy: `Have the request for the role ${roleName} that waits already approved or cancelled: Entra admin center > Identity Governance > Privileged Identity Management.`,
    });
  const remedy = REMEDIES[code];
  if (remedy === undefined) return error;
  return new ServiceError(message, {
    ...details,
    code: error.code,
    remedy,
    serviceCodes,
    carriedOut,
    ...(status === undefined ? {} : { status }),
  });
}

/** For what stays refused however long one waits. */
const REMEDIES: Readonly<Record<string, string>> = {
  RoleAssignmentExists:
    "An assignment exists that the tenant does not list as one that holds now, such as one that begins later: look at Privileged Identity Management > Microsoft Entra roles > Assignments.",
  RoleAssignmentDoesNotExist: "Run the same command again in a minute: it looks first.",
  ActiveDurationTooShort:
    "Entra ID takes an active assignment back five minutes after it began at the earliest: run the same command again then.",
  SubjectNotFound:
    "Run the same command again in some minutes: Privileged Identity Management does not know the account yet.",
  RoleNotFound: "Privileged Identity Management of this tenant does not know the role.",
};

/** The rules are named in the text only, so that this decides on nothing but the advice. */
function remedyForRules(message: string): string {
  const advice = [
    [
      /ExpirationRule/,
      "a shorter time: --role active:DURATION or --role eligible:DURATION, within what the tenant allows",
    ],
    [/JustificationRule/, "a reason: --reason TEXT"],
    [/TicketingRule/, "a ticket: --ticket NUMBER"],
    [/MfaRule/, "a sign-in with a second factor"],
  ] as const;
  const wanted = advice.flatMap(([rule, words]) => (rule.test(message) ? [words] : []));
  const where =
    "The rules stand in Entra admin center > Identity Governance > Privileged Identity Management > Microsoft Entra roles > Settings.";
  return wanted.length === 0 ? where : `It takes ${wanted.join("; and ")}. ${where}`;
}
