import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import {
  ADA,
  ADMIN,
  ALL_EMPLOYEES,
  BREAK_GLASS,
  CA,
  CHIDI,
  ENGINEERING,
  GLOBAL_ADMINISTRATOR,
  GRAPH,
  NOBODY,
  OLD_SYNC_USER,
  paced,
  type Send,
  SYNC_ROLE,
} from "./conditional-access-bodies.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox } from "./sandbox-client.js";

const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
const PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const OFFICE = "11111111-0000-4000-8000-000000000001";
const SWISS = "11111111-0000-4000-8000-000000000002";
const BRANCH = "11111111-0000-4000-8000-000000000003";
const GUEST = "22222222-0000-4000-8000-000000000001";
const INTERNAL_GUEST = "22222222-0000-4000-8000-000000000002";
const ROLE_GROUP = "33333333-0000-4000-8000-000000000001";
const OWN_PRINCIPAL = "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f302";
const FABRIKAM = "44444444-0000-4000-8000-000000000001";

let sandbox: TestSandbox;
let now = Date.parse("2026-11-22T08:00:00Z");
let app: string;
let send: Send;

beforeAll(async () => {
  sandbox = await startWithTenant(prepare, { wallClock: () => now });
  app = await sandbox.appToken();
  send = paced(sandbox, () => {
    now += 1000;
  });
});
afterAll(() => sandbox.close());

/** One policy only, whose conditions each row sets before it asks. */
const POLICY = "55555555-0000-4000-8000-000000000001";

function prepare(tenant: TenantState): void {
  const [ada] = tenant.users.filter((one) => one.id === ADA);
  const [group] = tenant.groups;
  const [policy] = tenant.conditionalAccessPolicies;
  if (ada === undefined || group === undefined || policy === undefined) throw new Error("no such tenant");
  tenant.users.push(
    { ...ada, id: GUEST, userType: "Guest", userPrincipalName: "g_fabrikam.com#EXT#@contoso.onmicrosoft.com" },
    { ...ada, id: INTERNAL_GUEST, userType: "Guest", userPrincipalName: "inside@contoso.onmicrosoft.com" },
  );
  tenant.groups.push({ ...group, id: ROLE_GROUP, isAssignableToRole: true, memberIds: [ADA] });
  tenant.roleAssignments.push(
    { id: "r1", principalId: ROLE_GROUP, roleDefinitionId: GLOBAL_ADMINISTRATOR, directoryScopeId: "/" },
    { id: "r2", principalId: CHIDI, roleDefinitionId: SYNC_ROLE, directoryScopeId: "/administrativeUnits/1" },
  );
  tenant.conditionalAccessPolicies = [{ ...policy, id: POLICY }];
  const location = { createdDateTime: null, modifiedDateTime: null };
  tenant.namedLocations = [
    { ...location, ...ipLocation(OFFICE, true, "iPv4CidrRange", "203.0.113.0/24") },
    { ...location, ...ipLocation(BRANCH, false, "iPv6CidrRange", "2001:db8::/32") },
    {
      ...location,
      "@odata.type": "#microsoft.graph.countryNamedLocation",
      id: SWISS,
      displayName: "CH",
      countriesAndRegions: ["CH"],
      countryLookupMethod: "clientIpAddress",
      includeUnknownCountriesAndRegions: false,
    },
  ];
  const [sku] = tenant.subscribedSkus;
  const [plan] = sku?.servicePlans ?? [];
  if (sku === undefined || plan === undefined) throw new Error("no licence");
  sku.servicePlans.push({ ...plan, servicePlanId: "84c289f0-efcb-486f-8581-07f44fc9efad" });
}

function ipLocation(id: string, isTrusted: boolean, type: string, cidrAddress: string) {
  return {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    id,
    displayName: id,
    isTrusted,
    ipRanges: [{ "@odata.type": `#microsoft.graph.${type}`, cidrAddress }],
  };
}

const CONDITIONS = {
  clientAppTypes: ["all"],
  applications: {
    includeApplications: ["All"],
    excludeApplications: [],
    includeUserActions: [],
    includeAuthenticationContextClassReferences: [],
    applicationFilter: null,
  },
  users: {
    includeUsers: ["All"],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
    includeGuestsOrExternalUsers: null,
    excludeGuestsOrExternalUsers: null,
  },
  clientApplications: null,
  platforms: null,
  locations: null,
  devices: null,
  authenticationFlows: null,
  insiderRiskLevels: null,
  signInRiskLevels: [],
  userRiskLevels: [],
  servicePrincipalRiskLevels: [],
};

async function setPolicy(conditions: object, more: object = {}): Promise<void> {
  const json = { state: "enabled", conditions: { ...CONDITIONS, ...conditions }, ...more };
  const { status, body } = await send(app, `${CA}/policies/${POLICY}`, { method: "PATCH", json });
  expect([status, at(body, "error", "message")]).toEqual([204, undefined]);
}

const user = (userId: string, more: object = {}) => ({ "@odata.type": "#microsoft.graph.userSignIn", userId, ...more });
const principal = (servicePrincipalId: string) => ({
  "@odata.type": "#microsoft.graph.servicePrincipalSignIn",
  servicePrincipalId,
});
const toApplication = (...includeApplications: readonly string[]) => ({
  "@odata.type": "#microsoft.graph.applicationContext",
  includeApplications,
});
const toAction = (userAction: string) => ({ "@odata.type": "#microsoft.graph.userActionContext", userAction });
const toContext = (authenticationContextValue: string) => ({
  "@odata.type": "#microsoft.graph.authContext",
  authenticationContextValue,
});

interface Question {
  readonly signInIdentity?: unknown;
  readonly signInContext?: unknown;
  readonly signInConditions?: unknown;
  readonly appliedPoliciesOnly?: unknown;
}

function ask(question: Question, version = "v1.0") {
  const json = {
    signInIdentity: user(ADA),
    signInContext: toApplication(GRAPH),
    signInConditions: {},
    ...question,
  };
  return send(app, `/${version}/identity/conditionalAccess/evaluate`, { method: "POST", json });
}

/** What is said of the one policy. */
async function reasonOf(question: Question): Promise<unknown> {
  const { status, body } = await ask(question);
  const [found] = listAt(body, "value");
  const reason = at(found, "analysisReasons");
  expect([status, at(found, "policyApplies")]).toEqual([200, reason === "notSet"]);
  return reason;
}

const ATTRIBUTES = { mode: "include", rule: 'CustomSecurityAttribute.A_B -eq "x"' };

/** Lists that are left out would keep what an earlier row has put into them. */
const users = (value: object) => ({ users: { ...CONDITIONS.users, includeUsers: [], ...value } });
const guests = (guestOrExternalUserTypes: string, externalTenants: unknown = null) => ({
  guestOrExternalUserTypes,
  externalTenants,
});
const enumerated = (...members: readonly string[]) => ({
  "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
  membershipKind: "enumerated",
  members,
});

describe("identities", () => {
  test.each<[string, object, string, string]>([
    ["all users", users({ includeUsers: ["All"] }), ADA, "notSet"],
    ["somebody else", users({ includeUsers: [CHIDI] }), ADA, "users"],
    ["excluded though included", users({ includeUsers: ["All"], excludeUsers: [ADA] }), ADA, "users"],
    ["a group", users({ includeGroups: [ENGINEERING] }), CHIDI, "notSet"],
    ["a group in a group", users({ includeGroups: [ALL_EMPLOYEES] }), CHIDI, "notSet"],
    [
      "excluded by a group in a group",
      users({ includeUsers: ["All"], excludeGroups: [ALL_EMPLOYEES] }),
      CHIDI,
      "users",
    ],
    ["a role of one's own", users({ includeRoles: [GLOBAL_ADMINISTRATOR] }), ADMIN, "notSet"],
    ["a role through a group", users({ includeRoles: [GLOBAL_ADMINISTRATOR] }), ADA, "notSet"],
    ["a role that others hold", users({ includeRoles: [GLOBAL_ADMINISTRATOR] }), CHIDI, "users"],
    ["a role in a part of the tenant", users({ includeRoles: [SYNC_ROLE] }), CHIDI, "users"],
    ["excluded by a role", users({ includeUsers: ["All"], excludeRoles: [SYNC_ROLE] }), OLD_SYNC_USER, "users"],
    ["guests by the old word", users({ includeUsers: ["GuestsOrExternalUsers"] }), GUEST, "notSet"],
    ["members are no guests", users({ includeUsers: ["GuestsOrExternalUsers"] }), ADA, "users"],
    ["guests by type", users({ includeGuestsOrExternalUsers: guests("b2bCollaborationGuest") }), GUEST, "notSet"],
    [
      "guests of two types",
      users({ includeGuestsOrExternalUsers: guests("internalGuest, b2bCollaborationGuest") }),
      INTERNAL_GUEST,
      "notSet",
    ],
    ["guests of another type", users({ includeGuestsOrExternalUsers: guests("internalGuest") }), GUEST, "users"],
    [
      "guests of a tenant that is not told",
      users({ includeGuestsOrExternalUsers: guests("b2bCollaborationGuest", enumerated(FABRIKAM)) }),
      GUEST,
      "notEnoughInformation",
    ],
  ])("%s", async (_what, conditions, userId, reason) => {
    await setPolicy(conditions);
    expect(await reasonOf({ signInIdentity: user(userId) })).toBe(reason);
  });

  test("guests of a tenant that is told; external users who are no objects here", async () => {
    await setPolicy(users({ includeGuestsOrExternalUsers: guests("b2bDirectConnectUser", enumerated(FABRIKAM)) }));
    const from = (externalTenantId: string) => ({
      "@odata.type": "#microsoft.graph.userSignIn",
      externalTenantId,
      externalUserType: "b2bDirectConnectUser",
    });
    expect(await reasonOf({ signInIdentity: from(FABRIKAM) })).toBe("notSet");
    expect(await reasonOf({ signInIdentity: from(NOBODY) })).toBe("users");
  });

  test("policies for workloads reach no user, those for users no workload", async () => {
    expect(await reasonOf({ signInIdentity: principal(OWN_PRINCIPAL) })).toBe("workloadIdentities");
    const block = { grantControls: { operator: "OR", builtInControls: ["block"] } };
    const workloads = (value: object) => ({
      ...users({ includeUsers: ["None"] }),
      clientApplications: {
        includeServicePrincipals: ["ServicePrincipalsInMyTenant"],
        excludeServicePrincipals: [],
        servicePrincipalFilter: null,
        ...value,
      },
    });
    await setPolicy(workloads({}), block);
    expect(await reasonOf({})).toBe("users");
    expect(await reasonOf({ signInIdentity: principal(OWN_PRINCIPAL) })).toBe("notSet");
    const microsoft = await sandbox.graph(app, "/v1.0/servicePrincipals(appId='6bf85cfa-ac8a-4be5-b5de-425a0d0dc016')");
    expect(await reasonOf({ signInIdentity: principal(String(at(microsoft.body, "id"))) })).toBe("workloadIdentities");
    await setPolicy(workloads({ excludeServicePrincipals: [OWN_PRINCIPAL] }), block);
    expect(await reasonOf({ signInIdentity: principal(OWN_PRINCIPAL) })).toBe("workloadIdentities");
    await setPolicy(workloads({ includeServicePrincipals: [], servicePrincipalFilter: ATTRIBUTES }), block);
    expect(await reasonOf({ signInIdentity: principal(OWN_PRINCIPAL) })).toBe("notEnoughInformation");
    await setPolicy(
      {
        ...workloads({ includeServicePrincipals: [OWN_PRINCIPAL] }),
        servicePrincipalRiskLevels: ["high"],
      },
      block,
    );
    const withRisk = (servicePrincipalRiskLevel: string) =>
      reasonOf({ signInIdentity: principal(OWN_PRINCIPAL), signInConditions: { servicePrincipalRiskLevel } });
    expect([await withRisk("high"), await withRisk("low")]).toEqual(["notSet", "signInRisk"]);
    const mfa = { grantControls: { operator: "OR", builtInControls: ["mfa"] } };
    await setPolicy({ ...users({ includeUsers: ["All"] }), clientApplications: null }, mfa);
  });
});

const applications = (value: object) => ({
  applications: { ...CONDITIONS.applications, includeApplications: [], ...value },
});
describe("what is asked for", () => {
  test.each<[string, object, unknown, string]>([
    ["one application", applications({ includeApplications: [GRAPH] }), toApplication(GRAPH), "notSet"],
    ["another one", applications({ includeApplications: [EXCHANGE] }), toApplication(GRAPH), "application"],
    ["one of two", applications({ includeApplications: [EXCHANGE] }), toApplication(GRAPH, EXCHANGE), "notSet"],
    [
      "all but one",
      applications({ includeApplications: ["All"], excludeApplications: [GRAPH] }),
      toApplication(GRAPH),
      "application",
    ],
    ["Office 365", applications({ includeApplications: ["Office365"] }), toApplication(EXCHANGE), "notSet"],
    [
      "Graph is not Office 365",
      applications({ includeApplications: ["Office365"] }),
      toApplication(GRAPH),
      "application",
    ],
    [
      "a group of applications in the question matches nothing",
      applications({ includeApplications: ["Office365"] }),
      toApplication("MicrosoftAdminPortals"),
      "application",
    ],
    ["portals", applications({ includeApplications: ["MicrosoftAdminPortals"] }), toApplication(PORTAL), "notSet"],
    ["none", applications({ includeApplications: ["None"] }), toApplication(GRAPH), "application"],
    ["by attributes", applications({ applicationFilter: ATTRIBUTES }), toApplication(GRAPH), "notEnoughInformation"],
    [
      "a user action",
      applications({ includeUserActions: ["urn:user:registerdevice"] }),
      toAction("registerOrJoinDevices"),
      "notSet",
    ],
    [
      "another user action",
      applications({ includeUserActions: ["urn:user:registerdevice"] }),
      toAction("registerSecurityInformation"),
      "userActions",
    ],
    [
      "a user action is no application",
      applications({ includeUserActions: ["urn:user:registerdevice"] }),
      toApplication(GRAPH),
      "userActions",
    ],
    [
      "all resources contain the registration",
      applications({ includeApplications: ["All"] }),
      toAction("registerSecurityInformation"),
      "notSet",
    ],
    [
      "all resources and a context",
      applications({ includeApplications: ["All"] }),
      toContext("c1"),
      "authenticationContext",
    ],
    [
      "a context",
      applications({ includeAuthenticationContextClassReferences: ["c1", "c2"] }),
      toContext("C2"),
      "notSet",
    ],
    [
      "a context is no application",
      applications({ includeAuthenticationContextClassReferences: ["c1"] }),
      toApplication(GRAPH),
      "authenticationContext",
    ],
  ])("%s", async (_what, conditions, signInContext, reason) => {
    await setPolicy(conditions);
    expect(await reasonOf({ signInContext })).toBe(reason);
  });
});

const locations = (includeLocations: readonly string[], excludeLocations: readonly string[] = []) => ({
  locations: { includeLocations, excludeLocations },
});
const platforms = (includePlatforms: readonly string[], excludePlatforms: readonly string[] = []) => ({
  platforms: { includePlatforms, excludePlatforms },
});
const device = (rule: string, mode = "include") => ({ devices: { deviceFilter: { mode, rule } } });
const info = (value: object) => ({ deviceInfo: value });

describe("conditions", () => {
  test.each<[string, object, object, string]>([
    ["no conditions", {}, {}, "notSet"],
    ["client", { clientAppTypes: ["browser"] }, { clientAppType: "browser" }, "notSet"],
    ["another client", { clientAppTypes: ["browser"] }, { clientAppType: "other" }, "clientApps"],
    ["client not told", { clientAppTypes: ["browser"] }, {}, "notEnoughInformation"],
    ["platform", platforms(["windows"]), { devicePlatform: "windows" }, "notSet"],
    ["another platform", platforms(["iOS"]), { devicePlatform: "windows" }, "devicePlatform"],
    ["platform excluded", platforms(["all"], ["windows"]), { devicePlatform: "windows" }, "devicePlatform"],
    ["any platform", platforms(["all"]), {}, "notSet"],
    ["place", locations([OFFICE]), { ipAddress: "203.0.113.9" }, "notSet"],
    ["another place", locations([OFFICE]), { ipAddress: "198.51.100.1" }, "location"],
    ["place of the other family", locations([OFFICE]), { ipAddress: "2001:db8::1" }, "location"],
    ["place by IPv6", locations([BRANCH]), { ipAddress: "2001:db8:0:1::1" }, "notSet"],
    ["everywhere but here", locations(["All"], [OFFICE]), { ipAddress: "203.0.113.255" }, "location"],
    ["everywhere but here, elsewhere", locations(["All"], [OFFICE]), { ipAddress: "203.0.114.0" }, "notSet"],
    ["trusted", locations(["AllTrusted"]), { ipAddress: "203.0.113.9" }, "notSet"],
    ["not trusted", locations(["AllTrusted"]), { ipAddress: "2001:db8::1" }, "location"],
    ["anywhere but trusted", locations(["All"], ["AllTrusted"]), { ipAddress: "203.0.113.9" }, "location"],
    ["place not told", locations([OFFICE]), {}, "notEnoughInformation"],
    ["everywhere, not told", locations(["All"]), {}, "notSet"],
    ["country", locations([SWISS]), { country: "ch" }, "notSet"],
    ["another country", locations([SWISS]), { country: "US" }, "location"],
    ["country not told", locations([SWISS]), { ipAddress: "203.0.113.9" }, "notEnoughInformation"],
    ["sign-in risk", { signInRiskLevels: ["high", "medium"] }, { signInRiskLevel: "high" }, "notSet"],
    ["no sign-in risk", { signInRiskLevels: ["high"] }, { signInRiskLevel: "none" }, "signInRisk"],
    ["sign-in risk not told", { signInRiskLevels: ["high"] }, {}, "notEnoughInformation"],
    ["user risk", { userRiskLevels: ["high"] }, { userRiskLevel: "high" }, "notSet"],
    ["no user risk", { userRiskLevels: ["high"] }, { userRiskLevel: "low" }, "userRisk"],
    ["insider risk", { insiderRiskLevels: "minor,elevated" }, { insiderRiskLevel: "elevated" }, "notSet"],
    ["less insider risk", { insiderRiskLevels: "elevated" }, { insiderRiskLevel: "minor" }, "insiderRisk"],
    [
      "device code",
      { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      { authenticationFlow: { transferMethod: "deviceCodeFlow" } },
      "notSet",
    ],
    [
      "no device code",
      { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      { authenticationFlow: { transferMethod: "none" } },
      "authenticationFlow",
    ],
    ["a device", device('device.model -startsWith "Surface"'), info({ model: "surface pro" }), "notSet"],
    ["another device", device('device.model -eq "X"'), info({ model: "Y" }), "devices"],
    ["a device excluded", device("device.isCompliant -eq True", "exclude"), info({ isCompliant: true }), "devices"],
    ["a device without the property", device('device.model -ne "X"'), info({}), "notSet"],
    [
      "a longer rule",
      device(
        '(device.trustType -in ["AzureAD","ServerAD"] -or device.ownership -eq "Company") -and -not device.systemLabels -contains "kiosk"',
      ),
      info({ trustType: "serverad", systemLabels: ["Desk"] }),
      "notSet",
    ],
    ["device not told", device('device.model -eq "X"'), {}, "notEnoughInformation"],
    ["a rule that is none", device("device.model === 'X'"), info({ model: "X" }), "notEnoughInformation"],
    [
      "an operator of a prototype",
      device('device.model -constructor "X"'),
      info({ model: "X" }),
      "notEnoughInformation",
    ],
    ["a rule too deep", device("(".repeat(1500)), info({}), "notEnoughInformation"],
    [
      "the first that fails is told",
      { ...locations([OFFICE]), userRiskLevels: ["high"] },
      { ipAddress: "198.51.100.1", userRiskLevel: "low" },
      "location",
    ],
  ])("%s", async (_what, conditions, signInConditions, reason) => {
    await setPolicy(conditions);
    expect(await reasonOf({ signInConditions })).toBe(reason);
  });
});

describe("policies", () => {
  test.each([
    ["enabled", "notSet"],
    ["enabledForReportingButNotEnforced", "notSet"],
    ["disabled", "policyNotEnabled"],
  ])("%s", async (state, reason) => {
    await setPolicy({}, { state });
    expect(await reasonOf({})).toBe(reason);
    const { body } = await ask({ appliedPoliciesOnly: true });
    expect(listAt(body, "value")).toHaveLength(reason === "notSet" ? 1 : 0);
  });

  test("beta answers alike, with the whole policy", async () => {
    await setPolicy({});
    const { status, body } = await ask({ signInIdentity: user(BREAK_GLASS) }, "beta");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      "@odata.context": "https://graph.microsoft.com/beta/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)",
      value: [{ id: POLICY, state: "enabled", conditions: { users: { includeUsers: ["All"] } }, policyApplies: true }],
    });
  });
});

test.each<[string, Question]>([
  ["no identity", { signInIdentity: undefined }],
  ["an identity of no type", { signInIdentity: { userId: ADA } }],
  ["an identity of a type of a prototype", { signInIdentity: { "@odata.type": "#microsoft.graph.constructor" } }],
  ["a user who is none", { signInIdentity: user(NOBODY) }],
  ["a user without an id", { signInIdentity: { "@odata.type": "#microsoft.graph.userSignIn" } }],
  ["a service principal that is none", { signInIdentity: principal(NOBODY) }],
  ["no context", { signInContext: null }],
  ["no application", { signInContext: toApplication() }],
  ["an application that is no text", { signInContext: { ...toApplication(), includeApplications: [7] } }],
  ["another action", { signInContext: toAction("unknownFutureValue") }],
  ["no conditions", { signInConditions: undefined }],
  ["a condition that does not exist", { signInConditions: { weather: "fine" } }],
  ["an address that is none", { signInConditions: { ipAddress: "203.0.113.300" } }],
  ["a country that is none", { signInConditions: { country: "Switzerland" } }],
  ["another risk", { signInConditions: { userRiskLevel: "extreme" } }],
  ["a device that is none", { signInConditions: { deviceInfo: [] } }],
  ["a megabyte", { signInConditions: { ipAddress: "‮'\"".repeat(300_000) } }],
  ["no boolean", { appliedPoliciesOnly: "yes" }],
])("%s: 400", async (_what, question) => {
  const answer = await ask(question);
  expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "BadRequest"]);
});

test("it is one of the tenant's requests of a second", async () => {
  expect((await ask({})).status).toBe(200);
  expect((await sandbox.graph(app, `${CA}/policies`)).status).toBe(429);
});
