// What has to be true of a new assignment of an Azure role, whether a request makes it or a deployment ("Role Assignments
// - Create", "Troubleshoot Azure RBAC").
import * as z from "zod";
import type { World } from "../world.js";
import { ArmError } from "./arm-error.js";
import { isSame } from "./azure-scopes.js";
import { principalTypeOf } from "./role-assignment-bodies.js";
import type { Assignment, AssignmentScope } from "./role-assignment-scopes.js";

const propertiesSchema = z.looseObject({
  roleDefinitionId: z.string(),
  principalId: z.guid().toLowerCase(),
  principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]).optional(),
  description: z.string().nullish(),
});

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

interface Wish {
  readonly scope: AssignmentScope;
  /** The GUID that the assignment is to have. */
  readonly name: string;
  readonly properties: unknown;
}

/** The assignment as it is afterwards; `isNew` says whether it has to be made. */
export interface Wished {
  readonly assignment: Assignment;
  readonly principalType: string;
  readonly isNew: boolean;
}

/**
 * @param now tenant time in milliseconds
 * @throws {ArmError} 400 malformed, or a principal that is not there; 404 no such role; 409 the same under another name
 */
export function wishedAssignment(world: World, { scope, name, properties }: Wish, now: number): Wished {
  if (!GUID.test(name)) {
    throw new ArmError(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name.slice(0, 100)}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  const parsed = propertiesSchema.safeParse(properties);
  if (!parsed.success) {
    throw new ArmError(400, "BadRequestFormat", "The request was incorrectly formatted.");
  }
  const { roleDefinitionId, principalId, principalType, description } = parsed.data;
  const roleId = roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
  if (!GUID.test(roleId) || !scope.knowsRole(roleId)) {
    throw new ArmError(
      404, // Of the status no page says anything.
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${roleId.slice(0, 100).replaceAll("-", "")}' does not exist.`,
    );
  }
  const here = scope.list(world.store.tenant).filter((one) => isSame(one.scope, scope.id));
  const known = here.find((one) => one.name === name);
  if (known !== undefined && (known.principalId !== principalId || known.roleId !== roleId)) {
    throw new ArmError(
      400,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
  const type = checkedType(world, principalId, principalType, now);
  const same = here.find((one) => one.principalId === principalId && one.roleId === roleId);
  if (known === undefined && same !== undefined) {
    throw new ArmError(
      409,
      "RoleAssignmentExists",
      `The role assignment already exists. The ID of the existing role assignment is ${same.name.replaceAll("-", "")}.`,
    );
  }
  const assignment = { name, scope: scope.id, roleId, principalId, description: description ?? null };
  return { assignment, principalType: type, isNew: known === undefined };
}

/**
 * "If you create a new service principal and immediately try to assign a role …, that role assignment can fail": whoever
 * says the type is believed before the directory's replicas know the principal.
 */
function checkedType(world: World, principalId: string, given: string | undefined, now: number): string {
  const { replication } = world.laws;
  const { tenant } = world.store;
  const seen = {
    users: replication.view("user", tenant, now).users,
    population: tenant.population,
    groups: replication.view("group", tenant, now).groups,
    servicePrincipals: replication.view("application", tenant, now).servicePrincipals,
  };
  const found = principalTypeOf(given === undefined ? seen : tenant, principalId);
  if (found === undefined) {
    throw new ArmError(
      400,
      "PrincipalNotFound",
      `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${tenant.organization.id}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
    );
  }
  if (given !== undefined && given !== found) {
    throw new ArmError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principalId.replaceAll("-", "")}' has type '${found}', which is different from specified PrincipalType '${given}'.`,
    );
  }
  return found;
}
