// Reading PIM's schedules and instances: who holds a role, who may activate one, and until when.
import type { ScheduleKind } from "../../laws/privileged-identity.js";
import { currentSchedules } from "../../laws/privileged-schedules.js";
import { param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { GraphError, notFound, notImplemented } from "../graph-error.js";
import {
  checkPremium,
  instanceForm,
  LIST_OPTIONS,
  listAnswer,
  oneAnswer,
  type Shown,
  scheduleForm,
} from "./privileged-forms.js";

const BASE = "roleManagement/directory";

const FILTER_NOTE = "P2; $filter: principalId, roleDefinitionId, status and ids eq; $expand=principal,roleDefinition";

export const privilegedScheduleRoutes: readonly GraphRoute[] = [
  ...readingRoutes(`${BASE}/roleAssignmentSchedules`, schedules("active")),
  ...readingRoutes(`${BASE}/roleEligibilitySchedules`, schedules("eligible")),
  ...readingRoutes(`${BASE}/roleAssignmentScheduleInstances`, instances("active")),
  ...readingRoutes(`${BASE}/roleEligibilityScheduleInstances`, instances("eligible")),
];

/** List, get and filterByCurrentUser of one of PIM's collections. */
export function readingRoutes(set: string, all: (call: GraphCall) => readonly Shown[]): readonly GraphRoute[] {
  return [
    {
      method: "GET",
      path: `/${set}`,
      note: `${FILTER_NOTE}; $top, paging`,
      options: LIST_OPTIONS,
      replicated: "role-schedule",
      handle: (call) => {
        checkPremium(call);
        return listAnswer(call, set, all(call));
      },
    },
    {
      method: "GET",
      path: `/${set}/:id`,
      note: "P2; $expand=principal,roleDefinition",
      options: ["$expand"],
      replicated: "role-schedule",
      handle: (call) => {
        checkPremium(call);
        const one = all(call).find(({ id }) => id.toLowerCase() === param(call, "id"));
        if (one === undefined) throw notFound(param(call, "id"));
        return oneAnswer(call, set, one);
      },
    },
    {
      method: "GET",
      path: `/${set}/filterByCurrentUser(on=:on)`,
      note: `P2; on='principal'; ${FILTER_NOTE}`,
      options: LIST_OPTIONS,
      replicated: "role-schedule",
      handle: (call) => {
        checkPremium(call);
        if (call.caller.kind !== "user") {
          throw new GraphError(400, "BadRequest", "filterByCurrentUser is only valid with delegated authentication.");
        }
        if (param(call, "on") !== "principal") throw notImplemented("filterByCurrentUser of other than principal");
        const own = all(call).filter((one) => one["principalId"] === call.caller.principalId);
        return listAnswer(call, `Collection(${set})`, own);
      },
    },
  ];
}

function schedules(kind: ScheduleKind) {
  return ({ tenant, now }: GraphCall) => currentSchedules(tenant, kind).map((schedule) => scheduleForm(schedule, now));
}

function instances(kind: ScheduleKind) {
  return ({ tenant, now }: GraphCall) =>
    currentSchedules(tenant, kind)
      .filter((one) => (kind === "active" ? one.roleAssignmentId !== null : Date.parse(one.startDateTime) <= now))
      .map(instanceForm);
}
