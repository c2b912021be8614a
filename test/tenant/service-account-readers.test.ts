// What is read of the service account besides the user itself.
import { describe, expect, test } from "vitest";
import { readDeletedUsers } from "../../src/tenant/deleted-users.js";
import { readMark } from "../../src/tenant/marks.js";
import { readRoleInstances, readRoleRules } from "../../src/tenant/role-schedules.js";
import {
  readMethodSettings,
  readMethods,
  readPasses,
  readPerUserMfa,
  readSecurityDefaults,
} from "../../src/tenant/sign-in-methods.js";
import { answering, cannedService, forbidden, json, notFound } from "./canned-service.js";

const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

describe("deleted users", () => {
  const ID = "2f6d1c4e-7a3b-4c5d-8e9f-0a1b2c3d4e5f";
  const wire = (name: string, more = {}) => ({ id: ID, userPrincipalName: name, ...more });

  test("are named as they were before, and read page by page", async () => {
    const { client, sent } = cannedService(({ address }) =>
      address === "/v1.0/page2"
        ? json({ value: [wire("svc@contoso.onmicrosoft.com")] })
        : json({
            value: [
              wire(`${ID.replaceAll("-", "").toUpperCase()}svc@contoso.onmicrosoft.com`, { accountEnabled: true }),
            ],
            "@odata.nextLink": "https://graph.microsoft.com/v1.0/page2",
          }),
    );
    const pages = readDeletedUsers(client);
    const first = await pages.next();
    expect(sent).toHaveLength(1);
    expect(first.value?.value).toEqual([
      {
        id: ID,
        userPrincipalName: "svc@contoso.onmicrosoft.com",
        displayName: "",
        enabled: true,
        type: null,
        synced: false,
        lastPasswordChange: null,
        deletedDateTime: "",
      },
    ]);
    const second = await pages.next();
    expect(second.value?.value).toMatchObject([{ userPrincipalName: "svc@contoso.onmicrosoft.com", enabled: null }]);
    expect((await pages.next()).done).toBe(true);
  });
});

describe("the mark", () => {
  const address = "/v1.0/users/u-1/extensions/com.aadc-cloud";
  const nothing = { purpose: null, run: null, created: null, excludedUntil: null, excludedFrom: null };

  test("is read as far as it says anything; none is null", async () => {
    const wire = { purpose: "service-account", run: "r", other: [1] };
    const { client } = answering({
      [address]: json({ ...wire, id: "com.aadc-cloud", extensionName: "com.aadc-cloud" }),
    });
    expect((await readMark(client, "u-1")).value).toEqual({
      ...nothing,
      purpose: "service-account",
      run: "r",
      content: wire,
    });
    expect((await readMark(cannedService(() => notFound).client, "u-1")).value).toBeNull();
  });

  test("that is of another form says nothing that one could go by, hides nothing, and keeps its content", async () => {
    const wire = { purpose: 7, run: "r", created: {}, excludedUntil: ["2026-11-22"], excludedFrom: "p-1" };
    const { client } = answering({ [address]: json(wire) });
    expect((await readMark(client, "u-1")).value).toEqual({ ...nothing, run: "r", content: wire });
  });
});

describe("roles through Privileged Identity Management", () => {
  test("by template id, with end, kind and reach", async () => {
    const { client, sent } = cannedService(() =>
      json({
        value: [
          {
            roleDefinitionId: "x",
            roleDefinition: { templateId: ROLE.toUpperCase(), displayName: "Hybrid Identity Administrator" },
            directoryScopeId: "/",
            memberType: "Direct",
            assignmentType: "Assigned",
            endDateTime: "2026-12-06T10:00:00Z",
          },
          { roleDefinitionId: ROLE, directoryScopeId: "/administrativeUnits/a", memberType: "Group" },
          { roleDefinitionId: ROLE, assignmentType: "Activated", endDateTime: null },
        ],
      }),
    );
    expect((await readRoleInstances(client, "active", "it's")).value).toMatchObject([
      { roleId: ROLE, tenantWide: true, direct: true, activated: false, until: "2026-12-06T10:00:00Z" },
      { roleId: ROLE, tenantWide: false, direct: false, activated: false, until: null },
      { roleId: ROLE, name: "", tenantWide: true, direct: true, activated: true, until: null },
    ]);
    await readRoleInstances(client, "eligible", "u-1");
    expect(sent.map(({ address }) => address.split("?")[0])).toEqual([
      "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances",
      "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
    ]);
    expect(sent[0]?.address).toContain("$filter=principalId eq 'it''s'");
  });

  const rules = (...all: readonly object[]) =>
    readRoleRules(cannedService(() => json({ value: [{ policy: { rules: all } }] })).client, ROLE);

  test("rules bind only where they are required", async () => {
    const { value } = await rules(
      { id: "Expiration_Admin_Assignment", isExpirationRequired: true, maximumDuration: "P7D" },
      { id: "Expiration_Admin_Eligibility", isExpirationRequired: false, maximumDuration: "P365D" },
      { id: "Enablement_Admin_Assignment", enabledRules: ["Ticketing", "MultiFactorAuthentication", "Justification"] },
      { id: "Expiration_EndUser_Assignment", isExpirationRequired: true, maximumDuration: "PT8H" },
      { id: "Approval_EndUser_Assignment", setting: { isApprovalRequired: true } },
    );
    expect(value).toEqual({
      active: { longest: "P7D", ticketRequired: true, mfaRequired: true },
      eligible: { longest: null, ticketRequired: false, mfaRequired: false },
      activationNeedsApproval: true,
    });
  });

  test("a policy without rules forbids nothing; where none is told that is null", async () => {
    expect((await rules()).value).toMatchObject({ active: { longest: null }, activationNeedsApproval: false });
    expect((await readRoleRules(cannedService(() => json({ value: [] })).client, ROLE)).value).toBeNull();
  });
});

describe("signing in", () => {
  test("security defaults, per-user MFA, methods and passes", async () => {
    const { client } = answering({
      "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy": json({ isEnabled: true }),
      "/beta/users/u-1/authentication/requirements": json({ perUserMfaState: "enforced" }),
      "/v1.0/users/u-1/authentication/methods": json({
        value: [
          { "@odata.type": "#microsoft.graph.passwordAuthenticationMethod" },
          { "@odata.type": "#microsoft.graph.fido2AuthenticationMethod" },
          { "@odata.type": "#microsoft.graph.somethingNew" },
        ],
      }),
      "/v1.0/users/u-1/authentication/temporaryAccessPassMethods": json({
        value: [
          { id: "p-1", isUsable: true, startDateTime: "2026-11-22T10:00:00Z", lifetimeInMinutes: 480 },
          { id: "p-2" },
        ],
      }),
    });
    expect((await readSecurityDefaults(client)).value).toBe(true);
    expect((await readPerUserMfa(client, "u-1")).value).toBe("enforced");
    expect((await readMethods(client, "u-1")).value).toEqual(["password", "fido2", "#microsoft.graph.somethingNew"]);
    expect((await readPasses(client, "u-1")).value).toEqual([
      { id: "p-1", usable: true, until: "2026-11-22T18:00:00.000Z" },
      { id: "p-2", usable: false, until: null },
    ]);
  });

  test("the tenant's methods; a pass that it does not name is off", async () => {
    const policy = (...all: readonly object[]) =>
      readMethodSettings(cannedService(() => json({ authenticationMethodConfigurations: all })).client);
    const { value } = await policy(
      { id: "Fido2", state: "enabled" },
      { id: "Sms", state: "disabled" },
      {
        id: "TemporaryAccessPass",
        state: "enabled",
        minimumLifetimeInMinutes: 60,
        maximumLifetimeInMinutes: 480,
        isUsableOnce: true,
        includeTargets: [{ id: "all_users", targetType: "group" }],
        excludeTargets: [{ id: "g-1" }],
      },
    );
    expect(value).toEqual({
      enabled: ["Fido2", "TemporaryAccessPass"],
      pass: { enabled: true, shortest: 60, longest: 480, onlyOnce: true, for: ["all_users"], notFor: ["g-1"] },
    });
    expect((await policy()).value.pass.enabled).toBe(false);
  });

  test("refusals name the right that is missing", async () => {
    const { client } = cannedService(() => forbidden);
    await expect(readMethods(client, "u-1")).rejects.toMatchObject({
      remedy: expect.stringContaining("UserAuthenticationMethod.Read.All") as string,
    });
    await expect(readPerUserMfa(client, "u-1")).rejects.toMatchObject({
      remedy: expect.stringContaining("Policy.Read.All") as string,
    });
  });
});
