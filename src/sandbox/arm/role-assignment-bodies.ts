// How an assignment of an Azure role is answered, and which of a list are wanted ("Role Assignments - List For Scope",
// 2022-04-01, and "List Azure role assignments using the REST API").
import { principalAndItsGroups } from "../laws/azure-rbac.js";
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import { isBelow } from "./azure-scopes.js";
import { ASSIGNMENT_TYPE, type Assignment, type AssignmentScope } from "./role-assignment-scopes.js";

type Directory = Pick<Tenant, "users" | "population" | "groups" | "servicePrincipals">;

interface Filter {
  /** Not what is below the scope. */
  readonly atScope: boolean;
  /** These principals' only. */
  readonly principals: ReadonlySet<string> | undefined;
}

export function assignmentBody(tenant: Tenant, scope: AssignmentScope, assignment: Assignment) {
  const { principalId, roleId, name, description } = assignment;
  return {
    properties: {
      roleDefinitionId: `${scope.definitions}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType: principalTypeOf(tenant, principalId) ?? "Unknown",
      scope: assignment.scope,
      condition: null,
      conditionVersion: null,
      delegatedManagedIdentityResourceId: null,
      description,
    },
    id: `${assignment.scope}/providers/${ASSIGNMENT_TYPE}/${name}`,
    type: ASSIGNMENT_TYPE,
    name,
  };
}

/** An assignment outlives its principal ("Troubleshoot Azure RBAC", identity not found), which then has no type. */
export function principalTypeOf(directory: Directory, id: string): string | undefined {
  if (userById(directory, id) !== undefined) return "User";
  if (directory.groups.some((one) => one.id === id)) return "Group";
  return directory.servicePrincipals.some((one) => one.id === id) ? "ServicePrincipal" : undefined;
}

/** @throws {ArmError} 400 a filter that the service does not know */
export function wantedAssignments(tenant: Tenant, scope: AssignmentScope, query: string | null): readonly Assignment[] {
  const { atScope, principals } = readFilter(tenant, query);
  return scope
    .list(tenant)
    .filter((one) => !atScope || !isBelow(one.scope, scope.id))
    .filter((one) => principals === undefined || principals.has(one.principalId));
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

function unsupported(filter: string): ArmError {
  return new ArmError(
    400,
    "UnsupportedQuery",
    `The filter '${filter.slice(0, 200)}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.`,
  );
}
