// Where Azure roles are assigned: at Connect Health, and at subscriptions, resource groups and resources. The same
// requests serve for all, over two lists of the state.
import { mayManageHealthAccess, mayUseHealth } from "../laws/azure-rbac.js";
import { AZURE_ROLE } from "../laws/azure-roles.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall } from "./arm-route.js";
import {
  authorize,
  forbidden,
  GROUP_PATH,
  isBelow,
  isSame,
  neededGroup,
  neededSubscription,
  SUBSCRIPTION_PATH,
  subscriptionScope,
} from "./azure-scopes.js";
import { checkNamespace, HEALTH_NAMESPACE } from "./health-provider.js";
import { givenResourceId, resourceAt, resourcePath } from "./resource-ids.js";
import { stableId } from "./stable-id.js";

export const ASSIGNMENT_TYPE = "Microsoft.Authorization/roleAssignments";
const HEALTH_SCOPE = `/providers/${HEALTH_NAMESPACE}`;

type HealthAccess = Tenant["health"]["access"][number];

export interface Assignment {
  /** Its GUID. */
  readonly name: string;
  readonly scope: string;
  /** The role's GUID. */
  readonly roleId: string;
  readonly principalId: string;
  readonly description: string | null;
}

/** Who made it, and when; the principal's type as it was found. */
interface NewAssignment extends Assignment {
  readonly principalType: string;
  readonly createdDateTime: string;
  readonly createdBy: string;
}

export interface AssignmentScope {
  readonly id: string;
  /** `""`, or the subscription's: where its role definitions stand. */
  readonly definitions: string;
  readonly knowsRole: (roleId: string) => boolean;
  /** At the scope, above it and below it. */
  readonly list: (tenant: Tenant) => readonly Assignment[];
  readonly add: (draft: TenantState, assignment: NewAssignment) => void;
  readonly remove: (draft: TenantState, name: string) => void;
}

interface ScopeOfPath {
  readonly path: string;
  /** The scope of a request, after its rights were looked at. */
  readonly of: (call: ArmCall, verb: "read" | "write" | "delete") => AssignmentScope;
}

export const ASSIGNMENT_SCOPES: readonly ScopeOfPath[] = [
  { path: HEALTH_SCOPE, of: healthScope },
  {
    path: SUBSCRIPTION_PATH,
    of: (call, verb) => {
      const scope = subscriptionScope(neededSubscription(call).id);
      authorize(call, `${ASSIGNMENT_TYPE}/${verb}`, scope);
      return azureScope(scope);
    },
  },
  { path: GROUP_PATH, of: (call, verb) => azureScope(neededGroup(call, `${ASSIGNMENT_TYPE}/${verb}`).id) },
  ...[1, 2, 3].map((depth) => ({ path: resourcePath(depth), of: resourceScope(depth) })),
];

export function azureScope(id: string): AssignmentScope {
  const [, , subscriptionId = ""] = id.split("/");
  return {
    id,
    definitions: subscriptionScope(subscriptionId),
    // Hundreds of roles are built in, and a tenant may have its own: any GUID is taken for one.
    knowsRole: () => true,
    list: ({ azure }) =>
      azure.roleAssignments.filter((one) => isSame(one.scope, id) || isBelow(one.scope, id) || isBelow(id, one.scope)),
    add: ({ azure }, assignment) => {
      azure.roleAssignments.push({ ...assignment });
    },
    remove: ({ azure }, name) => {
      azure.roleAssignments = azure.roleAssignments.filter((one) => one.name !== name || !isSame(one.scope, id));
    },
  };
}

function resourceScope(depth: number): ScopeOfPath["of"] {
  return (call, verb) => {
    const group = neededGroup(call, "Microsoft.Resources/subscriptions/resourceGroups/read");
    const id = givenResourceId(call, group.id, depth);
    authorize(call, `${ASSIGNMENT_TYPE}/${verb}`, id);
    return azureScope(resourceAt(call.tenant, id).body.id);
  };
}

/** "Azure built-in roles"; the last one: "Microsoft Entra Connect Health operations". */
const HEALTH_ROLES: Readonly<Record<HealthAccess["role"], string>> = {
  Owner: AZURE_ROLE.owner,
  Contributor: AZURE_ROLE.contributor,
  Reader: AZURE_ROLE.reader,
  "Entra Connect Health Service Admin": "93629c8c-5d36-4533-85cd-f5bb3338710e",
};

const HEALTH_ROLE_NAMES: readonly HealthAccess["role"][] = [
  "Owner",
  "Contributor",
  "Reader",
  "Entra Connect Health Service Admin",
];

/** Each role at the scope may read who holds one: the rest of Azure has the reading of assignments in all of them. */
function healthScope(call: ArmCall, verb: "read" | "write" | "delete"): AssignmentScope {
  const { tenant, caller } = call;
  checkNamespace(tenant);
  const { principalId, kind } = caller;
  const action = `${ASSIGNMENT_TYPE}/${verb}`;
  const may =
    verb === "read"
      ? mayUseHealth(tenant, { principalId, kind, action, serviceName: undefined })
      : mayManageHealthAccess(tenant, principalId, kind);
  if (!may) throw forbidden(call, action, HEALTH_SCOPE);
  return HEALTH;
}

const HEALTH: AssignmentScope = {
  id: HEALTH_SCOPE,
  definitions: "",
  knowsRole: (roleId) => roleNamed(roleId) !== undefined,
  list: (tenant) => tenant.health.access.map((one) => healthAssignment(tenant, one)),
  add: ({ health }, { name, roleId, principalId, description }) => {
    const role = roleNamed(roleId);
    if (role === undefined) throw new ArmError(404, "RoleDefinitionDoesNotExist", `There is no role ${roleId}.`);
    health.access.push({ principalId, role, service: null, name, ...(description === null ? {} : { description }) });
  },
  remove: (draft, name) => {
    draft.health.access = draft.health.access.filter(
      (one) => one.service !== null || healthAssignment(draft, one).name !== name,
    );
  },
};

function roleNamed(roleId: string): HealthAccess["role"] | undefined {
  return HEALTH_ROLE_NAMES.find((name) => HEALTH_ROLES[name] === roleId);
}

function healthAssignment(tenant: Pick<Tenant, "organization">, access: HealthAccess): Assignment {
  const { principalId, role, service, name, description } = access;
  const scope = service === null ? HEALTH_SCOPE : `${HEALTH_SCOPE}/services/${service}`;
  return {
    name: name ?? stableId(ASSIGNMENT_TYPE, tenant.organization.id, scope, principalId, role),
    scope,
    roleId: HEALTH_ROLES[role],
    principalId,
    description: description ?? null,
  };
}
