// From how the role is wished, what the tenant has and what its rules allow, to the assignment that is made.
import type { AssignRoleChange } from "../shapes/account-change.js";
import { describeDuration, parseDuration } from "../shapes/duration.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import type { AssignmentRules, RoleRules } from "../tenant/role-schedules.js";
import { WIZARD_ROLE } from "./held-role.js";
import { isoDuration, type RoleWish, typedDuration, typedRole, USUAL_DAYS } from "./role-wish.js";

const DAY = 86_400_000;

export interface RoleSettings {
  /** Whether the tenant has Privileged Identity Management (P2 or Governance). */
  readonly privilegedIdentity: Fact<boolean>;
  /** Null in it: Graph tells none. */
  readonly rules: Fact<RoleRules | null>;
  /** A ticket was given. */
  readonly ticketed: boolean;
  /** The service's time, epoch milliseconds. */
  readonly now: number;
}

export interface RoleChoice {
  readonly after: AssignRoleChange["after"];
  readonly warnings: readonly string[];
}

/**
 * Through Privileged Identity Management where the tenant has it: a plain assignment raises an alert there ("Security
 * alerts for Microsoft Entra roles in PIM").
 * @param wish null: nothing was said
 * @throws {UsageError} where it has to be said; {GuardError} where the tenant or its rules forbid it
 */
export function chooseRole(wish: RoleWish | null, settings: RoleSettings): RoleChoice {
  const { privilegedIdentity } = settings;
  if (privilegedIdentity.state === "unknown") {
    if (wish === null)
      throw new UsageError(
        `Whether the tenant has Privileged Identity Management could not be told: ${privilegedIdentity.reason}`,
        {
          code: "role-not-said",
          remedy: "Say how the account shall have its role: --role permanent, or --role active:14d.",
        },
      );
    return wish.how === "permanent" ? direct(settings) : managed(wish, settings);
  }
  if (!privilegedIdentity.value) {
    if (wish !== null && wish.how !== "permanent")
      throw new GuardError(
        `--role ${typedRole(wish)} needs Privileged Identity Management, and the tenant has no licence for it (P2 or Governance).`,
        { code: "no-privileged-identity", remedy: "Use --role permanent, and take the role back after the migration." },
      );
    return direct(settings);
  }
  return managed(wish, settings);
}

function direct({ now }: RoleSettings): RoleChoice {
  return {
    after: assignment("direct", null),
    warnings: [
      `The role does not end by itself: take it back by ${dayOf(now + USUAL_DAYS * DAY)}, when the migration should be over.`,
    ],
  };
}

/** Without a wish: two weeks, or less where the rules allow less. */
function managed(wish: RoleWish | null, settings: RoleSettings): RoleChoice {
  const { rules } = settings;
  const known = rules.state === "known" ? rules.value : null;
  const how = wish?.how === "eligible" ? "eligible" : "active";
  const limits = known?.[how] ?? null;
  const longestMs = limits?.longest == null ? undefined : parseDuration(limits.longest);
  const durationMs =
    wish === null
      ? Math.min(USUAL_DAYS * DAY, longestMs ?? Number.POSITIVE_INFINITY)
      : wish.how === "permanent"
        ? null
        : wish.durationMs;
  if (limits !== null) refuseForbidden(how, durationMs, limits, longestMs, settings);
  return {
    after: assignment(how, durationMs === null ? null : isoDuration(durationMs)),
    warnings: [
      ...(rules.state === "unknown"
        ? [
            `What the tenant's rules allow for the role could not be read, so the service may refuse: ${rules.reason} ${rules.remedy}`,
          ]
        : []),
      ...(limits?.mfaRequired === true && how === "active"
        ? [
            "The tenant's rules want a second factor of whoever assigns the role: an application, or a sign-in without one, is refused.",
          ]
        : []),
      ...(durationMs === null
        ? [
            `The role does not end by itself: take it back by ${dayOf(settings.now + USUAL_DAYS * DAY)}, when the migration should be over.`,
          ]
        : []),
      ...(how === "eligible"
        ? [
            `The account is only made eligible: its owner must activate the role before the wizard runs${known?.activationNeedsApproval === true ? ", and somebody has to approve that" : ""}.`,
          ]
        : []),
    ],
  };
}

function refuseForbidden(
  how: "active" | "eligible",
  durationMs: number | null,
  { longest, ticketRequired }: AssignmentRules,
  longestMs: number | undefined,
  { ticketed }: RoleSettings,
): void {
  if (longest !== null && (durationMs === null || (longestMs !== undefined && durationMs > longestMs))) {
    const most = longestMs === undefined ? longest : describeDuration(longestMs);
    throw new GuardError(
      `The tenant's rules for ${WIZARD_ROLE.name} allow no ${how === "active" ? "active assignment" : "eligibility"} ${durationMs === null ? "without an end" : `of ${describeDuration(durationMs)}`}: ${most} at most.`,
      {
        code: "role-rules",
        remedy:
          longestMs === undefined
            ? `Use --role ${how}:DURATION with no more than that.`
            : `Use --role ${how}:${typedDuration(Math.floor(longestMs / 60_000) * 60_000)}, or less.`,
      },
    );
  }
  // Rules about eligibility name no ticket: those of its activation concern whoever activates.
  if (ticketRequired && !ticketed)
    throw new GuardError(`The tenant's rules for ${WIZARD_ROLE.name} want a ticket with each assignment.`, {
      code: "role-rules",
      remedy: "Add --ticket ID.",
    });
}

function assignment(how: "direct" | "active" | "eligible", duration: string | null): AssignRoleChange["after"] {
  return { roleDefinitionId: WIZARD_ROLE.id, roleName: WIZARD_ROLE.name, directoryScopeId: "/", how, duration };
}

/** The date alone: hours would promise an exactness that nobody needs. */
function dayOf(epoch: number): string {
  return new Date(epoch).toISOString().slice(0, 10);
}
