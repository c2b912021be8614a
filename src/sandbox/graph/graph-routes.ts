import type { Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { appManagementPolicyRoutes } from "./applications/app-management-policy.js";
import { applicationRoutes } from "./applications/applications.js";
import { permissionGrantRoutes } from "./applications/permission-grants.js";
import { appRoleAssignmentRoutes } from "./applications/permission-grants-app-roles.js";
import { servicePrincipalRoutes } from "./applications/service-principals.js";
import { authenticationMethodsPolicyRoutes } from "./authentication/authentication-methods-policy.js";
import { authenticationRequirementRoutes } from "./authentication/authentication-requirements.js";
import { authenticationStrengthRoutes } from "./authentication/authentication-strengths.js";
import { securityDefaultsRoutes } from "./authentication/security-defaults.js";
import { temporaryAccessPassRoutes } from "./authentication/temporary-access-pass.js";
import { batchRoutes } from "./batch.js";
import { conditionalAccessRoutes } from "./conditional-access/conditional-access.js";
import { contactRoutes } from "./directory/contacts.js";
import { deletedItemRoutes } from "./directory/deleted-items.js";
import { directoryObjectRoutes } from "./directory/directory-objects.js";
import { getByIdsRoutes } from "./directory/directory-objects-lists.js";
import { extensionRoutes } from "./directory/extensions.js";
import { groupRoutes } from "./directory/groups.js";
import { organizationRoutes } from "./directory/organization.js";
import type { GraphRoute } from "./graph-call.js";
import { asRoutes } from "./graph-route.js";
import { directoryAuditRoutes } from "./logs/directory-audits.js";
import { signInRoutes } from "./logs/sign-ins.js";
import { directoryRoleRoutes } from "./roles/directory-roles.js";
import { privilegedPolicyRoutes } from "./roles/privileged-policies.js";
import { privilegedRequestRoutes } from "./roles/privileged-requests.js";
import { privilegedScheduleRoutes } from "./roles/privileged-schedules.js";
import { roleAssignmentRoutes } from "./roles/role-assignments.js";
import { roleRoutes } from "./roles/roles.js";
import { mailRoutes } from "./send-mail.js";
import { publishingProfileRoutes } from "./synchronization/publishing-profiles.js";
import { synchronizationRoutes } from "./synchronization/synchronization.js";
import { userRoutes } from "./users/users.js";

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
