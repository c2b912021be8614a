// Microsoft Entra Connect Health, api-version 2014-01-01: what of it is implemented. Shapes: Microsoft's Swagger
// "ADHybridHealthService", and where clients have seen another form on the wire, that one.
//
// `credentials` is left out on purpose: it looks like a read, serves the onboarding of agents, and answers with keys.
import type { Answer } from "../routes.js";
import type { ArmRoute } from "./arm-route.js";
import { answerMemberAlerts, answerServiceAlerts } from "./health-alert-routes.js";
import { answerErrorCounts, answerErrors } from "./health-export-errors.js";
import { countedList } from "./health-lists.js";
import {
  answerConnectors,
  answerDataFreshness,
  answerGlobalConfiguration,
  answerMember,
  answerMemberExports,
  answerMembers,
  answerMonitoringConfigurations,
  answerServiceConfiguration,
  answerServiceExports,
  removeMember,
} from "./health-member-routes.js";
import { actionOf, asArmRoute, HEALTH_NAMESPACE, type HealthRoute } from "./health-provider.js";
import { answerPremiumServices, answerService, answerServices, removeService } from "./health-services.js";
import { answerConfiguration } from "./health-tenant.js";

const SERVICE = "/services/:serviceName";
const MEMBER = `${SERVICE}/servicemembers/:serviceMemberId`;
const BARE = "a bare array, or {value}, by the tenant's setting";

/** Fixed paths stand before those with a parameter in the same place. */
const routes: readonly HealthRoute[] = [
  read("/configuration", "licence, onboarding, quarantine", answerConfiguration),
  read("/operations", "of what is implemented here", answerOperations),
  read("/addsservices", "always none", (call) => countedList(call, [])),
  read("/services", "serviceType, skipCount, takeCount", answerServices),
  read("/services/premiumCheck", "none without a licence", answerPremiumServices),
  {
    ...read("/services/GetServices/PremiumCheck", "as clients call it; not in the Swagger", answerPremiumServices),
    action: "services/premiumCheck/read",
  },
  read(SERVICE, "", answerService),
  remove(SERVICE, "confirm=true removes, otherwise disables", removeService),
  read(`${SERVICE}/alerts`, "state, from, to", answerServiceAlerts),
  read(`${SERVICE}/exporterrors/counts`, BARE, answerErrorCounts),
  read(`${SERVICE}/exporterrors/listV2`, `errorBucket; ${BARE}`, answerErrors),
  read(`${SERVICE}/exportstatus`, "", answerServiceExports),
  read(`${SERVICE}/monitoringconfigurations`, BARE, answerMonitoringConfigurations),
  read(`${SERVICE}/servicemembers`, "disabled ones included", answerMembers),
  read(MEMBER, "", answerMember),
  remove(MEMBER, "confirm=true removes, otherwise disables", removeMember),
  read(`${MEMBER}/alerts`, "state, from, to", answerMemberAlerts),
  read(`${MEMBER}/datafreshness`, BARE, answerDataFreshness),
  read(`${MEMBER}/exportstatus`, "", answerMemberExports),
  read(`${MEMBER}/globalconfiguration`, BARE, answerGlobalConfiguration),
  read(`${MEMBER}/serviceconfiguration`, "the engine's version", answerServiceConfiguration),
  read("/service/:serviceName/servicemembers/:serviceMemberId/connectors", BARE, answerConnectors),
];

export const healthArmRoutes: readonly ArmRoute[] = routes.map(asArmRoute);

function read(path: string, note: string, handle: HealthRoute["handle"]): HealthRoute {
  return { method: "GET", path, note, handle };
}

function remove(path: string, note: string, handle: HealthRoute["handle"]): HealthRoute {
  return { method: "DELETE", path, note, handle };
}

/** Not cut into pages: the Swagger gives this list no parameters. */
function answerOperations(): Answer {
  const actions = [...new Set(routes.map(actionOf))];
  const value = actions.map((action) => ({
    name: `${HEALTH_NAMESPACE}/${action}`,
    display: { provider: HEALTH_NAMESPACE, operation: action, description: "" },
  }));
  return { status: 200, body: { value, nextLink: null, totalCount: 0, continuationToken: null } };
}
