// What the making of a connector's identity leaves in the directory's audit log.
//
// Names: "Microsoft Entra audit log categories and activities", Core Directory.
import { builtInRole } from "../laws/directory-roles.js";
import { type AuditEntry, type AuditInitiator, type AuditTarget, audit } from "../store/audit-trail.js";
import type { TenantState, User } from "../store/tenant-state.js";

type Application = TenantState["applications"][number];
type AppRoleAssignment = TenantState["appRoleAssignments"][number];

/** Who signs in to the wizard: that it is the tenant's first user is a choice. */
function wizardAdministrator(draft: TenantState): AuditInitiator {
  const [first] = draft.users;
  const { id = "", userPrincipalName = "", displayName = null } = first ?? {};
  return { kind: "user", id, userPrincipalName, displayName };
}

export function noteUser(draft: TenantState, user: User, roleDefinitionId: string, at: number): void {
  const { id, displayName, userPrincipalName } = user;
  const target = { id, type: "User", displayName, userPrincipalName };
  const role = builtInRole(roleDefinitionId)?.displayName ?? roleDefinitionId;
  const changes = [
    { name: "Role.DisplayName", old: null, new: JSON.stringify(role) },
    { name: "Role.TemplateId", old: null, new: JSON.stringify(roleDefinitionId) },
  ];
  byWizard(draft, at, "Add user", "UserManagement", "Add", [target]);
  byWizard(draft, at, "Add member to role", "RoleManagement", "Assign", [{ ...target, changes }]);
}

export function noteApplication(
  draft: TenantState,
  { id, displayName }: Pick<Application, "id" | "displayName">,
  assignment: AppRoleAssignment,
  at: number,
): void {
  const principal = { id: assignment.principalId, type: "ServicePrincipal", displayName };
  const resource = { id: assignment.resourceId, type: "ServicePrincipal", displayName: assignment.resourceDisplayName };
  const given = [resource, principal];
  byWizard(draft, at, "Add application", APPLICATIONS, "Add", [{ id, type: "Application", displayName }]);
  byWizard(draft, at, "Add service principal", APPLICATIONS, "Add", [principal]);
  byWizard(draft, at, "Add app role assignment to service principal", APPLICATIONS, "Add", given);
}

/** By whom: the wizard's administrator the first time, later the application itself. */
export function noteCertificate(
  draft: TenantState,
  { id, appId, displayName }: Pick<Application, "id" | "appId" | "displayName">,
  by: "wizard" | "application",
  at: number,
): void {
  const principal = draft.servicePrincipals.find((one) => one.appId === appId);
  const itself = { kind: "application", servicePrincipalId: principal?.id ?? "", appId, displayName } as const;
  audit(draft, {
    at,
    activity: "Update application – Certificates and secrets management",
    category: APPLICATIONS,
    operation: "Update",
    initiator: by === "wizard" ? wizardAdministrator(draft) : itself,
    targets: [{ id, type: "Application", displayName }],
  });
}

const APPLICATIONS = "ApplicationManagement";

function byWizard(
  draft: TenantState,
  at: number,
  activity: string,
  category: string,
  operation: AuditEntry["operation"],
  targets: readonly AuditTarget[],
): void {
  audit(draft, { at, activity, category, operation, initiator: wizardAdministrator(draft), targets });
}
