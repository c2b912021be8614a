// Privileged Identity Management: requests, schedules, instances, the settings of roles, and time.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { signIn } from "./login-browser.js";
import { startWithTenant, withP2 } from "./prepared-tenant.js";
import {
  at,
  GRAPH_SCOPE,
  listAt,
  preparedFolder,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from "./sandbox-client.js";

const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const HYBRID = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const SECURITY_READER = "5d6b6bb7-de71-4623-b4af-96380a352509";
const REPORTS_READER = "4a5d8f65-41da-4de4-8968-e035b65339cf";
const USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const GROUPS_ADMINISTRATOR = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const NOBODY = "00000000-0000-4000-8000-000000000000";
const MANAGEMENT = "roleManagement/directory";
const VERSIONS = ["v1.0", "beta"] as const;
const DANA = "dana.fischer@contoso.com";
const CHIDI = "chidi.eze@contoso.com";

let sandbox: TestSandbox;
let app: string;
let admin: string;
let dana: { readonly id: string; readonly token: string };
let chidi: { readonly id: string; readonly token: string };

beforeAll(async () => {
  sandbox = await startWithTenant(prepare);
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
  [dana, chidi] = (await Promise.all([DANA, CHIDI].map(person))) as [typeof dana, typeof chidi];
});
afterAll(() => sandbox.close());

/** The administrator and Chidi have a second factor; Dana has none, and no policy asks for one. Two roles have stricter settings. */
function prepare(tenant: TenantState): void {
  withP2(tenant);
  tenant.conditionalAccessPolicies = [];
  for (const user of tenant.users) {
    const isAble = ["admin@contoso.onmicrosoft.com", CHIDI].includes(user.userPrincipalName);
    user.registeredMethods = isAble ? ["microsoftAuthenticator"] : [];
  }
  const strict = {
    roleDefinitionId: GROUPS_ADMINISTRATOR,
    permanentActiveAllowed: false,
    permanentEligibleAllowed: false,
    longestActive: "P15D",
    longestEligible: "P30D",
    justificationRequired: true,
    ticketRequired: true,
    mfaRequired: true,
    activation: {
      longest: "PT2H",
      justificationRequired: true,
      ticketRequired: false,
      mfaRequired: false,
      approvalRequired: true,
    },
  };
  tenant.privilegedIdentity.rules.push(strict);
}

async function person(name: string): Promise<{ readonly id: string; readonly token: string }> {
  const answer = await signIn(sandbox, { hint: name, scope: GRAPH_SCOPE });
  const { body } = await sandbox.graph(await sandbox.appToken(), `/v1.0/users/${name}`);
  return { id: textAt(body, "id"), token: textAt(answer.body, "access_token") };
}

async function advance(duration: string): Promise<void> {
  await sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", duration] } });
}

const active = `/v1.0/${MANAGEMENT}/roleAssignmentScheduleRequests`;
const eligible = `/v1.0/${MANAGEMENT}/roleEligibilityScheduleRequests`;

const lasting = (duration: string) => ({ scheduleInfo: { expiration: { type: "AfterDuration", duration } } });
const forEver = { scheduleInfo: { expiration: { type: "noExpiration" } } };

function ask(path: string, action: string, change: object = {}, token = app) {
  const json = {
    action,
    principalId: dana.id,
    roleDefinitionId: HYBRID,
    directoryScopeId: "/",
    justification: "Migration",
    ...change,
  };
  return sandbox.graph(token, path, { method: "POST", json });
}

async function values(path: string, filter?: string, token = app): Promise<readonly unknown[]> {
  const query = filter === undefined ? "" : `?$filter=${encodeURIComponent(filter)}`;
  const answer = await sandbox.graph(token, `/v1.0/${path}${query}`);
  expect(answer.status).toBe(200);
  return listAt(answer.body, "value");
}

const holds = (roleDefinitionId: string, principalId: string) =>
  values(
    `${MANAGEMENT}/roleAssignments`,
    `principalId eq '${principalId}' and roleDefinitionId eq '${roleDefinitionId}'`,
  );

const codeOf = (answer: { readonly status: number; readonly body: unknown }) => [
  answer.status,
  at(answer.body, "error", "code"),
];

describe("an active assignment", () => {
  test.each(VERSIONS)("begins at once, is seen everywhere and ends at its time (%s)", async (version) => {
    const base = `/${version}/${MANAGEMENT}`;
    const made = await ask(`${base}/roleAssignmentScheduleRequests`, "adminAssign", {
      ...lasting("PT8H"),
      ticketInfo: { ticketNumber: "CHG-7", ticketSystem: "ITSM" },
    });
    expect(made.status).toBe(201);
    const id = textAt(made.body, "id");
    expect(made.body).toMatchObject({
      status: "Provisioned",
      action: "adminAssign",
      targetScheduleId: id,
      ticketInfo: { ticketNumber: "CHG-7" },
      scheduleInfo: { expiration: { type: "afterDuration", duration: "PT8H" } },
    });
    expect(await holds(HYBRID, dana.id)).toHaveLength(1);
    for (const [set, name] of [
      ["roleAssignmentScheduleRequests", "Dana Fischer"],
      ["roleAssignmentSchedules", "Dana Fischer"],
      ["roleAssignmentScheduleInstances", "Dana Fischer"],
    ] as const) {
      const mine = `$filter=${encodeURIComponent(`principalId eq '${dana.id}' and roleDefinitionId eq '${HYBRID}'`)}`;
      const listed = await sandbox.graph(app, `${base}/${set}?${mine}&$expand=principal,roleDefinition`);
      const found = listAt(listed.body, "value").at(-1);
      expect(at(found, "principal", "displayName")).toBe(name);
      expect(at(found, "roleDefinition", "displayName")).toBe("Hybrid Identity Administrator");
      expect((await sandbox.graph(app, `${base}/${set}/${textAt(found, "id")}`)).body).toMatchObject({
        principalId: dana.id,
      });
      const own = await sandbox.graph(dana.token, `${base}/${set}/filterByCurrentUser(on='principal')`);
      expect(listAt(own.body, "value").every((one) => at(one, "principalId") === dana.id)).toBe(true);
    }
    expect(codeOf(await ask(active, "adminAssign", forEver))).toEqual([400, "RoleAssignmentExists"]);
    await advance("8h");
    expect(await holds(HYBRID, dana.id)).toEqual([]);
    expect(await values(`${MANAGEMENT}/roleAssignmentSchedules`, `principalId eq '${dana.id}'`)).toEqual([]);
  });

  test("may begin later", async () => {
    const tomorrow = new Date(Date.parse(await serviceTime()) + 86_400_000).toISOString();
    const made = await ask(active, "adminAssign", {
      roleDefinitionId: REPORTS_READER,
      scheduleInfo: { startDateTime: tomorrow, expiration: { type: "afterDuration", duration: "P2D" } },
    });
    expect(made.body).toMatchObject({ status: "Granted", completedDateTime: tomorrow });
    const request = `${active}/${textAt(made.body, "id")}`;
    expect(await holds(REPORTS_READER, dana.id)).toEqual([]);
    const mine = `principalId eq '${dana.id}' and roleDefinitionId eq '${REPORTS_READER}'`;
    expect(await values(`${MANAGEMENT}/roleAssignmentSchedules`, mine)).toMatchObject([{ status: "Granted" }]);
    expect(await values(`${MANAGEMENT}/roleAssignmentScheduleInstances`, mine)).toEqual([]);
    await advance("25h");
    expect(await holds(REPORTS_READER, dana.id)).toHaveLength(1);
    expect((await sandbox.graph(app, request)).body).toMatchObject({ status: "Provisioned" });
    await advance("2d");
    expect(await holds(REPORTS_READER, dana.id)).toEqual([]);
  });

  test("is changed, extended and removed, not before five minutes", async () => {
    const role = { roleDefinitionId: SECURITY_READER };
    const made = await ask(active, "adminAssign", { ...role, ...lasting("P1D") });
    expect(made.status).toBe(201);
    expect(codeOf(await ask(active, "adminRemove", role))).toEqual([400, "ActiveDurationTooShort"]);
    expect(codeOf(await ask(active, "adminExtend", { ...role, ...lasting("PT1H") }))).toEqual([400, "BadRequest"]);
    expect((await ask(active, "adminExtend", { ...role, ...lasting("P5D") })).status).toBe(201);
    await advance("2d");
    expect(await holds(SECURITY_READER, dana.id)).toHaveLength(1);
    expect((await ask(active, "adminUpdate", { ...role, ...forEver })).status).toBe(201);
    expect(codeOf(await ask(active, "adminExtend", { ...role, ...lasting("P5D") }))).toEqual([400, "BadRequest"]);
    await advance("9d");
    const removed = await ask(active, "adminRemove", { ...role, justification: undefined });
    expect(removed.body).toMatchObject({ status: "Revoked", scheduleInfo: null, targetScheduleId: null });
    expect(await holds(SECURITY_READER, dana.id)).toEqual([]);
    expect(codeOf(await ask(active, "adminRemove", role))).toEqual([400, "RoleAssignmentDoesNotExist"]);
  });

  test("that has ended is renewed, one that never was is not", async () => {
    const role = { roleDefinitionId: "4d6ac14f-3453-41d0-bef9-a3e0c569773a" };
    const renew = () => ask(active, "adminRenew", { ...role, ...lasting("P1D") });
    expect(codeOf(await renew())).toEqual([400, "RoleAssignmentDoesNotExist"]);
    await ask(active, "adminAssign", { ...role, ...lasting("P1D") });
    expect(codeOf(await renew())).toEqual([400, "RoleAssignmentExists"]);
    await advance("2d");
    expect((await renew()).body).toMatchObject({ status: "Provisioned", action: "adminRenew" });
  });

  test("made without PIM shows as a permanent one, and becomes a schedule when it is changed", async () => {
    const direct = await sandbox.graph(app, `/v1.0/${MANAGEMENT}/roleAssignments`, {
      method: "POST",
      json: { roleDefinitionId: USER_ADMINISTRATOR, principalId: dana.id, directoryScopeId: "/" },
    });
    expect(direct.status).toBe(201);
    const mine = `principalId eq '${dana.id}' and roleDefinitionId eq '${USER_ADMINISTRATOR}'`;
    expect(await values(`${MANAGEMENT}/roleAssignmentScheduleInstances`, mine)).toMatchObject([
      { assignmentType: "Assigned", endDateTime: null, memberType: "Direct" },
    ]);
    expect(await values(`${MANAGEMENT}/roleAssignmentSchedules`, mine)).toMatchObject([
      { scheduleInfo: { expiration: { type: "noExpiration" } }, createdUsing: null },
    ]);
    const change = { roleDefinitionId: USER_ADMINISTRATOR, ...lasting("P1D") };
    expect((await ask(active, "adminUpdate", change)).status).toBe(201);
    expect(await holds(USER_ADMINISTRATOR, dana.id)).toHaveLength(1);
    await advance("25h");
    expect(await holds(USER_ADMINISTRATOR, dana.id)).toEqual([]);
  });

  test("goes with the role assignment that it keeps", async () => {
    await ask(active, "adminAssign", { roleDefinitionId: REPORTS_READER, ...lasting("P9D") });
    const [assignment] = await holds(REPORTS_READER, dana.id);
    const path = `/v1.0/${MANAGEMENT}/roleAssignments/${textAt(assignment, "id")}`;
    expect((await sandbox.graph(app, path, { method: "DELETE" })).status).toBe(204);
    const mine = `principalId eq '${dana.id}' and roleDefinitionId eq '${REPORTS_READER}'`;
    expect(await values(`${MANAGEMENT}/roleAssignmentSchedules`, mine)).toEqual([]);
  });
});

describe("an eligibility", () => {
  test.each(VERSIONS)("is given, listed and taken away (%s)", async (version) => {
    const base = `/${version}/${MANAGEMENT}`;
    const role = { roleDefinitionId: USER_ADMINISTRATOR };
    const set = `${base}/roleEligibilityScheduleRequests`;
    const made = await ask(set, "adminAssign", { ...role, ...forEver, justification: null });
    expect([made.status, at(made.body, "status")]).toEqual([201, "Provisioned"]);
    expect(await holds(USER_ADMINISTRATOR, dana.id)).toEqual([]);
    for (const name of [
      "roleEligibilitySchedules",
      "roleEligibilityScheduleInstances",
      "roleEligibilityScheduleRequests",
    ]) {
      const own = await sandbox.graph(dana.token, `${base}/${name}/filterByCurrentUser(on='principal')`);
      const mine = listAt(own.body, "value").filter((one) => at(one, "roleDefinitionId") === USER_ADMINISTRATOR);
      expect([name, mine.length > 0]).toEqual([name, true]);
      expect((await sandbox.graph(app, `${base}/${name}/${textAt(mine[0], "id")}`)).status).toBe(200);
      expect((await sandbox.graph(app, `${base}/${name}`)).status).toBe(200);
    }
    expect(codeOf(await ask(set, "adminAssign", { ...role, ...forEver }))).toEqual([400, "RoleAssignmentExists"]);
    expect(codeOf(await ask(set, "selfActivate", { ...role, ...lasting("PT1H") }, dana.token))).toEqual([
      400,
      "BadRequest",
    ]);
    expect((await ask(set, "adminRemove", role)).body).toMatchObject({ status: "Revoked" });
    expect(codeOf(await ask(set, "adminRemove", role))).toEqual([400, "RoleAssignmentDoesNotExist"]);
  });

  test("is activated by its holder after a second factor, and deactivated", async () => {
    const role = { roleDefinitionId: USER_ADMINISTRATOR, principalId: chidi.id };
    const activate = (change: object = {}, token = chidi.token) =>
      ask(active, "selfActivate", { ...role, ...lasting("PT4H"), ...change }, token);
    const failed = async (answer: ReturnType<typeof activate>) => at((await answer).body, "error", "message");
    expect(await failed(activate())).toBe('The following policy rules failed: ["EligibilityRule"]');
    expect((await ask(eligible, "adminAssign", { ...role, ...lasting("P90D") })).status).toBe(201);
    expect(await failed(activate({ justification: "  " }))).toContain('["JustificationRule"]');
    expect(await failed(activate(lasting("PT9H")))).toContain('["ExpirationRule"]');
    expect((await activate({}, dana.token)).status).toBe(403);
    expect((await activate({}, app)).status).toBe(403);
    const made = await activate();
    expect(made.body).toMatchObject({ status: "Provisioned", action: "selfActivate" });
    const mine = `principalId eq '${chidi.id}' and assignmentType eq 'Activated'`;
    expect(await values(`${MANAGEMENT}/roleAssignmentScheduleInstances`, mine)).toHaveLength(1);
    expect(codeOf(await activate())).toEqual([400, "RoleAssignmentExists"]);
    const deactivate = () => ask(active, "selfDeactivate", role, chidi.token);
    expect(codeOf(await deactivate())).toEqual([400, "ActiveDurationTooShort"]);
    await advance("10m");
    expect((await deactivate()).body).toMatchObject({ status: "Revoked" });
    expect(codeOf(await deactivate())).toEqual([400, "RoleAssignmentDoesNotExist"]);
    expect(await holds(USER_ADMINISTRATOR, chidi.id)).toEqual([]);
    await activate();
    await advance("4h");
    expect(await holds(USER_ADMINISTRATOR, chidi.id)).toEqual([]);
  });

  test("is not activated with a password alone", async () => {
    await ask(eligible, "adminAssign", { roleDefinitionId: SECURITY_READER, ...lasting("P1D") });
    const role = { roleDefinitionId: SECURITY_READER, ...lasting("PT1H") };
    const refused = await ask(active, "selfActivate", role, dana.token);
    expect(textAt(refused.body, "error", "message")).toBe('The following policy rules failed: ["MfaRule"]');
  });

  test("ends, and then it cannot be activated; its holder can ask for more", async () => {
    const role = { roleDefinitionId: HYBRID, principalId: chidi.id };
    await ask(eligible, "adminAssign", { ...role, ...lasting("P1D") });
    const extend = await ask(eligible, "selfExtend", { ...role, ...lasting("P2D") }, chidi.token);
    expect(extend.body).toMatchObject({ status: "PendingAdminDecision" });
    await advance("25h");
    expect(codeOf(await ask(active, "selfActivate", { ...role, ...lasting("PT1H") }, chidi.token))).toEqual([
      400,
      "RoleAssignmentRequestPolicyValidationFailed",
    ]);
    const renew = await ask(eligible, "selfRenew", { ...role, ...lasting("P2D") }, chidi.token);
    expect(renew.body).toMatchObject({ status: "PendingAdminDecision" });
    expect((await ask(eligible, "adminRenew", { ...role, ...lasting("P2D") })).status).toBe(201);
  });

  test("waits where somebody has to approve", async () => {
    const role = { roleDefinitionId: GROUPS_ADMINISTRATOR, principalId: chidi.id };
    expect((await ask(eligible, "adminAssign", { ...role, ...lasting("P20D") })).status).toBe(201);
    const activate = () => ask(active, "selfActivate", { ...role, ...lasting("PT1H") }, chidi.token);
    expect((await activate()).body).toMatchObject({ status: "PendingApproval" });
    expect(await holds(GROUPS_ADMINISTRATOR, chidi.id)).toEqual([]);
    expect(codeOf(await activate())).toEqual([400, "PendingRoleAssignmentRequest"]);
  });
});

describe("a request", () => {
  const group = { roleDefinitionId: GROUPS_ADMINISTRATOR };
  test.each([
    ["for ever, without ticket and second factor", active, forEver, '["ExpirationRule","MfaRule","TicketingRule"]'],
    ["too long", active, { ...lasting("P16D"), ticketInfo: { ticketNumber: "1" } }, '["ExpirationRule","MfaRule"]'],
    ["an eligibility for ever", eligible, forEver, '["ExpirationRule"]'],
    ["no reason", active, { roleDefinitionId: HYBRID, justification: "", ...forEver }, '["JustificationRule"]'],
  ])("that breaks the role's rules: %s", async (_, path, change, rules) => {
    const answer = await ask(path, "adminAssign", { ...group, ...change });
    expect(codeOf(answer)).toEqual([400, "RoleAssignmentRequestPolicyValidationFailed"]);
    expect(at(answer.body, "error", "message")).toBe(`The following policy rules failed: ${rules}`);
  });

  test("by an administrator who used a second factor satisfies them", async () => {
    const change = { ...group, ...lasting("P15D"), ticketInfo: { ticketNumber: "CHG-1", ticketSystem: "ITSM" } };
    expect((await ask(active, "adminAssign", change, admin)).status).toBe(201);
  });

  test("only to be validated changes nothing", async () => {
    const change = { roleDefinitionId: REPORTS_READER, principalId: chidi.id, isValidationOnly: true };
    const before = (await values(`${MANAGEMENT}/roleAssignmentScheduleRequests`)).length;
    const rehearsed = await ask(active, "adminAssign", { ...change, ...forEver });
    expect([rehearsed.status, at(rehearsed.body, "isValidationOnly")]).toEqual([201, true]);
    expect(codeOf(await ask(active, "adminAssign", { ...change, ...forEver, justification: null }))[0]).toBe(400);
    expect(await holds(REPORTS_READER, chidi.id)).toEqual([]);
    expect(await values(`${MANAGEMENT}/roleAssignmentScheduleRequests`)).toHaveLength(before);
  });

  test.each([
    ["nobody", { principalId: NOBODY }, 404, "SubjectNotFound"],
    ["an unknown role", { roleDefinitionId: NOBODY }, 404, "RoleNotFound"],
    ["the synchronisation's own role", { roleDefinitionId: SYNC_ACCOUNTS }, 400, "Request_BadRequest"],
    ["another scope", { directoryScopeId: "/administrativeUnits/1" }, 501, "NotImplemented"],
    ["an application's scope", { appScopeId: "/1" }, 501, "NotImplemented"],
    ["no scope", { directoryScopeId: null }, 400, "BadRequest"],
    ["no schedule", { scheduleInfo: null }, 400, "BadRequest"],
    ["an end in the past", until("2020-01-01T00:00:00Z"), 400, "BadRequest"],
    ["no end where one is meant", { scheduleInfo: { expiration: { type: "afterDateTime" } } }, 400, "BadRequest"],
    ["a duration that is none", lasting("8 hours"), 400, "BadRequest"],
    ["a moment without a zone", { scheduleInfo: { startDateTime: "2026-01-01T00:00:00" } }, 400, "BadRequest"],
    ["a recurrence", { scheduleInfo: { recurrence: {}, expiration: {} } }, 501, "NotImplemented"],
    ["a number for the principal", { principalId: 7 }, 400, "BadRequest"],
    ["an unknown action", { action: "adminDestroy" }, 400, "BadRequest"],
    ["a very long reason", { justification: "\u202E'".repeat(400_000) }, 400, "BadRequest"],
    ["an unknown property", { justifications: "x" }, 400, "BadRequest"],
  ])("is refused for %s", async (_, change, status, code) => {
    expect(codeOf(await ask(active, "adminAssign", { ...forEver, ...change }))).toEqual([status, code]);
  });

  test("of an administrator needs the role; reading does, too, but for one's own", async () => {
    expect(codeOf(await ask(active, "adminAssign", forEver, dana.token))).toEqual([403, "Authorization_RequestDenied"]);
    const schedules = `/v1.0/${MANAGEMENT}/roleAssignmentSchedules`;
    expect((await sandbox.graph(chidi.token, schedules)).status).toBe(403);
    expect((await sandbox.graph(chidi.token, `${schedules}/filterByCurrentUser(on='principal')`)).status).toBe(200);
    expect((await sandbox.graph(app, `${schedules}/filterByCurrentUser(on='principal')`)).status).toBe(403);
  });
});

describe("the settings of a role", () => {
  test.each(VERSIONS)("are its policy's rules (%s)", async (version) => {
    const filter = (role: string) =>
      encodeURIComponent(`scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '${role}'`);
    const list = `/${version}/policies/roleManagementPolicyAssignments`;
    const defaults = await sandbox.graph(app, `${list}?$filter=${filter(HYBRID)}&$expand=policy($expand=rules)`);
    const policy = at(defaults.body, "value", 0, "policy");
    const rules = listAt(policy, "rules");
    expect(rules).toHaveLength(17);
    expect(rules).toContainEqual(
      expect.objectContaining({
        id: "Expiration_Admin_Assignment",
        isExpirationRequired: false,
        maximumDuration: "P180D",
      }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({
        id: "Enablement_EndUser_Assignment",
        enabledRules: ["MultiFactorAuthentication", "Justification"],
      }),
    );
    const path = `/${version}/policies/roleManagementPolicies/${textAt(policy, "id")}`;
    expect(listAt((await sandbox.graph(app, `${path}/rules`)).body, "value")).toEqual(rules);
    expect((await sandbox.graph(app, path)).body).toMatchObject({ scopeType: "DirectoryRole" });
    expect(listAt((await sandbox.graph(app, `${path}?$expand=rules`)).body, "rules")).toEqual(rules);
    const strict = await sandbox.graph(
      app,
      `${list}?$filter=${filter(GROUPS_ADMINISTRATOR)}&$expand=policy($expand=rules)`,
    );
    expect(listAt(strict.body, "value", 0, "policy", "rules")).toContainEqual(
      expect.objectContaining({
        id: "Expiration_Admin_Assignment",
        isExpirationRequired: true,
        maximumDuration: "P15D",
      }),
    );
    expect((await sandbox.graph(app, list)).status).toBe(400);
    expect((await sandbox.graph(app, `/${version}/policies/roleManagementPolicies/x_${HYBRID}`)).status).toBe(404);
  });
});

test("who was given a role and who lost it stands in the audit log, expiry too", async () => {
  const role = { principalId: chidi.id, roleDefinitionId: SECURITY_READER };
  expect((await ask(active, "adminAssign", { ...role, ...lasting("P1D") })).status).toBe(201);
  await advance("25h");
  expect(await holds(SECURITY_READER, chidi.id)).toEqual([]);
  const { state } = (await readSandboxState(sandbox.dir)) ?? {};
  const entries = (state?.tenants[0]?.directoryAudits ?? []).filter(
    (one) =>
      at(one, "targetResources", 0, "id") === chidi.id &&
      JSON.stringify(at(one, "targetResources", 0, "modifiedProperties")).includes(SECURITY_READER),
  );
  expect(entries.map((one) => one["activityDisplayName"])).toEqual([
    "Add member to role",
    "Add member to role in PIM requested (timebound)",
    "Add member to role in PIM completed (timebound)",
    "Remove member from role in PIM completed (timebound)",
  ]);
  expect(at(entries[3], "initiatedBy", "app", "displayName")).toBe("MS-PIM");
});

test("PIM notes who was given a role without it, by either interface, where there is PIM", async () => {
  const reader = { roleDefinitionId: SECURITY_READER, principalId: chidi.id, directoryScopeId: "/" };
  const template = { roleTemplateId: REPORTS_READER };
  const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${chidi.id}` };
  for (const [prepareTenant, seen] of [
    [withP2, 2],
    [() => undefined, 0],
  ] as const) {
    const other = await startWithTenant(prepareTenant);
    try {
      const token = await other.appToken();
      const post = (path: string, json: unknown) => other.graph(token, `/v1.0/${path}`, { method: "POST", json });
      expect((await post(`${MANAGEMENT}/roleAssignments`, reader)).status).toBe(201);
      const role = textAt((await post("directoryRoles", template)).body, "id");
      expect((await post(`directoryRoles/${role}/members/$ref`, reference)).status).toBe(204);
      const { state } = (await readSandboxState(other.dir)) ?? {};
      const entries = (state?.tenants[0]?.directoryAudits ?? []).filter(
        (one) => one["activityDisplayName"] === "Add member to role outside of PIM (permanent)",
      );
      expect(entries).toHaveLength(seen);
      for (const entry of entries) {
        expect(entry).toMatchObject({ loggedByService: "PIM", targetResources: [{ id: chidi.id }] });
      }
    } finally {
      await other.close();
    }
  }
});

test("without the licence PIM answers nothing", async () => {
  const poor = await startTestSandbox({ dir: await preparedFolder() });
  try {
    const token = await poor.appToken();
    for (const path of [
      `${MANAGEMENT}/roleAssignmentSchedules`,
      `${MANAGEMENT}/roleEligibilityScheduleInstances`,
      "policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'",
    ]) {
      expect(codeOf(await poor.graph(token, `/v1.0/${path}`))).toEqual([400, "AadPremiumLicenseRequired"]);
    }
    const json = { action: "adminAssign", principalId: NOBODY, roleDefinitionId: GLOBAL_ADMINISTRATOR };
    expect(codeOf(await poor.graph(token, active, { method: "POST", json }))).toEqual([
      400,
      "AadPremiumLicenseRequired",
    ]);
  } finally {
    await poor.close();
  }
});

function until(endDateTime: string) {
  return { scheduleInfo: { expiration: { type: "afterDateTime", endDateTime } } };
}

async function serviceTime(): Promise<string> {
  const { headers } = await sandbox.graph(app, "/v1.0/organization");
  return new Date(Date.parse(headers["date"] ?? "")).toISOString();
}
