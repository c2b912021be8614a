// Everything that the sandbox answers as Azure Resource Manager.
import type { Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { asArmRoutes } from "./arm-route.js";
import { healthArmRoutes } from "./health-routes.js";
import { resourceManagerRoutes } from "./resource-manager.js";
import { roleAssignmentArmRoutes } from "./role-assignments.js";

export function armRoutes(worlds: Worlds): readonly Route[] {
  return asArmRoutes(worlds, [...resourceManagerRoutes, ...roleAssignmentArmRoutes, ...healthArmRoutes]);
}
