// The alerts of a service and of one server.
import { ALERT_TEXTS } from "../laws/health-alerts.js";
import type { Answer } from "../routes.js";
import type { HealthAlert } from "../store/state/health.js";
import { badRequest } from "./arm-error.js";
import { pagedList, refuseOptions } from "./health-lists.js";
import type { HealthCall } from "./health-provider.js";
import { type HealthService, theMember, theService } from "./health-services.js";
import { NEVER, sevenDigits } from "./health-times.js";

export function answerServiceAlerts(call: HealthCall): Answer {
  const service = theService(call);
  const ids = service.members.map((one) => one.serviceMemberId);
  return answerAlerts(call, service, (alert) => ids.includes(alert.serviceMemberId));
}

export function answerMemberAlerts(call: HealthCall): Answer {
  const { service, member } = theMember(call);
  return answerAlerts(call, service, (alert) => alert.serviceMemberId === member.serviceMemberId);
}

function answerAlerts(call: HealthCall, service: HealthService, isAsked: (alert: HealthAlert) => boolean): Answer {
  refuseOptions(call, ["$filter"]);
  const { tenant, url } = call;
  const isOfState = stateFilter(url.searchParams.get("state"));
  const from = timeIn(url, "from") ?? Number.NEGATIVE_INFINITY;
  const to = timeIn(url, "to") ?? Number.POSITIVE_INFINITY;
  const alerts = tenant.health.alerts.filter((alert) => {
    const created = Date.parse(alert.createdDate);
    return isAsked(alert) && isOfState(alert.state) && created >= from && created <= to;
  });
  return pagedList(
    call,
    alerts.map((alert) => alertBody(tenant.organization.id, service.serviceId, alert)),
  );
}

/** `Active` and `Resolved` are in use, although only the first is a state; a full state's name serves as well. */
function stateFilter(text: string | null): (state: HealthAlert["state"]) => boolean {
  const wanted = text?.toLowerCase();
  if (wanted === undefined || wanted === "") return () => true;
  return wanted === "resolved" ? (state) => state !== "Active" : (state) => state.toLowerCase() === wanted;
}

function timeIn(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw badRequest(`The value '${text.slice(0, 100)}' of the parameter '${name}' is not a date and time.`);
}

function alertBody(tenantId: string, serviceId: string, alert: HealthAlert) {
  const { shortName, displayName, description, remediation, link } = ALERT_TEXTS[alert.kind];
  return {
    alertId: alert.alertId,
    level: alert.level,
    state: alert.state,
    shortName,
    displayName,
    description,
    remediation,
    relatedLinks: [link],
    scope: "ServiceMember",
    additionalInformation: [],
    createdDate: sevenDigits(Date.parse(alert.createdDate)),
    resolvedDate: alert.resolvedDate === null ? NEVER : sevenDigits(Date.parse(alert.resolvedDate)),
    lastUpdated: sevenDigits(Date.parse(alert.lastUpdated)),
    monitorRoleType: "AadSync_AadConnectSync_1.0",
    activeAlertProperties: [],
    resolvedAlertProperties: [],
    tenantId,
    serviceId,
    serviceMemberId: alert.serviceMemberId,
  };
}
