// All that is read before the service account is planned, in three steps after the sign-in: the tenant; who has the name;
// what that account has. Each step asks at once for everything that does not hang on another answer.
import { accountDomain, userPrincipalNameOf } from "../accounts/account-name.js";
import type { RoleReadings } from "../accounts/held-role.js";
import type { SetupWishes } from "../accounts/setup-wishes.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { PRIVILEGED_IDENTITY_PLANS, ROLES } from "../knowledge/directory.js";
import { howToGrant } from "../knowledge/permissions.js";
import { ServiceError } from "../shapes/errors.js";
import { type Fact, known, mapFact, unknown } from "../shapes/fact.js";
import { type DeletedUser, readDeletedUsers } from "../tenant/deleted-users.js";
import { type Mark, readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";
import { type Organization, readOrganization, type VerifiedDomain } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { type RoleRules, readRoleInstances, readRoleRules } from "../tenant/role-schedules.js";
import {
  type MethodSettings,
  type Pass,
  readMethodSettings,
  readMethods,
  readPasses,
  readPerUserMfa,
  readSecurityDefaults,
} from "../tenant/sign-in-methods.js";
import { type Memberships, readMembershipsOf, readUser, type User } from "../tenant/users.js";

/** What the tenant is like, whoever the account is. Null: not asked, since it does not matter to what is wished. */
export interface TenantSurvey {
  readonly organization: Read<Organization>;
  readonly domain: VerifiedDomain;
  readonly userPrincipalName: string;
  readonly met: {
    readonly policies: Fact<readonly Policy[]>;
    readonly securityDefaults: Fact<boolean>;
    readonly methodSettings: Fact<MethodSettings>;
  } | null;
}

/** @throws as `accountDomain` and `userPrincipalNameOf` */
export async function surveyTenant(graph: ServiceClient, wishes: SetupWishes): Promise<TenantSurvey> {
  const [organization, met] = await Promise.all([
    readOrganization(graph),
    wishes.turn === "off" ? null : surveyDemands(graph),
  ]);
  const domain = accountDomain(organization.value.domains, wishes.domain);
  return { organization, domain, userPrincipalName: userPrincipalNameOf(wishes.name, domain.name), met };
}

async function surveyDemands(graph: ServiceClient) {
  const [policies, securityDefaults, methodSettings] = await Promise.all([
    observe(readPolicies(graph)),
    observe(readSecurityDefaults(graph)),
    observe(readMethodSettings(graph)),
  ]);
  return { policies, securityDefaults, methodSettings };
}

export interface AccountSurvey {
  readonly user: User | null;
  /** Everybody's who was deleted; empty where there is an account of the name. */
  readonly deleted: Fact<readonly DeletedUser[]>;
  readonly privilegedIdentity: Fact<boolean>;
  readonly rules: Fact<RoleRules | null>;
  /** Null: there is no account. */
  readonly has: AccountReadings | null;
}

/** What an account that is there has. */
interface AccountReadings {
  readonly roles: RoleReadings & { readonly memberships: Fact<Memberships> };
  readonly mark: Fact<Mark | null>;
  readonly perUserMfa: Fact<string>;
  readonly methods: Fact<readonly string[]>;
  /** Asked only where a pass is wished. */
  readonly passes: Fact<readonly Pass[]> | null;
}

export async function surveyAccount(
  graph: ServiceClient,
  { organization, userPrincipalName }: TenantSurvey,
  wishes: SetupWishes,
): Promise<AccountSurvey> {
  const licensed = privilegedIdentityOf(organization);
  const deletedUsers = readDeletedUsers(graph);
  const [{ value: user }, firstPage, rules] = await Promise.all([
    readUser(graph, userPrincipalName),
    observe(next(deletedUsers)),
    licensed.state === "known" && licensed.value ? observe(rulesOrUnlicensed(graph)) : null,
  ]);
  const isUnlicensed = rules?.state === "known" && rules.value === "unlicensed";
  const privilegedIdentity = isUnlicensed ? mapFact(rules, () => false) : licensed;
  const common = { privilegedIdentity, rules: rulesIn(rules) };
  if (user === null) return { ...common, user, deleted: await withTheRest(firstPage, deletedUsers), has: null };
  const managed = privilegedIdentity.state === "known" && privilegedIdentity.value;
  return { ...common, user, deleted: firstPage, has: await readAccount(graph, user.id, managed, wishes) };
}

async function readAccount(
  graph: ServiceClient,
  id: string,
  managed: boolean,
  { tapMinutes, turn }: SetupWishes,
): Promise<AccountReadings> {
  const asks = turn !== "off";
  const [assigned, active, eligible, memberships, mark, perUserMfa, methods, passes] = await Promise.all([
    observe(readAssignedRoles(graph, id)),
    managed ? observe(readRoleInstances(graph, "active", id)) : null,
    managed ? observe(readRoleInstances(graph, "eligible", id)) : null,
    observe(readMembershipsOf(graph, id)),
    observe(readMark(graph, id)),
    asks ? observe(readPerUserMfa(graph, id)) : NOT_ASKED,
    asks ? observe(readMethods(graph, id)) : NOT_ASKED,
    tapMinutes === null ? null : observe(readPasses(graph, id)),
  ]);
  return { roles: { assigned, active, eligible, memberships }, mark, perUserMfa, methods, passes };
}

const NOT_ASKED = unknown<never>("It does not matter to what was asked for.", "");

/** Who has it licensed without knowing any rule of it is told by the refusal. */
async function rulesOrUnlicensed(graph: ServiceClient): Promise<Read<RoleRules | null | "unlicensed">> {
  try {
    return await readRoleRules(graph, ROLES.hybridIdentityAdministrator.id);
  } catch (error) {
    if (error instanceof ServiceError && error.serviceCodes.includes("AadPremiumLicenseRequired"))
      return { value: "unlicensed", source: { request: "GET /v1.0/policies/roleManagementPolicyAssignments" } };
    throw error;
  }
}

function rulesIn(rules: Fact<RoleRules | null | "unlicensed"> | null): Fact<RoleRules | null> {
  if (rules === null) return known(null, { request: "the tenant has no Privileged Identity Management" });
  return mapFact(rules, (value) => (value === "unlicensed" ? null : value));
}

function privilegedIdentityOf({ value, source }: Read<Organization>): Fact<boolean> {
  if (!value.servicePlansTold)
    return unknown("Microsoft Graph left out which licences the tenant has.", howToGrant("read-organization"));
  return known(
    value.servicePlans.some((id) => PRIVILEGED_IDENTITY_PLANS.includes(id)),
    source,
  );
}

type Pages = AsyncGenerator<Read<readonly DeletedUser[]>, void>;

async function next(pages: Pages): Promise<Read<readonly DeletedUser[]>> {
  const page = await pages.next();
  return page.done === true ? { value: [], source: { request: "GET /v1.0/directory/deletedItems" } } : page.value;
}

/** Only where the name is free: a tenant may have many deleted users. */
async function withTheRest(first: Fact<readonly DeletedUser[]>, pages: Pages): Promise<Fact<readonly DeletedUser[]>> {
  if (first.state === "unknown") return first;
  const rest = await observe(
    (async () => {
      const all: DeletedUser[] = [];
      for await (const page of pages) all.push(...page.value);
      return { value: all, source: first.source };
    })(),
  );
  return mapFact(rest, (more) => [...first.value, ...more]);
}
