// What is read of an account to tell whether a person works with it.
import { expect, test } from "vitest";
import { notSurveyed, surveyPersons } from "../../src/commands/person-survey.js";
import { PRIVILEGED_IDENTITY_PLANS } from "../../src/knowledge/directory.js";
import type { Organization } from "../../src/tenant/organization.js";
import { type Canned, cannedService, forbidden, json, notFound, SERVICE_TIME } from "../tenant/canned-service.js";

const ORGANIZATION: Organization = {
  ...{ id: "t-1", displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", domains: [] },
  ...{ syncEnabled: true, lastSync: null, servicePlans: PRIVILEGED_IDENTITY_PLANS, servicePlansTold: true },
};
const tenant = { value: ORGANIZATION, source: { request: "GET /v1.0/organization", at: SERVICE_TIME } };
const SVC = { userId: "u-1", name: "svc@contoso.com", is: "service-account" } as const;

const group = (
  id: string,
  more: Readonly<Record<string, unknown>> = { displayName: id, isAssignableToRole: true },
) => ({
  "@odata.type": "#microsoft.graph.group",
  id,
  ...more,
});

/** @param answers by a part of the address, before the usual ones */
async function factsOf(answers: Readonly<Record<string, Canned>>) {
  const usual: Readonly<Record<string, Canned>> = {
    transitiveMemberOf: json({ value: [] }),
    authentication: json({ value: [] }),
    auditLogs: json({ value: [] }),
    roleManagement: json({ value: [] }),
    "/v1.0/users/u-1": json({ id: "u-1", userPrincipalName: SVC.name, accountEnabled: true }),
  };
  const { client } = cannedService(({ address }) => {
    const found = Object.entries(usual).find(([part]) => address.includes(part));
    const own = Object.entries(answers).find(([part]) => address.includes(part));
    return own?.[1] ?? found?.[1] ?? notFound;
  });
  const [facts] = await surveyPersons(client, tenant, [SVC]);
  return facts;
}

const GLOBAL = json({ value: [{ roleDefinitionId: "r-9", directoryScopeId: "/" }] });

test.each([
  ["it may activate through a group", "roleEligibilityScheduleInstances?$filter=principalId eq 'g-1'"],
  ["a group of it has in one place", "roleAssignments?$filter=principalId eq 'g-1'"],
  ["it may activate itself", "roleEligibilityScheduleInstances?$filter=principalId eq 'u-1'"],
])("a role that %s is one of its roles", async (_what, part) => {
  const facts = await factsOf({ transitiveMemberOf: json({ value: [group("g-1")] }), [part]: GLOBAL });
  expect(facts?.roles).toMatchObject({ state: "known", value: [{ roleId: "r-9" }] });
});

test("a group that can have no role is not asked for any", async () => {
  const plain = group("g-1", { displayName: "Plain", isAssignableToRole: null });
  const facts = await factsOf({ transitiveMemberOf: json({ value: [plain] }), "'g-1'": forbidden });
  expect(facts?.roles).toMatchObject({ state: "known", value: [] });
});

test.each<[string, Readonly<Record<string, Canned>>]>([
  ["a group's may not be read", { transitiveMemberOf: json({ value: [group("g-1")] }), "'g-1'": forbidden }],
  ["it is in too many groups", { transitiveMemberOf: json({ value: Array.from("abcdefghijk", (id) => group(id)) }) }],
  [
    "one is not named",
    { transitiveMemberOf: json({ value: [{ "@odata.type": "#microsoft.graph.directoryRole", id: "r-1" }] }) },
  ],
])("its roles are unknown where %s", async (_what, answers) => {
  expect((await factsOf(answers))?.roles.state).toBe("unknown");
});

test.each([
  [50055, 1],
  [50126, 0],
])("a sign-in that failed with %i counts %i times", async (errorCode, count) => {
  const signIn = {
    ...{ id: "s-1", createdDateTime: SERVICE_TIME, appId: "a-1", appDisplayName: "Portal", isInteractive: true },
    status: { errorCode },
  };
  const facts = await factsOf({ auditLogs: json({ value: [signIn] }) });
  expect(facts?.interactive).toMatchObject({ state: "known", value: { length: count } });
});

test("where groups can be managed, it is told that they are not read", () => {
  expect(notSurveyed(tenant, [SVC])).toEqual([expect.stringContaining("PIM for Groups")]);
  expect(notSurveyed(tenant, [{ ...SVC, is: "synchronises" }])).toEqual([]);
  expect(notSurveyed({ ...tenant, value: { ...ORGANIZATION, servicePlans: [] } }, [SVC])).toEqual([]);
});
