// Microsoft.ADHybridHealthService as a provider of Azure Resource Manager: where it is, and who may use it.
import { mayUseHealth } from "../laws/azure-rbac.js";
import type { Answer, Method } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { keepAlerts } from "./health-alerts.js";

export const HEALTH_NAMESPACE = "Microsoft.ADHybridHealthService";
export const HEALTH_API_VERSION = "2014-01-01";
const HEALTH_SCOPE = `/providers/${HEALTH_NAMESPACE}`;

export type HealthCall = ArmCall;

export interface HealthRoute {
  readonly method: Method;
  /** Below the provider. */
  readonly path: string;
  readonly note: string;
  /** The action that it needs, where it is not the path's own, such as `services/servicemembers/read`. */
  readonly action?: string;
  readonly handle: (call: HealthCall) => Answer;
}

export function asArmRoute(route: HealthRoute): ArmRoute {
  const action = actionOf(route);
  return {
    method: route.method,
    path: `${HEALTH_SCOPE}${route.path}`,
    note: route.note,
    apiVersions: [HEALTH_API_VERSION],
    handle(call) {
      checkNamespace(call.tenant);
      checkRights(call, action);
      keepAlerts(call.world.store, call.now);
      return route.handle({ ...call, tenant: call.world.store.tenant });
    },
  };
}

/** The action of the provider's list: the path without its parameters, and `read` or `delete`. */
export function actionOf({ method, path, action }: HealthRoute): string {
  if (action !== undefined) return action;
  const words = path.split("/").filter((one) => one !== "" && !one.startsWith(":"));
  return [...words, method === "DELETE" ? "delete" : "read"].join("/");
}

/**
 * Connect Health is not there in the China cloud ("Microsoft Entra Connect Health agent installation", requirements). What
 * is answered instead is not published; this is Azure Resource Manager's answer for a namespace that it does not know.
 */
export function checkNamespace(tenant: Tenant): void {
  if (tenant.cloud !== "china") return;
  throw new ArmError(404, "InvalidResourceNamespace", `The resource namespace '${HEALTH_NAMESPACE}' is invalid.`);
}

function checkRights(call: HealthCall, action: string): void {
  const { caller, tenant, params } = call;
  const { kind, principalId, appId } = caller;
  const serviceName = params["serviceName"];
  if (mayUseHealth(tenant, { kind, principalId, action, serviceName })) return;
  const user = tenant.users.find((one) => one.id === principalId);
  const name = user?.userPrincipalName ?? appId;
  const scope = serviceName === undefined ? HEALTH_SCOPE : `${HEALTH_SCOPE}/services/${serviceName.slice(0, 200)}`;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The client '${name}' with object id '${principalId}' does not have authorization to perform action '${HEALTH_NAMESPACE}/${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
