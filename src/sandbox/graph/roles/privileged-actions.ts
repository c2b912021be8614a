// What each action of a PIM request does to the schedules, and when it is refused.
import { type RoleSchedule, rulesOf, type ScheduleKind } from "../../laws/privileged-identity.js";
import { currentSchedules, isDirect, SHORTEST_ACTIVE_MS } from "../../laws/privileged-schedules.js";
import { refusalOfAssignment } from "../../laws/role-assignment.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest } from "../graph-error.js";
import {
  type Act,
  additionActivities,
  checkExpires,
  checkHistory,
  checkRules,
  isFor,
  periodOf,
  removalActivities,
  required,
  timeText,
} from "./privileged-act.js";
import { invalid, type WantedPeriod, type WantedSchedule } from "./privileged-input.js";
import { activeTooShort, alreadyExists, alreadyPending, doesNotExist, policyFailed } from "./privileged-refusals.js";
import { notePim } from "./role-audit.js";
import { activateRole, addAssignment, removeAssignment } from "./role-changes.js";

/** Statuses as "unifiedRoleAssignmentScheduleRequest" lists them. */
export interface Outcome {
  readonly status: "Provisioned" | "Granted" | "Revoked" | "PendingApproval" | "PendingAdminDecision";
  /** Milliseconds. */
  readonly completedAt: number | null;
  readonly scheduleId: string | null;
}

/** Changes the draft; a GraphError, and then the draft is to be thrown away, when the request is refused. */
export function carryOut(
  call: GraphCall,
  draft: TenantState,
  kind: ScheduleKind,
  wanted: WantedSchedule,
  id: string,
): Outcome {
  const existing = currentSchedules(draft, kind).find((one) => isFor(one, wanted));
  const act: Act = { call, draft, kind, wanted, id, existing };
  switch (wanted.action) {
    case "adminAssign":
      return assign(act);
    case "adminRenew":
      checkHistory(act);
      return assign(act);
    case "adminUpdate":
      return reschedule(act, required(existing));
    case "adminExtend":
      return extend(act);
    case "adminRemove":
      return remove(act, required(existing));
    case "selfActivate":
      return activate(act);
    case "selfDeactivate":
      if (kind === "eligible") throw invalid("The action is not valid for a role eligibility.");
      if (required(existing).assignmentType !== "Activated") throw doesNotExist();
      return remove(act, required(existing));
    case "selfExtend":
      checkExpires(required(existing));
      return { status: "PendingAdminDecision", completedAt: null, scheduleId: existing?.id ?? null };
    case "selfRenew":
      checkHistory(act);
      return { status: "PendingAdminDecision", completedAt: null, scheduleId: null };
  }
}

/** Applications cannot activate a role, so none can be eligible (PIM, "Assign Microsoft Entra roles"). */
function assign(act: Act): Outcome {
  const { draft, kind, wanted, existing } = act;
  if (existing !== undefined) throw alreadyExists();
  const isService = draft.servicePrincipals.some((one) => one.id === wanted.principalId);
  if (kind === "eligible" && isService) throw invalid("A service principal cannot be eligible for a role.");
  const refusal = refusalOfAssignment(draft, { ...wanted, directoryScopeId: "/" });
  if (refusal === "synchronisation-role") throw badRequest("The role is reserved for directory synchronization.");
  if (refusal === "group-not-assignable") throw badRequest("The group cannot be assigned to a role.");
  const period = periodOf(act);
  checkRules(act, "administrator", period);
  return schedule(act, period, { assignmentType: "Assigned", activatedUsing: null });
}

/** An activation ends with the eligibility that it uses at the latest: a choice. */
function activate(act: Act): Outcome {
  const { call, draft, kind, wanted, existing } = act;
  if (kind === "eligible") throw invalid("The action is not valid for a role eligibility.");
  const eligibility = currentSchedules(draft, "eligible").find(
    (one) => isFor(one, wanted) && Date.parse(one.startDateTime) <= call.now,
  );
  if (eligibility === undefined) throw policyFailed(["EligibilityRule"]);
  if (existing !== undefined) throw alreadyExists();
  const isPending = draft.privilegedIdentity.requests.some(
    (one) => one.kind === kind && one["status"] === "PendingApproval" && isFor(one, wanted),
  );
  if (isPending) {
    throw alreadyPending();
  }
  const period = periodOf(act);
  checkRules(act, "holder", period);
  if (rulesOf(draft, wanted.roleDefinitionId).activation.approvalRequired) {
    return { status: "PendingApproval", completedAt: null, scheduleId: null };
  }
  const latest = eligibility.endDateTime === null ? Number.POSITIVE_INFINITY : Date.parse(eligibility.endDateTime);
  const endsAt = Math.min(period.endsAt ?? latest, latest);
  const used = { assignmentType: "Activated", activatedUsing: eligibility.id } as const;
  return schedule(act, { ...period, endsAt: Number.isFinite(endsAt) ? endsAt : null }, used);
}

function extend(act: Act): Outcome {
  const existing = required(act.existing);
  checkExpires(existing);
  const { endsAt } = periodOf(act);
  if (endsAt !== null && endsAt <= Date.parse(existing.endDateTime ?? "")) {
    throw invalid("The new end is not after the present one.");
  }
  return reschedule(act, existing);
}

/** One that was made without PIM becomes a schedule by this. */
function reschedule(act: Act, existing: RoleSchedule): Outcome {
  const { call, draft, id } = act;
  const period = periodOf(act);
  checkRules(act, "administrator", period);
  const endDateTime = timeText(period.endsAt);
  const now = new Date(call.now).toISOString();
  const kept = draft.privilegedIdentity.schedules.find((one) => one.id === existing.id);
  if (kept === undefined) {
    const startDateTime = now;
    const made = { ...existing, id, createdUsing: id, createdDateTime: now, startDateTime, endDateTime };
    draft.privilegedIdentity.schedules.push(made);
  } else {
    kept.endDateTime = endDateTime;
    kept.modifiedDateTime = now;
    if (kept.kind === "eligible" || kept.roleAssignmentId === null) {
      kept.startDateTime = new Date(period.startsAt).toISOString();
    }
  }
  return { status: "Provisioned", completedAt: call.now, scheduleId: kept?.id ?? id };
}

function remove({ call, draft, kind }: Act, existing: RoleSchedule): Outcome {
  const began = Date.parse(existing.startDateTime);
  if (kind === "active" && !isDirect(existing) && began <= call.now && call.now - began < SHORTEST_ACTIVE_MS) {
    throw activeTooShort();
  }
  if (existing.roleAssignmentId !== null) removeAssignment(call, draft, existing.roleAssignmentId);
  for (const activity of removalActivities(existing)) notePim(call, draft, activity, "Unassign", existing);
  const pim = draft.privilegedIdentity;
  if (pim.schedules.some((one) => one.id === existing.id)) {
    pim.schedules = pim.schedules.filter((one) => one.id !== existing.id);
  }
  return { status: "Revoked", completedAt: null, scheduleId: null };
}

function schedule(
  { call, draft, kind, wanted, id }: Act,
  period: WantedPeriod,
  how: Pick<RoleSchedule, "assignmentType" | "activatedUsing">,
): Outcome {
  const { principalId, roleDefinitionId } = wanted;
  const hasBegun = period.startsAt <= call.now;
  const holds = { principalId, roleDefinitionId, directoryScopeId: "/" };
  const roleAssignmentId = kind === "active" && hasBegun ? addAssignment(call, draft, holds) : null;
  if (kind === "active") activateRole(draft, roleDefinitionId);
  draft.privilegedIdentity.schedules.push({
    id,
    kind,
    ...holds,
    createdDateTime: new Date(call.now).toISOString(),
    startDateTime: new Date(period.startsAt).toISOString(),
    endDateTime: timeText(period.endsAt),
    roleAssignmentId,
    ...how,
    createdUsing: id,
    modifiedDateTime: null,
  });
  for (const activity of additionActivities(kind, how.assignmentType, period))
    notePim(call, draft, activity, "Assign", holds);
  return { status: hasBegun ? "Provisioned" : "Granted", completedAt: period.startsAt, scheduleId: id };
}
