// Who holds an Azure role at Connect Health: `Microsoft.Authorization/roleAssignments` below the provider's scope.
//
// Form and filters: "Role Assignments - List For Scope" (2022-04-01) and "List Azure role assignments using the REST API".
// Connect Health has its own page for its roles, and no document says that this list can be asked for at its scope: that
// it can is a choice, since everywhere else in Azure assignments are an extension of the scope that they hold at.
import { mayUseHealth, principalAndItsGroups } from "../laws/azure-rbac.js";
import type { Answer } from "../routes.js";
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { checkNamespace, HEALTH_NAMESPACE } from "./health-provider.js";
import { stableId } from "./stable-id.js";

type HealthAccess = Tenant["health"]["access"][number];

interface Filter {
  /** Not what is below the scope. */
  readonly atScope: boolean;
  /** These principals' only. */
  readonly principals: ReadonlySet<string> | undefined;
}

/** "Azure built-in roles"; the last one: "Microsoft Entra Connect Health operations". */
const ROLE_DEFINITIONS: Readonly<Record<HealthAccess["role"], string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Entra Connect Health Service Admin": "93629c8c-5d36-4533-85cd-f5bb3338710e",
};

const TYPE = "Microsoft.Authorization/roleAssignments";
const HEALTH_SCOPE = `/providers/${HEALTH_NAMESPACE}`;
const PATH = `${HEALTH_SCOPE}/providers/${TYPE}`;

export const roleAssignmentArmRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "$filter: atScope(), assignedTo('id'), principalId eq 'id'",
    apiVersions: ["2022-04-01"],
    handle: listRoleAssignments,
  },
];

/** Each role at the scope may read who holds one: the rest of Azure has the reading of assignments in all of them. */
function listRoleAssignments(call: ArmCall): Answer {
  const { tenant, caller } = call;
  checkNamespace(tenant);
  const { principalId, kind } = caller;
  if (!mayUseHealth(tenant, { principalId, kind, action: `${TYPE}/read`, serviceName: undefined })) {
    throw new ArmError(
      403,
      "AuthorizationFailed",
      `The client '${nameOf(tenant, caller)}' with object id '${principalId}' does not have authorization to perform action '${TYPE}/read' over scope '${HEALTH_SCOPE}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    );
  }
  const { atScope, principals } = readFilter(tenant, call.url.searchParams.get("$filter"));
  const value = tenant.health.access
    .filter((one) => !atScope || one.service === null)
    .filter((one) => principals === undefined || principals.has(one.principalId))
    .map((one) => assignmentBody(tenant, one));
  return { status: 200, body: { value } };
}

/** `assignedTo` counts what comes through groups, `principalId` does not. */
function readFilter(tenant: Tenant, text: string | null): Filter {
  const parts = text === null || text.trim() === "" ? [] : text.trim().split(/ +and +/iu);
  let filter: Filter = { atScope: false, principals: undefined };
  for (const part of parts) {
    const [, assignee] = /^assignedTo\(\s*'([0-9a-f-]{36})'\s*\)$/iu.exec(part) ?? [];
    const [, principal] = /^principalId +eq +'([0-9a-f-]{36})'$/iu.exec(part) ?? [];
    const isFirst = filter.principals === undefined;
    if (/^atScope\(\s*\)$/iu.test(part)) filter = { ...filter, atScope: true };
    else if (assignee !== undefined && isFirst) {
      filter = { ...filter, principals: principalAndItsGroups(tenant, assignee.toLowerCase()) };
    } else if (principal !== undefined && isFirst) {
      filter = { ...filter, principals: new Set([principal.toLowerCase()]) };
    } else throw unsupported(text ?? "");
  }
  return filter;
}

function assignmentBody(tenant: Tenant, { principalId, role, service }: HealthAccess) {
  const scope = service === null ? HEALTH_SCOPE : `${HEALTH_SCOPE}/services/${service}`;
  const name = stableId(TYPE, tenant.organization.id, scope, principalId, role);
  return {
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE_DEFINITIONS[role]}`,
      principalId,
      principalType: principalType(tenant, principalId),
      scope,
      condition: null,
      conditionVersion: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
    id: `${scope}/providers/${TYPE}/${name}`,
    type: TYPE,
    name,
  };
}

/** An assignment outlives its principal ("Troubleshoot Azure RBAC", identity not found), and is then of type Unknown. */
function principalType(tenant: Tenant, id: string): string {
  if (userById(tenant, id) !== undefined) return "User";
  if (tenant.groups.some((one) => one.id === id)) return "Group";
  return tenant.servicePrincipals.some((one) => one.id === id) ? "ServicePrincipal" : "Unknown";
}

function nameOf(tenant: Tenant, caller: ArmCall["caller"]): string {
  return tenant.users.find((one) => one.id === caller.principalId)?.userPrincipalName ?? caller.appId;
}

function unsupported(filter: string): ArmError {
  return new ArmError(
    400,
    "UnsupportedQuery",
    `The filter '${filter.slice(0, 200)}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.`,
  );
}
