// Whether an operator holds what one need takes: by the token, and by what was read of the tenant besides. Pure.
import type { TokenGrants } from "../cloud/token-claims.js";
import { ROLES, type RoleKey } from "../knowledge/directory.js";
import { type Need, permissionFor } from "../knowledge/permissions.js";
import type { Fact } from "../shapes/fact.js";
import type { AssignedRole, AzureAssignment } from "../tenant/operator-rights.js";
import { azureHolding } from "./held-azure.js";
import { type Holding, held, NOT_NEEDED } from "./holding.js";
import { alternativesFor, isDisputed, type OperatorKind, roleName, rolesFor, suffices } from "./least.js";
import { type Asked, whoGrantsPermission, whoGrantsRole } from "./who-grants.js";

/** What is known of an operator. What was not read is left out, or null. */
export interface OperatorRights {
  readonly grants: TokenGrants;
  /** Directory roles that the tenant lists for the operator: what a token does not name may still be one of these. */
  readonly assignedRoles?: Fact<readonly SeenRole[]> | null | undefined;
  /** Template ids of the directory roles that the operator may activate. */
  readonly eligibleRoles?: Fact<readonly string[]> | null | undefined;
  readonly azureRoles?: Fact<readonly AzureAssignment[]> | null | undefined;
  /** How Connect Health took a reading: it answered, or it refused. */
  readonly healthReading?: "answered" | "refused" | null | undefined;
}

type SeenRole = Pick<AssignedRole, "roleId" | "name" | "builtIn"> & Partial<Pick<AssignedRole, "tenantWide">>;

/** The three kinds of rights that a need may take. */
export interface NeedHeld {
  readonly permission: Holding;
  readonly role: Holding;
  readonly azure: Holding;
}

const UNREADABLE = "The token cannot be read, so that what it allows is not known.";
const SERVICE_DECIDES = "Run the command: the service decides, and a refusal changes nothing.";

/** @param asked for what the need is looked at: the remedies name it */
export function holdingOf(need: Need, rights: OperatorRights, asked: Asked = { commands: [] }): NeedHeld {
  return {
    permission: permissionHolding(need, rights, asked),
    role: roleHolding(need, rights),
    azure: azureHolding(need, rights),
  };
}

function permissionHolding(need: Need, { grants }: OperatorRights, asked: Asked): Holding {
  const { kind, permissions, clientId } = grants;
  const least = alternativesFor(need, kind ?? "person")?.[0] ?? [];
  if (kind === null || permissions === null)
    return least.length === 0 ? NOT_NEEDED : unknown(least, UNREADABLE, SERVICE_DECIDES);
  const alternatives = alternativesFor(need, kind);
  if (alternatives === undefined)
    return unknown(
      permissionFor(need).delegated[0] ?? [],
      `Microsoft documents no app role with which an application could ${permissionFor(need).purpose}.`,
      "Sign in as a person for this: --auth browser or --auth device-code.",
    );
  if (alternatives.length === 0) return NOT_NEEDED;
  const sufficient = alternatives.find((wanted) => suffices([wanted], permissions));
  if (sufficient !== undefined) return held(sufficient);
  const missing = least.filter((one) => !permissions.includes(one));
  const remedy = whoGrantsPermission({ ...asked, kind, clientId, held: permissions, missing });
  if (kind === "person" && permissions.includes(AS_THE_PERSON) && !missing.some(isOfPolicies))
    return unknown(
      missing,
      `The token does not have ${missing.join(" and ")}, but ${AS_THE_PERSON}, which may do as well.`,
      remedy,
    );
  const what = kind === "person" ? "scope" : "app role";
  return {
    state: "missing",
    names: missing,
    words: `The token lacks the ${what} ${missing.join(" and ")}, needed to ${permissionFor(need).purpose}.`,
    remedy,
  };
}

/**
 * Opens the directory as far as the person's own roles do. Microsoft's table of permissions names it for single requests
 * no longer; tokens of the Azure CLI have it, and are answered. It does not reach what has scopes of its own besides.
 */
const AS_THE_PERSON = "Directory.AccessAsUser.All";
const isOfPolicies = (permission: string) => /^(Policy|OnPremDirectorySynchronization)\./.test(permission);

function roleHolding(need: Need, rights: OperatorRights): Holding {
  const { kind, roleIds } = rights.grants;
  const accepted = acceptedRoles(need, kind ?? "person");
  if (accepted.length === 0) return NOT_NEEDED;
  const names = accepted.map(roleName);
  if (kind === null) return unknown(names, UNREADABLE, SERVICE_DECIDES);
  const inToken = accepted.find((role) => roleIds?.includes(ROLES[role].id) === true);
  if (inToken !== undefined) return held([roleName(inToken)]);

  const assigned = rights.assignedRoles?.state === "known" ? rights.assignedRoles.value : [];
  const isAccepted = ({ roleId }: SeenRole) => accepted.some((role) => ROLES[role].id === roleId);
  const wide = assigned.filter(({ tenantWide }) => tenantWide !== false);
  const listed = wide.find(isAccepted);
  if (listed !== undefined)
    return roleIds === null
      ? held(accepted.filter((role) => ROLES[role].id === listed.roleId).map(roleName))
      : unknown(
          names,
          `The role ${listed.name} is assigned, but this token does not say so yet.`,
          "Sign in again, so that the token names the role.",
        );
  const custom = wide.find(({ builtIn }) => builtIn === false);
  if (custom !== undefined)
    return unknown(
      names,
      `The tenant's own role "${custom.name}" may allow to ${permissionFor(need).purpose}, or not.`,
      SERVICE_DECIDES,
    );
  // A list of assignments leaves out what is held through groups.
  if (roleIds === null)
    return unknown(names, "The token does not say which directory roles the operator holds.", SERVICE_DECIDES);
  const eligible = rights.eligibleRoles?.state === "known" ? rights.eligibleRoles.value : undefined;
  const narrow = assigned.find(isAccepted);
  const [least = "", ...others] = names;
  const more = others.length === 0 ? "" : ` (or ${others.join(" or ")})`;
  const lacks = `${subjectOf(kind)} lacks the directory role ${least}${more}`;
  const part = narrow === undefined ? "" : ` ${narrow.name} is held for a part of the tenant only.`;
  const remedy = whoGrantsRole(kind, eligible && accepted.some((role) => eligible.includes(ROLES[role].id)));
  const { purpose } = permissionFor(need);
  if (permissionFor(need).membersToo === true)
    return unknown(
      names,
      `${lacks}; where the tenant has not turned that off, every member may ${purpose}, and change their own.${part}`,
      SERVICE_DECIDES,
    );
  if (isDisputed(need))
    return unknown(names, `${lacks}; documents disagree on whether another serves to ${purpose}.${part}`, remedy);
  return { state: "missing", names, words: `${lacks}, needed to ${purpose}.${part}`, remedy };
}

/** Global Administrator always serves. */
function acceptedRoles(need: Need, kind: OperatorKind): readonly RoleKey[] {
  const roles = rolesFor(need, kind);
  return roles.length === 0 ? [] : [...new Set<RoleKey>([...roles, "globalAdministrator"])];
}

function subjectOf(kind: OperatorKind): string {
  return kind === "person" ? "The person who is signed in" : "The application's service principal";
}

function unknown(names: readonly string[], words: string, remedy: string): Holding {
  return { state: "unknown", names, words, remedy };
}
