import type { Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { appManagementPolicyRoutes } from "./app-management-policy.js";
import { applicationRoutes } from "./applications.js";
import { authenticationMethodsPolicyRoutes } from "./authentication-methods-policy.js";
import { authenticationRequirementRoutes } from "./authentication-requirements.js";
import { authenticationStrengthRoutes } from "./authentication-strengths.js";
import { batchRoutes } from "./batch.js";
import { conditionalAccessRoutes } from "./conditional-access.js";
import { contactRoutes } from "./contacts.js";
import { deletedItemRoutes } from "./deleted-items.js";
import { directoryAuditRoutes } from "./directory-audits.js";
import { directoryObjectRoutes } from "./directory-objects.js";
import { getByIdsRoutes } from "./directory-objects-lists.js";
import { directoryRoleRoutes } from "./directory-roles.js";
import { extensionRoutes } from "./extensions.js";
import type { GraphRoute } from "./graph-call.js";
import { asRoutes } from "./graph-route.js";
import { groupRoutes } from "./groups.js";
import { organizationRoutes } from "./organization.js";
import { permissionGrantRoutes } from "./permission-grants.js";
import { appRoleAssignmentRoutes } from "./permission-grants-app-roles.js";
import { privilegedPolicyRoutes } from "./privileged-policies.js";
import { privilegedRequestRoutes } from "./privileged-requests.js";
import { privilegedScheduleRoutes } from "./privileged-schedules.js";
import { publishingProfileRoutes } from "./publishing-profiles.js";
import { roleAssignmentRoutes } from "./role-assignments.js";
import { roleRoutes } from "./roles.js";
import { securityDefaultsRoutes } from "./security-defaults.js";
import { mailRoutes } from "./send-mail.js";
import { servicePrincipalRoutes } from "./service-principals.js";
import { signInRoutes } from "./sign-ins.js";
import { synchronizationRoutes } from "./synchronization.js";
import { temporaryAccessPassRoutes } from "./temporary-access-pass.js";
import { userRoutes } from "./users.js";

const AREAS: readonly (readonly GraphRoute[])[] = [
  organizationRoutes,
  userRoutes,
  deletedItemRoutes,
  extensionRoutes,
  groupRoutes,
  roleRoutes,
  roleAssignmentRoutes,
  privilegedRequestRoutes,
  privilegedScheduleRoutes,
  privilegedPolicyRoutes,
  authenticationRequirementRoutes,
  temporaryAccessPassRoutes,
  authenticationMethodsPolicyRoutes,
  authenticationStrengthRoutes,
  securityDefaultsRoutes,
  directoryRoleRoutes,
  conditionalAccessRoutes,
  synchronizationRoutes,
  directoryAuditRoutes,
  signInRoutes,
  publishingProfileRoutes,
  servicePrincipalRoutes,
  applicationRoutes,
  appRoleAssignmentRoutes,
  permissionGrantRoutes,
  appManagementPolicyRoutes,
  contactRoutes,
  directoryObjectRoutes,
  getByIdsRoutes,
  mailRoutes,
];

/** The routes of graph.microsoft.com, v1.0 and beta, and the batches of requests to them. */
export function graphRoutes(worlds: Worlds): readonly Route[] {
  const routes = asRoutes(worlds, AREAS.flat());
  return [...routes, ...batchRoutes(worlds, routes)];
}
