import type { Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { conditionalAccessRoutes } from "./conditional-access.js";
import { directoryRoleRoutes } from "./directory-roles.js";
import { asRoutes, type GraphRoute } from "./graph-route.js";
import { groupRoutes } from "./groups.js";
import { organizationRoutes } from "./organization.js";
import { roleAssignmentRoutes } from "./role-assignments.js";
import { roleRoutes } from "./roles.js";
import { servicePrincipalRoutes } from "./service-principals.js";
import { synchronizationRoutes } from "./synchronization.js";
import { userRoutes } from "./users.js";

const AREAS: readonly (readonly GraphRoute[])[] = [
  organizationRoutes,
  userRoutes,
  groupRoutes,
  roleRoutes,
  roleAssignmentRoutes,
  directoryRoleRoutes,
  conditionalAccessRoutes,
  synchronizationRoutes,
  servicePrincipalRoutes,
];

/** The routes of graph.microsoft.com, v1.0 and beta. */
export function graphRoutes(worlds: Worlds): readonly Route[] {
  return asRoutes(worlds, AREAS.flat());
}
