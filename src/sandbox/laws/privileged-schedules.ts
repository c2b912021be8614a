// The schedules of Privileged Identity Management: which of them count, and what happens to them as time passes.
import { userById } from "../store/people.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import type { RoleSchedule, ScheduleKind } from "./privileged-identity.js";

/**
 * A role has to be active that long before it can be taken back: five minutes. Error `ActiveDurationTooShort`, of which
 * Microsoft's reference is silent; projects that activate roles handle it, and one has measured it for removals by
 * administrators as well.
 */
export const SHORTEST_ACTIVE_MS = 5 * 60_000;

/**
 * The schedules that stand for something: the principal exists, and an assignment that was made for it is still there.
 * A role assignment that was made without PIM shows as a permanent one ("roleAssignmentSchedules" of real tenants).
 */
export function currentSchedules(tenant: Tenant, kind: ScheduleKind): readonly RoleSchedule[] {
  const kept = tenant.privilegedIdentity.schedules.filter((one) => one.kind === kind && stands(tenant, one));
  if (kind === "eligible") return kept;
  const scheduled = new Set(kept.map((one) => one.roleAssignmentId));
  const direct = tenant.roleAssignments.filter((one) => !scheduled.has(one.id)).map(scheduleOfAssignment);
  return [...kept, ...direct];
}

/** Was it made without PIM? Then nothing is known of when. */
export function isDirect(schedule: RoleSchedule): boolean {
  return schedule.id === schedule.roleAssignmentId;
}

/** Is there anything for `passScheduleTime` to do? Cheap: it is asked before each request. */
export function isScheduleDue(tenant: Tenant, now: number): boolean {
  return tenant.privilegedIdentity.schedules.some((one) => isEnded(one, now) || isStarting(one, now));
}

/**
 * What is due at `now` (tenant time, milliseconds): assignments of schedules that begin are made, those of schedules
 * that have ended go, and so do the schedules; an ended eligibility just goes.
 * @returns the active assignments that have ended
 */
export function passScheduleTime(draft: TenantState, now: number, newId: () => string): readonly EndedAssignment[] {
  const pim = draft.privilegedIdentity;
  const gone = pim.schedules.filter((one) => isEnded(one, now) || (isStarting(one, now) && !stands(draft, one)));
  const goneIds = gone.map((one) => one.id);
  const assignmentIds = gone.map((one) => one.roleAssignmentId);
  if (gone.length > 0) pim.schedules = pim.schedules.filter((one) => !goneIds.includes(one.id));
  if (assignmentIds.some((id) => id !== null)) {
    draft.roleAssignments = draft.roleAssignments.filter((one) => !assignmentIds.includes(one.id));
  }
  for (const schedule of pim.schedules.filter((one) => isStarting(one, now))) begin(draft, schedule, newId);
  return gone.flatMap(({ roleAssignmentId, endDateTime, principalId, roleDefinitionId, assignmentType }) =>
    roleAssignmentId === null || endDateTime === null
      ? []
      : [{ principalId, roleDefinitionId, assignmentType, endDateTime }],
  );
}

export interface EndedAssignment extends Pick<RoleSchedule, "principalId" | "roleDefinitionId" | "assignmentType"> {
  readonly endDateTime: string;
}

/** One that was given directly in the meantime becomes the schedule's own: there cannot be two of them. */
function begin(
  draft: TenantState,
  schedule: TenantState["privilegedIdentity"]["schedules"][number],
  newId: () => string,
) {
  const { principalId, roleDefinitionId, directoryScopeId } = schedule;
  const existing = draft.roleAssignments.find(
    (one) =>
      one.principalId === principalId && one.roleDefinitionId === roleDefinitionId && one.directoryScopeId === "/",
  );
  schedule.roleAssignmentId = existing?.id ?? newId();
  if (existing !== undefined) return;
  draft.roleAssignments.push({ id: schedule.roleAssignmentId, roleDefinitionId, principalId, directoryScopeId });
  if (!draft.activatedRoles.some((one) => one.roleTemplateId === roleDefinitionId)) {
    draft.activatedRoles.push({ id: newId(), roleTemplateId: roleDefinitionId });
  }
}

function scheduleOfAssignment(assignment: Tenant["roleAssignments"][number]): RoleSchedule {
  const { id, principalId, roleDefinitionId, directoryScopeId } = assignment;
  return {
    id,
    kind: "active",
    principalId,
    roleDefinitionId,
    directoryScopeId,
    createdDateTime: "",
    startDateTime: "",
    endDateTime: null,
    roleAssignmentId: id,
    assignmentType: "Assigned",
    activatedUsing: null,
    createdUsing: null,
    modifiedDateTime: null,
  };
}

function stands(tenant: Tenant, schedule: RoleSchedule): boolean {
  const { principalId, roleAssignmentId } = schedule;
  if (roleAssignmentId !== null) return tenant.roleAssignments.some((one) => one.id === roleAssignmentId);
  if (userById(tenant, principalId) !== undefined) return true;
  return [tenant.groups, tenant.servicePrincipals].some((objects) => objects.some((one) => one.id === principalId));
}

function isEnded(schedule: RoleSchedule, now: number): boolean {
  return schedule.endDateTime !== null && Date.parse(schedule.endDateTime) <= now;
}

function isStarting(schedule: RoleSchedule, now: number): boolean {
  return schedule.kind === "active" && schedule.roleAssignmentId === null && Date.parse(schedule.startDateTime) <= now;
}
