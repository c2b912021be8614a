// Everything that the sandbox answers as Azure Resource Manager.
import type { Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { asArmRoutes } from "./arm-route.js";
import { deploymentRoutes } from "./deployments/deployment-routes.js";
import { healthArmRoutes } from "./health-routes.js";
import { operationResultRoutes } from "./operation-results.js";
import { resourceGroupRoutes } from "./resource-groups.js";
import { resourceManagerRoutes } from "./resource-manager.js";
import { resourceProviderRoutes } from "./resource-providers.js";
import { resourceRoutes } from "./resources.js";
import { roleAssignmentArmRoutes } from "./role-assignments.js";
import { subscriptionRoutes } from "./subscriptions.js";

export function armRoutes(worlds: Worlds): readonly Route[] {
  return asArmRoutes(worlds, [
    ...resourceManagerRoutes,
    ...subscriptionRoutes,
    ...operationResultRoutes,
    ...resourceGroupRoutes,
    ...resourceProviderRoutes,
    ...deploymentRoutes,
    ...roleAssignmentArmRoutes,
    ...resourceRoutes,
    ...healthArmRoutes,
  ]);
}
