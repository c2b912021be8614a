// What is consented to, and what has to be granted or taken back so that it is exactly what the registration asks for.
import { isDeepStrictEqual } from "node:util";
import type {
  GrantAppRoleChange,
  GrantScopesChange,
  RegistrationChange,
  RevokeAppRoleChange,
  RevokeScopesChange,
} from "../shapes/registration-change.js";
import type { AppRoleAssignment, ResourceApplication, ScopeGrant } from "../tenant/consent.js";
import { nameOfResource, type Permission } from "./access.js";
import type { Named, RegistrationFacts, RegistrationWishes } from "./registration-facts.js";

/** Needs both readings known; an unknown one counts as empty, which the service then corrects by refusing. */
export function planConsent(facts: RegistrationFacts, wishes: RegistrationWishes): readonly RegistrationChange[] {
  const { grants, assignments } = presentConsent(facts);
  const named = { uniqueName: facts.uniqueName, name: wishes.name };
  const wanted = wantedScopes(wishes.permissions);
  const roles = wishes.permissions.filter(({ type }) => type === "Role");
  return [
    ...wanted.flatMap(([resource, scopes]) => {
      const present = grants.find((one) => one.resourceId === resource.id) ?? null;
      return present !== null && isDeepStrictEqual(present.scopes, scopes)
        ? []
        : [grantScopes(resource, present, scopes, named)];
    }),
    ...grants
      .filter((one) => !wanted.some(([resource]) => resource.id === one.resourceId))
      .map((one) => revokeScopes(one, facts.resources, named)),
    ...roles.filter((one) => !isAssigned(one, assignments)).map((one) => grantAppRole(one, named)),
    ...assignments
      .filter((one) => !roles.some((role) => isAssigned(role, [one])))
      .map((one) => revokeAppRole(one, facts.resources, named)),
  ];
}

/** Everything that was consented to for everybody, taken back. */
export function planWithdrawal(facts: RegistrationFacts, name: string): readonly RegistrationChange[] {
  const { grants, assignments } = presentConsent(facts);
  const named = { uniqueName: facts.uniqueName, name };
  return [
    ...grants.map((one) => revokeScopes(one, facts.resources, named)),
    ...assignments.map((one) => revokeAppRole(one, facts.resources, named)),
  ];
}

/** Whether all that is wanted is consented to; null where that cannot be told. */
export function isConsented(
  { grants, assignments, servicePrincipal }: RegistrationFacts,
  permissions: readonly Permission[],
): boolean | null {
  if (servicePrincipal === null) return false;
  const roles = permissions.filter(({ type }) => type === "Role");
  const scopes = wantedScopes(permissions);
  if (roles.length > 0 && assignments.state === "unknown") return null;
  if (scopes.length > 0 && grants.state === "unknown") return null;
  const given = grants.state === "known" ? grants.value.filter(({ forAll }) => forAll) : [];
  const held = assignments.state === "known" ? assignments.value : [];
  return (
    roles.every((one) => isAssigned(one, held)) &&
    scopes.every(([resource, wanted]) => {
      const found = given.find((one) => one.resourceId === resource.id)?.scopes ?? [];
      return wanted.every((scope) => found.includes(scope));
    })
  );
}

/** Consent for everybody that goes beyond what the registration asks for. */
export function exceedingConsent(facts: RegistrationFacts, permissions: readonly Permission[]): readonly string[] {
  const { grants, assignments } = presentConsent(facts);
  return [
    ...grants.flatMap(({ resourceId, scopes }) =>
      scopes.filter(
        (scope) =>
          !permissions.some(
            ({ type, value, resource }) => type === "Scope" && value === scope && resource.id === resourceId,
          ),
      ),
    ),
    ...assignments
      .filter((one) => !permissions.some((role) => role.type === "Role" && isAssigned(role, [one])))
      .map((one) => permissionName(one, facts.resources)),
  ];
}

/** Scopes granted to one person only are that person's own affair. */
function presentConsent({ grants, assignments }: RegistrationFacts) {
  return {
    grants: grants.state === "known" ? grants.value.filter(({ forAll }) => forAll) : [],
    assignments: assignments.state === "known" ? assignments.value : [],
  };
}

function wantedScopes(
  permissions: readonly Permission[],
): readonly (readonly [ResourceApplication, readonly string[]])[] {
  const scopes = permissions.filter(({ type }) => type === "Scope");
  return [...new Set(scopes.map(({ resource }) => resource))].map((resource) => [
    resource,
    scopes
      .filter((one) => one.resource === resource)
      .map(({ value }) => value)
      .sort(),
  ]);
}

export function isAssigned({ id, resource }: Permission, assignments: readonly AppRoleAssignment[]): boolean {
  return assignments.some((one) => one.appRoleId === id && one.resourceId === resource.id);
}

function grantScopes(
  resource: ResourceApplication,
  present: ScopeGrant | null,
  scopes: readonly string[],
  named: Named,
): GrantScopesChange {
  const resourceName = nameOfResource(resource.appId);
  return {
    kind: "grant-scopes",
    target: { ...named, resourceId: resource.id, resourceName },
    summary: `consent for everybody that ${named.name} acts for them at ${resourceName}`,
    before: present === null ? null : { scopes: present.scopes },
    after: { scopes },
    reversible: true,
  };
}

function revokeScopes(grant: ScopeGrant, resources: RegistrationFacts["resources"], named: Named): RevokeScopesChange {
  const resource = resources.find((one) => one?.id === grant.resourceId);
  const resourceName = resource === undefined || resource === null ? grant.resourceId : nameOfResource(resource.appId);
  return {
    kind: "revoke-scopes",
    target: { ...named, grantId: grant.id, resourceId: grant.resourceId, resourceName },
    summary: `take back the consent that ${named.name} acts for people at ${resourceName}`,
    before: { scopes: grant.scopes },
    after: null,
    reversible: true,
  };
}

export function grantAppRole({ id, value, resource }: Permission, named: Named): GrantAppRoleChange {
  const permission = `${nameOfResource(resource.appId)}: ${value}`;
  return {
    kind: "grant-app-role",
    target: { ...named, resourceId: resource.id, appRoleId: id },
    summary: `let ${named.name} do by itself what ${permission} allows`,
    before: null,
    after: { permission },
    reversible: true,
  };
}

function revokeAppRole(
  assignment: AppRoleAssignment,
  resources: RegistrationFacts["resources"],
  named: Named,
): RevokeAppRoleChange {
  const permission = permissionName(assignment, resources);
  return {
    kind: "revoke-app-role",
    target: {
      ...named,
      assignmentId: assignment.id,
      resourceId: assignment.resourceId,
      appRoleId: assignment.appRoleId,
    },
    summary: `take ${permission} from ${named.name}`,
    before: { permission },
    after: null,
    reversible: true,
  };
}

function permissionName(
  { resourceId, appRoleId, resourceName }: AppRoleAssignment,
  resources: RegistrationFacts["resources"],
): string {
  const resource = resources.find((one) => one?.id === resourceId);
  const role = resource?.appRoles.find(({ id }) => id === appRoleId);
  return resource === undefined || resource === null
    ? `${resourceName}: ${appRoleId}`
    : `${nameOfResource(resource.appId)}: ${role?.value ?? appRoleId}`;
}
