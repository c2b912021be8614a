// The cloud-only account with which a person runs the wizard: what has to be done so that it is as it must be.
import type { Change } from "../shapes/change.js";
import { GuardError } from "../shapes/errors.js";
import type { DeletedUser } from "../tenant/deleted-users.js";
import { checkPass, keptPassWords } from "./access-pass.js";
import { assignRole, createPass, createUser, mark, resetPassword, restore, setEnabled } from "./account-changes.js";
import type { ExistingAccount, ServiceAccountFacts, ServiceAccountPlan } from "./account-facts.js";
import { planSwitch } from "./account-switch.js";
import { namesakeToRestore, refuseUnfit } from "./adoption.js";
import { certainly, heldRole } from "./held-role.js";
import { chooseRole } from "./role-choice.js";
import { heldWarnings, roleWarnings } from "./role-warnings.js";
import { parseRoleWish, type RoleWish } from "./role-wish.js";
import { isSwitch, type SetupWishes } from "./setup-wishes.js";

/** @throws {GuardError} where it would be unsafe; {UsageError} where something has to be said */
export function planServiceAccount(facts: ServiceAccountFacts, wishes: SetupWishes): ServiceAccountPlan {
  const { account, userPrincipalName, operatorId } = facts;
  if (account !== null && account.user.id === operatorId && (wishes.turn !== null || wishes.resetPassword))
    throw new GuardError(`${userPrincipalName} is the account that you have signed in with.`, {
      code: "own-account",
      remedy: "Sign in as another administrator.",
    });
  if (wishes.turn !== null && isSwitch(wishes)) return planSwitch(facts, wishes.turn);
  if (account !== null) return planAdoption(facts, account, wishes);
  const deleted = namesakeToRestore(userPrincipalName, facts.deleted, wishes);
  return deleted === null ? planCreation(facts, wishes) : planRestoring(facts, deleted, wishes);
}

function planCreation(facts: ServiceAccountFacts, wishes: SetupWishes): ServiceAccountPlan {
  if (wishes.resetPassword || wishes.turn !== null)
    throw new GuardError(`There is no account ${facts.userPrincipalName}.`, {
      code: "no-account",
      remedy: `Leave ${wishes.resetPassword ? "--reset-password" : "--enable"} out to make it, or check --name and --domain.`,
    });
  const id = null;
  const role = givenRole(facts, id, wishes);
  return {
    held: null,
    plan: [
      createUser(facts.userPrincipalName, wishes),
      mark(facts.userPrincipalName, id),
      ...pass(facts, id, wishes),
      role.change,
    ],
    warnings: [
      ...(facts.deleted.state === "unknown"
        ? [
            `Whether a deleted account of that name could be restored instead is not known: ${facts.deleted.reason} ${facts.deleted.remedy}`,
          ]
        : []),
      ...passWarnings(facts, wishes),
      ...role.warnings,
    ],
  };
}

/** Which roles come back with it, no page says: the role is planned, and found there if it did. */
function planRestoring(facts: ServiceAccountFacts, deleted: DeletedUser, wishes: SetupWishes): ServiceAccountPlan {
  const { userPrincipalName } = facts;
  const { id } = deleted;
  if (deleted.enabled !== true && wishes.turn !== "on")
    throw new GuardError(
      `The deleted account ${userPrincipalName} ${deleted.enabled === false ? "is disabled" : "may be disabled: Graph does not say"}.`,
      { code: "account-unfit", remedy: "Add --enable, or choose another name with --name." },
    );
  const role = givenRole(facts, id, wishes);
  return {
    held: null,
    plan: [
      restore(userPrincipalName, deleted),
      mark(facts.userPrincipalName, id),
      ...(wishes.resetPassword ? [resetPassword(userPrincipalName, id, deleted.lastPasswordChange)] : []),
      ...(deleted.enabled === true ? [] : [setEnabled(userPrincipalName, id, true)]),
      ...pass(facts, id, wishes),
      role.change,
    ],
    warnings: [...(wishes.resetPassword ? [] : [OLD_PASSWORD]), ...passWarnings(facts, wishes), ...role.warnings],
  };
}

const OLD_PASSWORD =
  "The account comes back with the password that it had, and with its old group memberships. If nobody knows the password, add --reset-password.";

function planAdoption(facts: ServiceAccountFacts, account: ExistingAccount, wishes: SetupWishes): ServiceAccountPlan {
  const { user, roles } = account;
  refuseUnfit(user, wishes);
  const held = certainly(heldRole(roles));
  const role = held === null ? givenRole(facts, user.id, wishes) : null;
  return {
    held,
    plan: [
      ...(account.mark.state === "known" && account.mark.value === null ? [mark(user.userPrincipalName, user.id)] : []),
      ...(wishes.resetPassword ? [resetPassword(user.userPrincipalName, user.id, user.lastPasswordChange)] : []),
      ...(user.enabled ? [] : [setEnabled(user.userPrincipalName, user.id, true)]),
      ...pass(facts, user.id, wishes),
      ...(role === null ? [] : [role.change]),
    ],
    warnings: [
      ...(account.mark.state === "unknown"
        ? [
            `Whether the account is marked could not be read, so it is not marked: ${account.mark.reason} ${account.mark.remedy}`,
          ]
        : []),
      ...(wishes.resetPassword && isUnmarked(account)
        ? [
            "The account has no mark of this program: make sure that nobody else works with it before its password is reset.",
          ]
        : []),
      ...passWarnings(facts, wishes),
      ...(role === null ? [] : role.warnings),
      ...heldWarnings(held, wishedRole(wishes), facts.role.now),
      ...roleWarnings(roles),
    ],
  };
}

function isUnmarked({ mark: found }: ExistingAccount): boolean {
  return found.state === "unknown" || found.value === null || found.value.purpose === null;
}

function wishedRole({ role }: SetupWishes): RoleWish | null {
  return role === null ? null : parseRoleWish(role);
}

function givenRole({ role, userPrincipalName }: ServiceAccountFacts, userId: string | null, wishes: SetupWishes) {
  const { after, warnings } = chooseRole(wishedRole(wishes), role);
  return { change: assignRole(userPrincipalName, userId, after), warnings };
}

function pass(
  { userPrincipalName, account }: ServiceAccountFacts,
  userId: string | null,
  { tapMinutes }: SetupWishes,
): readonly Change[] {
  if (tapMinutes === null || (account !== null && account.keptPass !== null)) return [];
  return [createPass(userPrincipalName, userId, tapMinutes, account?.hasPass === true)];
}

function passWarnings({ pass: facts, account, role }: ServiceAccountFacts, { tapMinutes }: SetupWishes) {
  if (tapMinutes === null) return [];
  const kept = account?.keptPass ?? null;
  return kept === null ? checkPass(tapMinutes, facts) : [keptPassWords(kept, tapMinutes, role.now)];
}
