// Turning the account off and on between two runs of the wizard: nothing else of it is touched.
import { GuardError } from "../shapes/errors.js";
import { setEnabled } from "./account-changes.js";
import type { ServiceAccountFacts, ServiceAccountPlan } from "./account-facts.js";
import { unfitness } from "./adoption.js";
import { certainly, heldRole, otherRoles, type RoleReadings, WIZARD_ROLE } from "./held-role.js";
import { roleWarnings } from "./role-warnings.js";

/** @throws {GuardError} where there is no such account, or it is none that this program should touch */
export function planSwitch(
  { account, userPrincipalName }: ServiceAccountFacts,
  turn: "on" | "off",
): ServiceAccountPlan {
  if (account === null)
    throw new GuardError(`There is no account ${userPrincipalName}.`, {
      code: "no-account",
      remedy: "Check --name and --domain.",
    });
  const { user, roles, mark } = account;
  const why = unfitness(user);
  if (why !== undefined)
    throw new GuardError(`${user.userPrincipalName} is not turned ${turn}: it ${why}.`, {
      code: "account-unfit",
      remedy: "Check --name: this is no service account of the wizard.",
    });
  // A mark that tells of an exclusion alone may be on anybody's account.
  const isMarked = mark.state === "known" && mark.value !== null && mark.value.purpose !== null;
  const role = heldRole(roles);
  if (!isMarked && certainly(role) === null)
    throw new GuardError(
      `${user.userPrincipalName} has neither the role ${WIZARD_ROLE.name} nor a mark of this program: nothing says that it is the wizard's account.`,
      {
        code: "not-the-account",
        remedy: `Check --name and --domain. Other accounts are ${turn === "on" ? "enabled" : "disabled"} in the Entra admin center.`,
      },
    );
  const held = role.state === "known" ? role.value : null;
  const on = turn === "on";
  if (user.enabled === on) return { plan: [], warnings: [], held };
  const lacksRole = role.state === "known" && role.value === null;
  return {
    held,
    plan: [setEnabled(user.userPrincipalName, user.id, on)],
    warnings: on ? [...(lacksRole ? [NO_ROLE] : []), ...roleWarnings(roles)] : shutOut(roles),
  };
}

const NO_ROLE = `The account does not have the role ${WIZARD_ROLE.name}, and is only enabled: run the command without --enable before the wizard runs.`;

function shutOut(roles: RoleReadings): readonly string[] {
  const others = otherRoles(roles);
  return [
    ...(others.length > 0
      ? [`The account has other roles, too: ${others.join(", ")}. Whoever works with it is shut out.`]
      : []),
    "Whoever is signed in with the account stays so for an hour or more.",
  ];
}
