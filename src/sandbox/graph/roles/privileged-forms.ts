// PIM's requests, schedules and instances as Graph shows them, and how they are listed.

import { hasLicence } from "../../laws/licences.js";
import type { RoleSchedule } from "../../laws/privileged-identity.js";
import { isDirect } from "../../laws/privileged-schedules.js";
import type { Answer } from "../../routes.js";
import { principalObject } from "../directory/principals.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest, GraphError } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, listBody, type Properties, pageOf } from "../odata/odata-page.js";
import { roleDefinitionOf } from "./roles.js";

export type Shown = Properties & { readonly id: string };

/** What a listing takes; `filterByCurrentUser` as well. */
export const LIST_OPTIONS = ["$filter", "$expand", "$top", "$skiptoken"] as const;

const FILTERS = {
  id: ["eq"],
  principalId: ["eq", "in"],
  roleDefinitionId: ["eq", "in"],
  directoryScopeId: ["eq"],
  status: ["eq", "in"],
  action: ["eq"],
  assignmentType: ["eq"],
  memberType: ["eq"],
  targetScheduleId: ["eq"],
  roleAssignmentScheduleId: ["eq"],
  roleEligibilityScheduleId: ["eq"],
} as const;

/** The code and the message that the service answers without a licence, with 400; the reference is silent. */
export function checkPremium(call: GraphCall): void {
  if (hasLicence(call.world.store.tenant, "privilegedIdentity")) return;
  throw new GraphError(
    400,
    "AadPremiumLicenseRequired",
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
  );
}

export function listAnswer(call: GraphCall, set: string, all: readonly Shown[]): Answer {
  const text = call.url.searchParams.get("$filter");
  const filter = text === null ? undefined : parseFilter(text, FILTERS);
  const found = all.filter((one) => filter === undefined || matches(filter, (name) => ({ ...one })[name]));
  const page = pageOf(call, found, 100);
  const expand = expansionOf(call);
  const value = page.items.map((one) => ({ ...one, ...expand(one) }));
  return { status: 200, body: listBody(contextUrl(call, set), value, page.nextLink) };
}

export function oneAnswer(call: GraphCall, set: string, one: Shown, status: 200 | 201 = 200): Answer {
  const expand = expansionOf(call);
  return { status, body: { "@odata.context": contextUrl(call, `${set}/$entity`), ...one, ...expand(one) } };
}

export function scheduleForm(schedule: RoleSchedule, now: number): Shown {
  const isUnknown = isDirect(schedule);
  const common = {
    id: schedule.id,
    principalId: schedule.principalId,
    roleDefinitionId: schedule.roleDefinitionId,
    directoryScopeId: schedule.directoryScopeId,
    appScopeId: null,
    createdUsing: schedule.createdUsing,
    createdDateTime: isUnknown ? null : schedule.createdDateTime,
    modifiedDateTime: schedule.modifiedDateTime,
    status: isUnknown || Date.parse(schedule.startDateTime) <= now ? "Provisioned" : "Granted",
    memberType: "Direct",
    scheduleInfo: {
      startDateTime: isUnknown ? null : schedule.startDateTime,
      recurrence: null,
      expiration: {
        type: schedule.endDateTime === null ? "noExpiration" : "afterDateTime",
        endDateTime: schedule.endDateTime,
        duration: null,
      },
    },
  };
  return schedule.kind === "active" ? { ...common, assignmentType: schedule.assignmentType } : common;
}

/** Only of a schedule that has begun. */
export function instanceForm(schedule: RoleSchedule): Shown {
  const common = {
    principalId: schedule.principalId,
    roleDefinitionId: schedule.roleDefinitionId,
    directoryScopeId: schedule.directoryScopeId,
    appScopeId: null,
    startDateTime: isDirect(schedule) ? null : schedule.startDateTime,
    endDateTime: schedule.endDateTime,
    memberType: "Direct",
  };
  if (schedule.kind === "eligible") {
    return { id: `${schedule.id}-1-e`, ...common, roleEligibilityScheduleId: schedule.id };
  }
  const roleAssignmentOriginId = schedule.roleAssignmentId;
  return {
    id: schedule.roleAssignmentId ?? schedule.id,
    ...common,
    assignmentType: schedule.assignmentType,
    roleAssignmentOriginId,
    roleAssignmentScheduleId: schedule.id,
  };
}

/** `principal` and `roleDefinition`, together too: the reference's examples expand both. */
function expansionOf(call: GraphCall): (one: Shown) => Properties {
  const text = call.url.searchParams.get("$expand");
  if (text === null) return () => ({});
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => name !== "principal" && name !== "roleDefinition");
  if (unknown !== undefined) throw badRequest("Only 'principal' and 'roleDefinition' can be expanded.");
  return (one) => ({
    ...(names.includes("principal")
      ? { principal: principalObject(call.tenant, String(one["principalId"])) ?? null }
      : {}),
    ...(names.includes("roleDefinition")
      ? { roleDefinition: roleDefinitionOf(call.version, String(one["roleDefinitionId"])) }
      : {}),
  });
}
