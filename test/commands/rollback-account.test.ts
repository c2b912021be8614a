// What is read of an account before a run is taken back: every role that it has, in whatever form, and who has given it.
import { expect, test } from "vitest";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import { createLookup } from "../../src/changes/registration-lookup.js";
import { foundOfAccount, hasPrivilegedIdentity, plainRoleSight } from "../../src/commands/rollback-account.js";
import type { AssignRoleChange, CreateUserChange } from "../../src/shapes/account-change.js";
import { type Canned, cannedService, forbidden, json } from "../tenant/canned-service.js";

const ID = "33333333-0000-4000-8000-000000000000";
const UPN = "svc@contoso.onmicrosoft.com";
const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const GROUP = "44444444-0000-4000-8000-000000000000";
const created: CreateUserChange = {
  kind: "create-user",
  target: { userPrincipalName: UPN },
  summary: "",
  before: null,
  after: {
    displayName: "Svc",
    mailNickname: "svc",
    accountEnabled: true,
    passwordPolicies: "DisablePasswordExpiration",
  },
  reversible: true,
};
const given = (how: AssignRoleChange["after"]["how"]): AssignRoleChange => ({
  kind: "assign-role",
  target: { userPrincipalName: UPN, userId: null },
  summary: "",
  before: null,
  after: {
    roleDefinitionId: ROLE,
    roleName: "Hybrid Identity Administrator",
    directoryScopeId: "/",
    how,
    duration: null,
  },
  reversible: true,
});

const plain = (more = {}) => ({ id: "a", roleDefinitionId: ROLE, directoryScopeId: "/", ...more });
const instance = (more = {}) => ({ ...plain(), memberType: "Direct", assignmentType: "Assigned", ...more });
const BY_PIM = { startDateTime: "2026-11-22T10:00:00Z" };
const ROLE_MEMBERSHIP = { "@odata.type": "#microsoft.graph.directoryRole", id: "x", roleTemplateId: ROLE };

interface Tenant {
  readonly plain?: readonly object[];
  readonly active?: readonly object[];
  readonly eligible?: readonly object[];
  readonly memberOf?: readonly object[];
  readonly groups?: readonly object[];
  readonly refused?: string;
}

function serviceOf(tenant: Tenant) {
  return cannedService(({ address }): Canned | undefined => {
    if (tenant.refused !== undefined && address.includes(tenant.refused)) return forbidden;
    const ofGroup = address.includes(GROUP);
    if (address.includes("/roleAssignments?")) return json({ value: (ofGroup ? tenant.groups : tenant.plain) ?? [] });
    if (address.includes("/roleAssignmentScheduleInstances?")) return json({ value: tenant.active ?? [] });
    if (address.includes("/roleEligibilityScheduleInstances?"))
      return json({ value: ofGroup ? [] : (tenant.eligible ?? []) });
    if (address.includes("/transitiveMemberOf")) return json({ value: tenant.memberOf ?? [] });
    if (address.includes("/extensions/")) return json({ purpose: "service-account", run: "run-1" });
    return address.startsWith("/v1.0/users/")
      ? json({ id: ID, userPrincipalName: UPN, displayName: "Svc", accountEnabled: true, mailNickname: "svc" })
      : undefined;
  }).client;
}

async function rolesFound(tenant: Tenant, own: AssignRoleChange | null, managed = true) {
  const graph = serviceOf(tenant);
  const work = {
    graph,
    accounts: createAccountLookup(graph),
    registration: createLookup(graph, null),
    policies: [],
    justification: "",
  };
  const seen = own === null ? [] : [{ change: own, sight: { at: "after" } as const }];
  const { otherRoles } = await foundOfAccount(work, created, seen, { runId: "run-1", managed });
  return otherRoles?.state === "known" ? otherRoles.value.length : otherRoles?.state;
}

test.each<[string, Tenant, AssignRoleChange | null, number | "unknown"]>([
  ["none", {}, null, 0],
  ["its own, plainly", { plain: [plain()], active: [instance()], memberOf: [ROLE_MEMBERSHIP] }, given("direct"), 0],
  ["its own, through PIM", { plain: [plain()], active: [instance(BY_PIM)] }, given("active"), 0],
  ["its own, eligible", { eligible: [instance(BY_PIM)] }, given("eligible"), 0],
  ["the same, not given by the run", { plain: [plain()] }, null, 1],
  ["its own, taken over by PIM", { plain: [plain()], active: [instance(BY_PIM)] }, given("direct"), 1],
  ["its own, and eligible for it besides", { plain: [plain()], eligible: [instance()] }, given("direct"), 1],
  ["its own eligible one, activated", { active: [instance({ assignmentType: "Activated" })] }, given("eligible"), 1],
  [
    "one for an administrative unit",
    { plain: [plain({ directoryScopeId: "/administrativeUnits/a" })] },
    given("direct"),
    1,
  ],
  [
    "eligible for a unit",
    { eligible: [instance({ directoryScopeId: "/administrativeUnits/a" })] },
    given("eligible"),
    1,
  ],
  ["in force through a group, as its memberships tell", { memberOf: [ROLE_MEMBERSHIP] }, null, 1],
  [
    "its own, and through a group besides",
    {
      plain: [plain()],
      memberOf: [ROLE_MEMBERSHIP, { "@odata.type": "#microsoft.graph.group", id: GROUP }],
      groups: [plain()],
    },
    given("direct"),
    1,
  ],
  ["plain ones that cannot be read", { refused: "/roleAssignments?" }, null, "unknown"],
  ["eligible ones that cannot be read", { refused: "/roleEligibilityScheduleInstances?" }, null, "unknown"],
  ["memberships that cannot be read", { refused: "/transitiveMemberOf" }, null, "unknown"],
])("roles beside those that are taken back: %s", async (_what, tenant, own, expected) => {
  expect(await rolesFound(tenant, own)).toBe(expected);
});

test("where there is no Privileged Identity Management it is not asked", async () => {
  expect(await rolesFound({ refused: "ScheduleInstances?" }, null, false)).toBe(0);
});

test.each<[string, Tenant, string]>([
  ["as it was", { active: [instance()] }, "after"],
  ["taken over for some time", { active: [instance({ ...BY_PIM, endDateTime: "2026-12-06T10:00:00Z" })] }, "other"],
  ["taken over for ever", { active: [instance(BY_PIM)] }, "other"],
  ["activated", { active: [instance({ assignmentType: "Activated" })] }, "other"],
  ["not to be read", { refused: "ScheduleInstances?" }, "other"],
])("a plain role: %s", async (_what, tenant, at) => {
  expect((await plainRoleSight(serviceOf(tenant), given("direct"), { at: "after" }, ID)).at).toBe(at);
});

test("whether there is Privileged Identity Management is taken to be so where it is not told", async () => {
  expect(await hasPrivilegedIdentity(cannedService(() => forbidden).client)).toBe(true);
});
