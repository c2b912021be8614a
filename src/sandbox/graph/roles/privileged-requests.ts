// PIM's requests for role assignments and eligibilities: reading them, and making them.
import { randomUUID } from "node:crypto";
import { builtInRole, ROLE } from "../../laws/directory-roles.js";
import type { ScheduleKind } from "../../laws/privileged-identity.js";
import { holdsOneOf } from "../../laws/role-holders.js";
import type { Answer } from "../../routes.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, GraphError } from "../graph-error.js";
import { carryOut, type Outcome } from "./privileged-actions.js";
import { checkPremium, oneAnswer, type Shown } from "./privileged-forms.js";
import { type WantedSchedule, wantedSchedule } from "./privileged-input.js";
import { readingRoutes } from "./privileged-schedules.js";
import { isKnownPrincipal } from "./role-changes.js";

const SETS: Readonly<Record<ScheduleKind, string>> = {
  active: "roleManagement/directory/roleAssignmentScheduleRequests",
  eligible: "roleManagement/directory/roleEligibilityScheduleRequests",
};

/** The oldest go when there are more. */
const MOST_REQUESTS = 2000;

export const privilegedRequestRoutes: readonly GraphRoute[] = (["active", "eligible"] as const).flatMap((kind) => [
  ...readingRoutes(SETS[kind], (call) => requests(call.tenant, kind, call.now)),
  {
    method: "POST",
    path: `/${SETS[kind]}`,
    note: "P2; 201; admin… and self… actions, isValidationOnly; the whole tenant as scope; approvals are not emulated",
    handle: (call) => answerRequest(call, kind),
  },
]);

function answerRequest(call: GraphCall, kind: ScheduleKind): Answer {
  checkPremium(call);
  const wanted = wantedSchedule(call);
  checkCaller(call, wanted);
  if (builtInRole(wanted.roleDefinitionId) === undefined) {
    throw new GraphError(404, "RoleNotFound", "The role is not found.");
  }
  if (!isKnownPrincipal(call, wanted.principalId)) {
    throw new GraphError(404, "SubjectNotFound", "The subject is not found.");
  }
  const id = randomUUID();
  if (wanted.isValidationOnly) {
    const outcome = rehearsed(call, kind, wanted, id);
    return oneAnswer(call, SETS[kind], { ...requestForm(call, wanted, NO_REQUEST, outcome), status: "Granted" }, 201);
  }
  const form = call.world.store.change((draft) => {
    const made = requestForm(call, wanted, id, carryOut(call, draft, kind, wanted, id));
    draft.privilegedIdentity.requests.push({ ...made, kind });
    dropOldest(draft);
    return made;
  });
  return oneAnswer(call, SETS[kind], form, 201);
}

const NO_REQUEST = "00000000-0000-0000-0000-000000000000";

class Rehearsed extends Error {
  constructor(readonly outcome: Outcome) {
    super();
  }
}

/** All checks of a real request, and nothing is changed: what a change throws leaves no trace. */
function rehearsed(call: GraphCall, kind: ScheduleKind, wanted: WantedSchedule, id: string): Outcome {
  try {
    return call.world.store.change((draft) => {
      throw new Rehearsed(carryOut(call, draft, kind, wanted, id));
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.outcome;
    throw error;
  }
}

/**
 * Actions of administrators need Privileged Role Administrator; those of holders are for the holder alone, signed in
 * ("Create roleAssignmentScheduleRequests").
 */
function checkCaller({ caller, world }: GraphCall, { action, principalId }: WantedSchedule): void {
  if (action.startsWith("self")) {
    if (caller.kind !== "user" || caller.principalId !== principalId) throw accessDenied();
    return;
  }
  const roles = [ROLE.globalAdministrator, ROLE.privilegedRoleAdministrator];
  if (caller.kind === "user" && !holdsOneOf(world.store.tenant, caller.principalId, roles)) throw accessDenied();
}

function requests(tenant: Tenant, kind: ScheduleKind, now: number): readonly Shown[] {
  return tenant.privilegedIdentity.requests
    .filter((one) => one.kind === kind)
    .map(({ kind: _kind, ...shown }) => {
      const startsAt = Date.parse(String(shown["completedDateTime"]));
      // Granted is what has not begun yet.
      return shown["status"] === "Granted" && startsAt <= now ? { ...shown, status: "Provisioned" } : shown;
    });
}

function requestForm(call: GraphCall, wanted: WantedSchedule, id: string, outcome: Outcome): Shown {
  const { caller, now } = call;
  const { action, period } = wanted;
  const user = caller.kind === "user" ? { displayName: null, id: caller.principalId } : null;
  const application = caller.kind === "application" ? { displayName: null, id: caller.appId } : null;
  return {
    id,
    status: outcome.status,
    createdDateTime: new Date(now).toISOString(),
    completedDateTime: outcome.completedAt === null ? null : new Date(outcome.completedAt).toISOString(),
    approvalId: null,
    customData: wanted.customData,
    action,
    principalId: wanted.principalId,
    roleDefinitionId: wanted.roleDefinitionId,
    directoryScopeId: "/",
    appScopeId: null,
    isValidationOnly: wanted.isValidationOnly,
    targetScheduleId: outcome.scheduleId,
    justification: wanted.justification,
    createdBy: { application, device: null, user },
    scheduleInfo:
      period === undefined
        ? null
        : {
            startDateTime: new Date(period.startsAt).toISOString(),
            recurrence: null,
            expiration: { ...period.expiration },
          },
    ticketInfo: { ticketNumber: wanted.ticketNumber, ticketSystem: wanted.ticketSystem },
  };
}

function dropOldest({ privilegedIdentity: pim }: TenantState): void {
  if (pim.requests.length > MOST_REQUESTS) pim.requests = pim.requests.slice(-Math.ceil(MOST_REQUESTS / 2));
}
