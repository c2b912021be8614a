// What the audit log calls a change that came through Graph: one table for all routes that do not note it themselves.
//
// Source: "Microsoft Entra audit log categories and activities". The log of the service names each changed property;
// here those that the request names, with their new values, secrets left out. Failed writes are not noted.
import type { Answer } from "../../routes.js";
import { userByKey } from "../../store/people.js";
import type { World } from "../../world.js";
import { type AuditedChange, noteChange } from "../directory/directory-objects-audit.js";
import { type GraphCall, isRecord } from "../graph-call.js";

interface Activity {
  readonly activity: string;
  readonly category: string;
  readonly operation: AuditedChange["operation"];
  readonly type: string;
}

const POLICY = "Policy";
const APPLICATIONS = "ApplicationManagement";

/** By method and path, as the route declares them. */
const ACTIVITIES: Readonly<Record<string, Activity>> = {
  "POST /users": made("Add user", "UserManagement", "Add", "User"),
  "PATCH /users/:id": made("Update user", "UserManagement", "Update", "User"),
  "DELETE /users/:id": made("Delete user", "UserManagement", "Delete", "User"),
  "POST /directory/deletedItems/:id/restore": made("Restore user", "UserManagement", "Update", "User"),
  "DELETE /directory/deletedItems/:id": made("Hard Delete user", "UserManagement", "Delete", "User"),
  "POST /groups": made("Add group", "GroupManagement", "Add", "Group"),
  "PATCH /groups/:id": made("Update group", "GroupManagement", "Update", "Group"),
  "DELETE /groups/:id": made("Delete group", "GroupManagement", "Delete", "Group"),
  "POST /roleManagement/directory/roleAssignments": made("Add member to role", "RoleManagement", "Assign", "Role"),
  "DELETE /roleManagement/directory/roleAssignments/:id": made(
    "Remove member from role",
    "RoleManagement",
    "Unassign",
    "Role",
  ),
  "POST /identity/conditionalAccess/policies": made("Add conditional access policy", POLICY, "Add", "Policy"),
  "PATCH /identity/conditionalAccess/policies/:id": made(
    "Update conditional access policy",
    POLICY,
    "Update",
    "Policy",
  ),
  "DELETE /identity/conditionalAccess/policies/:id": made(
    "Delete conditional access policy",
    POLICY,
    "Delete",
    "Policy",
  ),
  "POST /identity/conditionalAccess/namedLocations": made("Add named location", POLICY, "Add", "Other"),
  "PATCH /identity/conditionalAccess/namedLocations/:id": made("Update named location", POLICY, "Update", "Other"),
  "DELETE /identity/conditionalAccess/namedLocations/:id": made("Delete named location", POLICY, "Delete", "Other"),
  "PATCH /policies/identitySecurityDefaultsEnforcementPolicy": made(
    "Update security defaults",
    POLICY,
    "Update",
    "Policy",
  ),
  "POST /applications": made("Add application", APPLICATIONS, "Add", "Application"),
  "PATCH /applications/:id": made("Update application", APPLICATIONS, "Update", "Application"),
  "DELETE /applications/:id": made("Delete application", APPLICATIONS, "Delete", "Application"),
  "POST /applications/:id/addPassword": made(
    "Update application – Certificates and secrets management",
    APPLICATIONS,
    "Update",
    "Application",
  ),
  "POST /applications/:id/removePassword": made(
    "Update application – Certificates and secrets management",
    APPLICATIONS,
    "Update",
    "Application",
  ),
  "POST /servicePrincipals": made("Add service principal", APPLICATIONS, "Add", "ServicePrincipal"),
  "PATCH /servicePrincipals/:id": made("Update service principal", APPLICATIONS, "Update", "ServicePrincipal"),
  "DELETE /servicePrincipals/:id": made("Remove service principal", APPLICATIONS, "Delete", "ServicePrincipal"),
  "POST /servicePrincipals/:id/appRoleAssignedTo": made(
    "Add app role assignment to service principal",
    APPLICATIONS,
    "Assign",
    "ServicePrincipal",
  ),
  "POST /servicePrincipals/:id/appRoleAssignments": made(
    "Add app role assignment to service principal",
    APPLICATIONS,
    "Assign",
    "ServicePrincipal",
  ),
  "POST /oauth2PermissionGrants": made("Add delegated permission grant", APPLICATIONS, "Assign", "ServicePrincipal"),
  "PATCH /directory/onPremisesSynchronization/:id": made(
    "Set Directory feature on tenant",
    "DirectoryManagement",
    "Update",
    "Other",
  ),
};

/** Whatever a client writes there stays out of the log. */
const SECRET = /password|secret|key|credential/iu;

/** Runs the handler of a route, and notes the change that it made unless it has done so itself. */
export async function noted(
  world: World,
  route: { readonly method: string; readonly path: string },
  call: GraphCall,
  handle: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const activity = ACTIVITIES[`${route.method} ${route.path}`];
  if (activity === undefined) return handle();
  const before = world.store.tenant.directoryAudits;
  const name = targetName(world, call);
  const answer = await handle();
  if (answer.status >= 300 || world.store.tenant.directoryAudits !== before) return answer;
  world.store.change((draft) => {
    noteChange(call, draft, changeOf(activity, call, answer, name));
  });
  return answer;
}

function changeOf(
  { type, ...activity }: Activity,
  call: GraphCall,
  answer: Answer,
  name: string | null,
): AuditedChange {
  const created = isRecord(answer.body) ? answer.body : {};
  const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
  const id = textOf(created["id"]) ?? call.params["id"] ?? "";
  const userPrincipalName = type === "User" ? (textOf(created["userPrincipalName"]) ?? name) : null;
  const displayName = textOf(created["displayName"]) ?? (type === "User" ? null : name);
  return { ...activity, targets: [{ id, type, displayName, userPrincipalName, changes: changesOf(call) }] };
}

/** Before the change, for afterwards a deleted object has no name any more. */
function targetName({ store: { tenant } }: World, call: GraphCall): string | null {
  const id = call.params["id"];
  const user = id === undefined ? undefined : userByKey(tenant, id);
  if (user !== undefined) return user.userPrincipalName;
  const named = [
    tenant.groups,
    tenant.applications,
    tenant.servicePrincipals,
    tenant.conditionalAccessPolicies,
    tenant.namedLocations,
  ].flatMap((list: readonly { readonly id: string; readonly displayName: string }[]) =>
    list.filter((one) => one.id === id),
  );
  return named[0]?.displayName ?? null;
}

function changesOf({ body }: GraphCall) {
  if (body.kind !== "json" || !isRecord(body.value)) return [];
  return Object.entries(body.value)
    .filter(([name]) => !SECRET.test(name) && !name.includes("@"))
    .slice(0, 50)
    .map(([name, value]) => ({ name, old: null, new: JSON.stringify(value).slice(0, 2000) }));
}

function made(activity: string, category: string, operation: Activity["operation"], type: string): Activity {
  return { activity, category, operation, type };
}
