// The changes of the service account, as plain data.
import type {
  AssignRoleChange,
  CreatePassChange,
  CreateUserChange,
  MarkAccountChange,
  ResetPasswordChange,
  RestoreUserChange,
  SetAccountEnabledChange,
} from "../shapes/account-change.js";
import { describeDuration } from "../shapes/duration.js";
import type { DeletedUser } from "../tenant/deleted-users.js";
import { WIZARD_ROLE } from "./held-role.js";
import type { SetupWishes } from "./setup-wishes.js";

export function createUser(userPrincipalName: string, { name, displayName }: SetupWishes): CreateUserChange {
  return {
    kind: "create-user",
    target: { userPrincipalName },
    summary: `create the cloud-only account ${userPrincipalName}`,
    before: null,
    after: { displayName, mailNickname: name, accountEnabled: true, passwordPolicies: "DisablePasswordExpiration" },
    reversible: true,
  };
}

export function restore(userPrincipalName: string, { id, deletedDateTime }: DeletedUser): RestoreUserChange {
  return {
    kind: "restore-user",
    target: { userPrincipalName, userId: id },
    summary: `restore the deleted account ${userPrincipalName} (${id})`,
    before: { deletedDateTime },
    after: { deletedDateTime: null },
    reversible: true,
  };
}

export function mark(userPrincipalName: string, userId: string | null): MarkAccountChange {
  return {
    kind: "mark-account",
    target: { userPrincipalName, userId },
    summary: `mark ${userPrincipalName} as managed by this program`,
    before: null,
    after: { purpose: "service-account" },
    reversible: true,
  };
}

/** What the password was before, nobody can bring back. */
export function resetPassword(userPrincipalName: string, userId: string, last: string | null): ResetPasswordChange {
  return {
    kind: "reset-password",
    target: { userPrincipalName, userId },
    summary: `give ${userPrincipalName} a new password`,
    before: { lastPasswordChangeDateTime: last },
    after: { passwordPolicies: "DisablePasswordExpiration", forceChangePasswordNextSignIn: false },
    reversible: false,
  };
}

/** @param replaces whether the account has one already, which ends by it */
export function createPass(
  userPrincipalName: string,
  userId: string | null,
  lifetimeInMinutes: number,
  replaces: boolean,
): CreatePassChange {
  const what = `Temporary Access Pass for ${describeDuration(lifetimeInMinutes * 60_000)}`;
  return {
    kind: "create-pass",
    target: { userPrincipalName, userId },
    summary: replaces
      ? `give ${userPrincipalName} a new ${what}, in place of the one that it has`
      : `give ${userPrincipalName} a ${what}`,
    before: null,
    after: { lifetimeInMinutes },
    reversible: !replaces,
  };
}

export function assignRole(
  userPrincipalName: string,
  userId: string | null,
  after: AssignRoleChange["after"],
): AssignRoleChange {
  return {
    kind: "assign-role",
    target: { userPrincipalName, userId },
    summary:
      after.how === "eligible"
        ? `make ${userPrincipalName} eligible for the role ${WIZARD_ROLE.name}`
        : `give ${userPrincipalName} the role ${WIZARD_ROLE.name}`,
    before: null,
    after,
    reversible: true,
  };
}

export function setEnabled(userPrincipalName: string, userId: string, on: boolean): SetAccountEnabledChange {
  return {
    kind: "set-account-enabled",
    target: { userPrincipalName, userId },
    summary: `${on ? "enable" : "disable"} ${userPrincipalName}`,
    before: { accountEnabled: !on },
    after: { accountEnabled: on },
    reversible: true,
  };
}
