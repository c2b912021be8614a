// The cloud-only account with which a person runs the wizard: what has to be done so that it is as it must be.
import { ROLES } from "../knowledge/directory.js";
import type { AssignRoleChange, CreateUserChange } from "../shapes/account-change.js";
import type { Change } from "../shapes/change.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { User } from "../tenant/users.js";

export interface ServiceAccountWishes {
  /** Part of the user principal name before the `@`. */
  readonly name: string;
  readonly displayName: string;
}

export interface ServiceAccountFacts {
  readonly initialDomain: string;
  /** Null when there is no such user. */
  readonly user: User | null;
  /** Definition ids of the roles it holds directly, actively and tenant-wide. */
  readonly roleIds: readonly string[];
}

const ROLE = ROLES.hybridIdentityAdministrator;

/**
 * Characters that are safe in a user principal name and in a mail nickname alike; no dot at an end.
 * Source: learn.microsoft.com, "Password policies … userPrincipalName" and Graph's user resource (64 characters).
 */
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

/** @throws {UsageError} for a name that Entra ID would refuse */
export function userPrincipalNameOf(name: string, domain: string): string {
  if (NAME.test(name)) return `${name}@${domain}`;
  throw new UsageError(`"${name}" cannot be the name of an account.`, {
    code: "bad-account-name",
    remedy:
      "Use up to 64 letters, digits, dots, hyphens and underscores, beginning with a letter, a digit or an underscore, with no dot at the end; without a domain.",
  });
}

/** @throws {GuardError} when an account of that name exists and must not be adopted */
export function planServiceAccount(facts: ServiceAccountFacts, wishes: ServiceAccountWishes): readonly Change[] {
  const userPrincipalName = userPrincipalNameOf(wishes.name, facts.initialDomain);
  if (facts.user === null) return [createUser(userPrincipalName, wishes), assignRole(userPrincipalName, null)];
  refuseUnfit(facts.user);
  return facts.roleIds.includes(ROLE.id) ? [] : [assignRole(facts.user.userPrincipalName, facts.user.id)];
}

function createUser(userPrincipalName: string, { name, displayName }: ServiceAccountWishes): CreateUserChange {
  return {
    kind: "create-user",
    target: { userPrincipalName },
    summary: `create the cloud-only account ${userPrincipalName}`,
    before: null,
    after: { displayName, mailNickname: name, accountEnabled: true, passwordPolicies: "DisablePasswordExpiration" },
    reversible: true,
  };
}

function assignRole(userPrincipalName: string, userId: string | null): AssignRoleChange {
  return {
    kind: "assign-role",
    target: { userPrincipalName, userId },
    summary: `give ${userPrincipalName} the role ${ROLE.name}`,
    before: null,
    after: { roleDefinitionId: ROLE.id, roleName: ROLE.name, directoryScopeId: "/", how: "direct", duration: null },
    reversible: true,
  };
}

function refuseUnfit(user: User): void {
  const why = user.synced
    ? "comes from Active Directory; the account must live in the cloud only, or it depends on what it is to repair"
    : !user.enabled
      ? "is disabled"
      : user.type !== "Member"
        ? user.type === null
          ? "is of a type that Graph does not tell"
          : `is a ${user.type}, not a member`
        : undefined;
  if (why === undefined) return;
  throw new GuardError(`${user.userPrincipalName} exists already, but it ${why}.`, {
    code: "account-unfit",
    remedy: "Choose another name with --name, or mend that account first.",
  });
}
