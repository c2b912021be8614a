// An account as everything about it can be known and is as it should be, and a tenant that allows all.
import type { ExistingAccount, ServiceAccountFacts } from "../../src/accounts/account-facts.js";
import type { RoleReadings } from "../../src/accounts/held-role.js";
import { NO_WISHES, type SetupWishes } from "../../src/accounts/setup-wishes.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import type { Mark } from "../../src/tenant/marks.js";
import type { RoleInstance, RoleRules } from "../../src/tenant/role-schedules.js";
import type { User } from "../../src/tenant/users.js";

export const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
export const UPN = "svc-adconnect@contoso.onmicrosoft.com";
export const NOW = Date.parse("2026-11-22T10:00:00Z");

export const read = <T>(value: T): Fact<T> => known(value, { request: "GET /x" });
export const unread: Fact<never> = unknown("It was refused.", "Grant it.");

export const MEMBER: User = {
  id: "11111111-0000-4000-8000-000000000001",
  userPrincipalName: UPN,
  displayName: "Entra Connect wizard",
  enabled: true,
  type: "Member",
  synced: false,
  lastPasswordChange: "2026-01-01T00:00:00Z",
};

export const ASSIGNED = { roleId: ROLE, name: "Hybrid Identity Administrator", builtIn: true, tenantWide: true };

export const INSTANCE: RoleInstance = {
  roleId: ROLE,
  name: "Hybrid Identity Administrator",
  tenantWide: true,
  direct: true,
  activated: false,
  from: "2026-11-22T10:00:00Z",
  until: "2026-12-06T10:00:00Z",
};

export const WITHOUT_ROLES: RoleReadings = {
  assigned: read([]),
  active: null,
  eligible: null,
  memberships: read({ roleIds: [] }),
};

/** One that says nothing. */
export const MARK: Mark = {
  ...{ purpose: null, run: null, created: null, excludedUntil: null, excludedFrom: null },
  content: {},
};

export const ACCOUNT: ExistingAccount = {
  user: MEMBER,
  roles: { ...WITHOUT_ROLES, assigned: read([ASSIGNED]) },
  mark: read({ ...MARK, purpose: "service-account", run: "r", created: "2026-01-01T00:00:00Z" }),
  keptPass: null,
  hasPass: false,
};

const FREE = { longest: null, ticketRequired: false, mfaRequired: false };
export const RULES: RoleRules = { active: FREE, eligible: FREE, activationNeedsApproval: false };

export const FACTS: ServiceAccountFacts = {
  userPrincipalName: UPN,
  account: null,
  deleted: read([]),
  role: { privilegedIdentity: read(false), rules: read(null), ticketed: false, now: NOW },
  pass: {
    settings: read({
      enabled: ["TemporaryAccessPass"],
      pass: { enabled: true, shortest: 60, longest: 480, onlyOnce: false, for: ["all_users"], notFor: [] },
    }),
    userId: null,
    memberships: read({ groupIds: [] }),
  },
  operatorId: "99999999-0000-4000-8000-000000000009",
};

export function wishing(wishes: Partial<SetupWishes> = {}): SetupWishes {
  return { ...NO_WISHES, ...wishes };
}
