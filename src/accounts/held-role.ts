// How an account has the role of the wizard now, and which others it has besides.
import { ROLES } from "../knowledge/directory.js";
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import type { AssignedRole } from "../tenant/operator-rights.js";
import type { RoleInstance } from "../tenant/role-schedules.js";

export const WIZARD_ROLE = ROLES.hybridIdentityAdministrator;

/** What was read of an account's roles. */
export interface RoleReadings {
  readonly assigned: Fact<readonly AssignedRole[]>;
  /** Null: the tenant has no Privileged Identity Management, or it is not known whether. */
  readonly active: Fact<readonly RoleInstance[]> | null;
  readonly eligible: Fact<readonly RoleInstance[]> | null;
  /** Template ids of the roles that are in force, through groups too. */
  readonly memberships: Fact<{ readonly roleIds: readonly string[] }>;
}

export interface HeldRole {
  readonly how: "direct" | "active" | "eligible";
  /** ISO 8601; null: without an end. */
  readonly until: string | null;
}

/** The wizard's role, held by the account itself for the whole tenant; null: it is not. In force counts before eligible. */
export function heldRole({ assigned, active, eligible }: RoleReadings): Fact<HeldRole | null> {
  const found = (how: HeldRole["how"], until: string | null): Fact<HeldRole | null> => ({
    state: "known",
    value: { how, until },
    source: assigned.state === "known" ? assigned.source : { request: "PIM" },
  });
  const inForce = instanceOf(active, ({ activated }) => !activated);
  if (inForce !== undefined) return found("active", inForce.until);
  const mayBe = instanceOf(eligible) ?? instanceOf(active);
  if (mayBe !== undefined) return found("eligible", mayBe.until);
  if (assigned.state === "unknown") return assigned;
  if (assigned.value.some(({ roleId, tenantWide }) => tenantWide && roleId === WIZARD_ROLE.id))
    return found("direct", null);
  if (active?.state === "unknown") return active;
  if (eligible?.state === "unknown") return eligible;
  return { ...assigned, value: null };
}

/** @throws {GuardError} where it cannot be told: an assignment would be doubled */
export function certainly(held: Fact<HeldRole | null>): HeldRole | null {
  if (held.state === "known") return held.value;
  throw new GuardError(`Whether the account has the role ${WIZARD_ROLE.name} could not be told: ${held.reason}`, {
    code: "role-unknown",
    remedy: held.remedy,
  });
}

/** Whether the role is in force through a group only, which the wizard does not take. */
export function hasRoleThroughGroup({ memberships, assigned }: RoleReadings): boolean {
  const direct = assigned.state === "known" && assigned.value.some(({ roleId }) => roleId === WIZARD_ROLE.id);
  return (
    !direct &&
    memberships.state === "known" &&
    memberships.value.roleIds.some((id) => id.toLowerCase() === WIZARD_ROLE.id)
  );
}

/** Names of the other roles, eligible ones included. */
export function otherRoles({ assigned, active, eligible }: RoleReadings): readonly string[] {
  const all = [assigned, active, eligible].flatMap((fact): readonly (AssignedRole | RoleInstance)[] =>
    fact?.state === "known" ? fact.value : [],
  );
  return [...new Set(all.filter(({ roleId }) => roleId !== WIZARD_ROLE.id).map(({ name, roleId }) => name || roleId))];
}

function instanceOf(
  fact: Fact<readonly RoleInstance[]> | null,
  fits: (one: RoleInstance) => boolean = () => true,
): RoleInstance | undefined {
  if (fact?.state !== "known") return undefined;
  return fact.value.find((one) => one.roleId === WIZARD_ROLE.id && one.tenantWide && one.direct && fits(one));
}
