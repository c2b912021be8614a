// Who holds a directory role now, and what a token says of it.
import type { Tenant } from "../store/tenant-state.js";
import { activeRolesOf, groupsOf } from "./conditional-access/memberships.js";

type RoleHolders = Pick<Tenant, "groups" | "roleAssignments">;

/** Does the principal hold one of the roles in the whole tenant, by itself or through a group that roles can be assigned to? */
export function holdsOneOf(tenant: RoleHolders, principalId: string, roleTemplateIds: readonly string[]): boolean {
  return heldRoles(tenant, principalId).some((id) => roleTemplateIds.includes(id));
}

/** Every member has the directory's default rights: tokens name them as if they were a role. No page lists it. */
const DEFAULT_USER = "b79fbf4d-3ef9-4689-8143-76b194e85509";
/** The same of an application's tokens. */
const DEFAULT_APPLICATION = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

/**
 * `wids`: "the tenant-wide roles assigned to this user, from the section of roles present in Microsoft Entra built-in
 * roles" ("Access token claims reference"). Of applications no page says it: their tokens are seen to have the claim, with
 * the roles of the service principal. The two ids that are no roles stand in the tokens that people publish.
 */
export function rolesInToken(tenant: RoleHolders, principalId: string, kind: "user" | "application"): string[] {
  const implied = kind === "user" ? DEFAULT_USER : DEFAULT_APPLICATION;
  return [...new Set(heldRoles(tenant, principalId)), implied];
}

function heldRoles(tenant: RoleHolders, principalId: string): readonly string[] {
  return activeRolesOf(tenant, principalId, groupsOf(tenant, principalId));
}
