// What to say of the roles that an account has already.
import { type HeldRole, hasRoleThroughGroup, otherRoles, type RoleReadings, WIZARD_ROLE } from "./held-role.js";
import { type RoleWish, typedRole } from "./role-wish.js";

/** Of other roles, and of the wizard's role where the account has it in a way that does not serve. */
export function roleWarnings(roles: RoleReadings): readonly string[] {
  const others = otherRoles(roles);
  return [
    ...(hasRoleThroughGroup(roles)
      ? [`The account has the role ${WIZARD_ROLE.name} through a group, which the wizard does not accept.`]
      : []),
    ...(others.length > 0
      ? [
          `The account has other roles besides, which the wizard does not need: ${others.join(", ")}. Take them back, or use an account of its own.`,
        ]
      : []),
  ];
}

const SOON_MS = 3 * 86_400_000;

/** @param wish null: nothing was said */
export function heldWarnings(held: HeldRole | null, wish: RoleWish | null, now: number): readonly string[] {
  if (held === null) return [];
  const { how, until } = held;
  const eligible =
    how === "eligible"
      ? ["The account is only eligible for the role: its owner must activate it before the wizard runs."]
      : [];
  const endsSoon =
    until !== null && Date.parse(until) - now < SOON_MS
      ? [`The role ends at ${until}: extend it in Privileged Identity Management if the wizard is to run later.`]
      : [];
  const differs =
    wish !== null && !matches(held, wish, now)
      ? [
          `The account has the role already (${describeHeld(held)}), and that is left as it is instead of --role ${typedRole(wish)}: remove it in the Entra admin center first, if it shall be another.`,
        ]
      : [];
  return [...eligible, ...endsSoon, ...differs];
}

/** What the services' clocks may differ by, and what a run takes. */
const NEARLY_MS = 10 * 60_000;

/** Given for that long some time ago it ends earlier, which serves as long as half of the time is left. */
function matches({ how, until }: HeldRole, wish: RoleWish, now: number): boolean {
  if (wish.how === "permanent") return how !== "eligible" && until === null;
  if (how !== wish.how || until === null) return false;
  const left = Date.parse(until) - now;
  return left <= wish.durationMs + NEARLY_MS && left >= wish.durationMs / 2;
}

/** Such as `active until 2026-12-06T10:00:00Z`. */
function describeHeld({ how, until }: HeldRole): string {
  const form = { direct: "assigned directly", active: "active", eligible: "eligible" }[how];
  return until === null ? `${form}, without an end` : `${form} until ${until}`;
}
