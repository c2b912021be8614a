// What the actions of PIM requests have in common: what they act on, and the checks before they do.
import {
  brokenRules,
  type RoleSchedule,
  rulesOf,
  type ScheduleKind,
  type ScheduleRequest,
} from "../../laws/privileged-identity.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { invalid, type WantedPeriod, type WantedSchedule } from "./privileged-input.js";
import { alreadyExists, doesNotExist, policyFailed } from "./privileged-refusals.js";

export interface Act {
  readonly call: GraphCall;
  readonly draft: TenantState;
  readonly kind: ScheduleKind;
  readonly wanted: WantedSchedule;
  /** The request's, and that of a schedule which it makes ("targetScheduleId" of the reference's examples). */
  readonly id: string;
  readonly existing: RoleSchedule | undefined;
}

/**
 * What PIM writes, one after the other. "Microsoft Entra audit log categories and activities" has an entry for an
 * administrator's request and one for its outcome; of an activation only the outcome is written here.
 */
export function additionActivities(
  kind: ScheduleKind,
  type: RoleSchedule["assignmentType"],
  period: WantedPeriod,
): readonly string[] {
  if (type === "Activated") return ["Add member to role completed (PIM activation)"];
  const length = period.endsAt === null ? "permanent" : "timebound";
  const what = `Add ${kind === "eligible" ? "eligible member" : "member"} to role in PIM`;
  return [`${what} requested (${length})`, `${what} completed (${length})`];
}

export function removalActivities({ kind, assignmentType, endDateTime }: RoleSchedule): readonly string[] {
  if (assignmentType === "Activated") return ["Remove member from role completed (PIM deactivate)"];
  const length = endDateTime === null ? "permanent" : "timebound";
  const what = `Remove ${kind === "eligible" ? "eligible member" : "member"} from role in PIM`;
  return [`${what} requested (${length})`, `${what} completed (${length})`];
}

export function checkRules(act: Act, by: ScheduleRequest["by"], period: WantedPeriod): void {
  const { call, draft, kind, wanted } = act;
  const broken = brokenRules(rulesOf(draft, wanted.roleDefinitionId), {
    kind,
    by,
    lengthMs: period.endsAt === null ? null : period.endsAt - period.startsAt,
    hasJustification: (wanted.justification ?? "").trim() !== "",
    hasTicket: (wanted.ticketNumber ?? "").trim() !== "",
    hasMfa: call.caller.amr.includes("mfa"),
  });
  if (broken.length > 0) throw policyFailed(broken);
}

/** An assignment that expired can be renewed; one that never was cannot. */
export function checkHistory({ draft, kind, wanted, existing }: Act): void {
  if (existing !== undefined) throw alreadyExists();
  const was = draft.privilegedIdentity.requests.some(
    (one) => one.kind === kind && one["targetScheduleId"] !== null && isFor(one, wanted),
  );
  if (!was) throw doesNotExist();
}

export function checkExpires(existing: RoleSchedule): void {
  if (existing.endDateTime === null) throw invalid("The role assignment does not expire.");
}

export function periodOf({ wanted: { period } }: Act): WantedPeriod {
  if (period === undefined) throw invalid("scheduleInfo is required for the action.");
  return period;
}

export function isFor(one: Readonly<Record<string, unknown>> | RoleSchedule, wanted: WantedSchedule): boolean {
  const { principalId, roleDefinitionId } = one as Readonly<Record<string, unknown>>;
  return principalId === wanted.principalId && roleDefinitionId === wanted.roleDefinitionId;
}

export function required(existing: RoleSchedule | undefined): RoleSchedule {
  if (existing === undefined) throw doesNotExist();
  return existing;
}

export function timeText(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
