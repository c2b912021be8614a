// What is read of an account before it is decided how what a run did to it is taken back. Reads only.
import { other, type Sight } from "../changes/executor.js";
import type { Found } from "../changes/inverse.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { PRIVILEGED_IDENTITY_PLANS } from "../knowledge/directory.js";
import type { AccountChange, AssignRoleChange, RoleAssignmentForm } from "../shapes/account-change.js";
import type { Change } from "../shapes/change.js";
import { ServiceError } from "../shapes/errors.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { type AssignedRole, readAssignedRoles } from "../tenant/operator-rights.js";
import { readOrganization } from "../tenant/organization.js";
import { type RoleInstance, readRoleInstances } from "../tenant/role-schedules.js";
import { readLastSignIn } from "../tenant/sign-in-activity.js";
import { readMembershipsOf } from "../tenant/users.js";
import { roleNameOf } from "./role-name.js";
import type { RollbackWork } from "./rollback-executors.js";

/** A step as it was seen. */
export interface Seen {
  readonly change: Change;
  readonly sight: Sight | null;
}

/** False: it certainly has none, and is not asked for what that would have assigned. */
export async function hasPrivilegedIdentity(graph: ServiceClient): Promise<boolean> {
  const organization = await observe(readOrganization(graph));
  if (organization.state === "unknown" || !organization.value.servicePlansTold) return true;
  return organization.value.servicePlans.some((id) => PRIVILEGED_IDENTITY_PLANS.includes(id));
}

/**
 * A plain assignment that Privileged Identity Management has taken over since shows in the list of plain ones as before. One
 * that was made beside it has no beginning ("List roleAssignmentScheduleInstances").
 */
export async function plainRoleSight(
  graph: ServiceClient,
  { target, after }: AssignRoleChange,
  sight: Sight,
  principalId: string,
): Promise<Sight> {
  const instances = await observe(instancesOf(graph, "active", principalId));
  if (instances.state === "unknown")
    return other(
      `whether the role ${after.roleName} of ${target.userPrincipalName} is a plain assignment still cannot be known. ${instances.reason} ${instances.remedy}`,
    );
  return instances.value.some((one) => isAt(one, after) && one.direct && !isPlain(one))
    ? other(`${target.userPrincipalName} has the role ${after.roleName} through Privileged Identity Management by now`)
    : sight;
}

/** @param managed whether Privileged Identity Management is to be asked, too */
export async function foundOfAccount(
  { graph, accounts }: Pick<RollbackWork, "graph" | "accounts">,
  change: AccountChange,
  seen: readonly Seen[],
  { runId, managed }: { readonly runId: string; readonly managed: boolean },
): Promise<Found> {
  const account = await accounts.account(change.target);
  if (account === null) return { account };
  if (change.kind === "mark-account") return { account, ownMark: await ownMark(graph, account.id, runId) };
  if (change.kind !== "create-user" && change.kind !== "restore-user") return { account };
  const [mark, signedIn, otherRoles] = await Promise.all([
    ownMark(graph, account.id, runId),
    observe(readLastSignIn(graph, account.id)),
    otherRolesOf(graph, account.id, takenBack(seen, change.target.userPrincipalName), managed),
  ]);
  return { account, ownMark: mark, signedIn, otherRoles };
}

async function ownMark(graph: ServiceClient, userId: string, runId: string): Promise<boolean | null> {
  const mark = await observe(readMark(graph, userId));
  const run = mark.state === "known" ? (mark.value?.run ?? null) : null;
  return run === null ? null : run === runId;
}

/** Roles that the run gave to the account, and that are as it left them. */
function takenBack(seen: readonly Seen[], userPrincipalName: string): readonly RoleAssignmentForm[] {
  return seen.flatMap(({ change, sight }) =>
    change.kind === "assign-role" &&
    sight?.at === "after" &&
    change.target.userPrincipalName.toLowerCase() === userPrincipalName.toLowerCase()
      ? [change.after]
      : [],
  );
}

/** Given directly, in force or eligible, through groups, for a part of the tenant. Unknown where one of them cannot be read. */
async function otherRolesOf(
  graph: ServiceClient,
  id: string,
  own: readonly RoleAssignmentForm[],
  managed: boolean,
): Promise<Fact<readonly string[]>> {
  const [assigned, active, eligible, memberships] = await Promise.all([
    observe(readAssignedRoles(graph, id)),
    managed ? observe(instancesOf(graph, "active", id)) : NONE,
    managed ? observe(instancesOf(graph, "eligible", id)) : NONE,
    observe(readMembershipsOf(graph, id)),
  ]);
  if (memberships.state === "unknown") return memberships;
  const groups = await Promise.all(memberships.value.groupIds.map((group) => rolesOfGroup(graph, group, managed)));
  const inForce = own.filter(({ how }) => how !== "eligible");
  const mayBe = own.filter(({ how }) => how === "eligible");
  return allNames([
    mapFact(assigned, (all) => all.filter((one) => !inForce.some((form) => isAt(one, form))).map(nameOf)),
    mapFact(active, (all) => others(all, inForce)),
    mapFact(eligible, (all) => others(all, mayBe)),
    mapFact(memberships, ({ roleIds }) =>
      roleIds.filter((role) => !inForce.some((form) => isSame(form.roleDefinitionId, role))).map(roleNameOf),
    ),
    ...groups,
  ]);
}

const NONE: Fact<readonly RoleInstance[]> = known([], { request: "the tenant has no Privileged Identity Management" });

async function rolesOfGroup(graph: ServiceClient, id: string, managed: boolean): Promise<Fact<readonly string[]>> {
  const [assigned, eligible] = await Promise.all([
    observe(readAssignedRoles(graph, id)),
    managed ? observe(instancesOf(graph, "eligible", id)) : NONE,
  ]);
  return allNames([mapFact(assigned, (all) => all.map(nameOf)), mapFact(eligible, (all) => all.map(nameOf))]);
}

/** Who has no licence has none of them, whatever its plans let think. */
async function instancesOf(
  graph: ServiceClient,
  kind: "active" | "eligible",
  principalId: string,
): Promise<Read<readonly RoleInstance[]>> {
  try {
    return await readRoleInstances(graph, kind, principalId);
  } catch (error) {
    if (error instanceof ServiceError && error.serviceCodes.includes("AadPremiumLicenseRequired"))
      return { value: [], source: { request: `GET the ${kind} roles of Privileged Identity Management` } };
    throw error;
  }
}

function others(all: readonly RoleInstance[], own: readonly RoleAssignmentForm[]): readonly string[] {
  return all
    .filter((one) => !own.some((form) => isAt(one, form) && one.direct && !one.activated && !isTakenOver(one, form)))
    .map(nameOf);
}

function isTakenOver(one: RoleInstance, { how }: RoleAssignmentForm): boolean {
  return how === "direct" && !isPlain(one);
}

function isPlain({ activated, from, until }: RoleInstance): boolean {
  return !activated && from === null && until === null;
}

function isAt({ roleId, tenantWide }: AssignedRole | RoleInstance, { roleDefinitionId }: RoleAssignmentForm): boolean {
  return tenantWide && isSame(roleId, roleDefinitionId);
}

function nameOf({ roleId, name }: AssignedRole | RoleInstance): string {
  return name === "" ? roleNameOf(roleId) : name;
}

function allNames(facts: readonly Fact<readonly string[]>[]): Fact<readonly string[]> {
  const names: string[] = [];
  for (const fact of facts) {
    if (fact.state === "unknown") return fact;
    names.push(...fact.value);
  }
  return known([...new Set(names)], { request: "the roles of the account" });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
