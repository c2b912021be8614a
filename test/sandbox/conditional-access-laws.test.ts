import { produce } from "immer";
import { beforeEach, describe, expect, test } from "vitest";
import { authenticationStrength } from "../../src/sandbox/laws/conditional-access/authentication-strengths.js";
import { missingControls } from "../../src/sandbox/laws/conditional-access/controls.js";
import { evaluatePolicies } from "../../src/sandbox/laws/conditional-access/evaluation.js";
import { policyForm } from "../../src/sandbox/laws/conditional-access/policy-form.js";
import {
  appliedPolicies,
  bindingPolicy,
  bindingWorkloadPolicy,
  groupsOf,
  legacyEngineSignIn,
} from "../../src/sandbox/laws/conditional-access-evaluation.js";
import { FIRST_PARTY } from "../../src/sandbox/laws/first-party.js";
import { buildSandboxState, loadScenario } from "../../src/sandbox/scenarios/known-scenarios.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import {
  ADA,
  ADMIN,
  ALL_EMPLOYEES,
  CHIDI,
  ENGINEERING,
  GRAPH,
  OLD_SYNC_USER,
  policyBody,
  SYNC_ROLE,
} from "./conditional-access-bodies.js";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const OFFICE = "11111111-0000-4000-8000-000000000001";
/** Of the old server; AADC-NEW has …11. */
const OLD_ADDRESS = "203.0.113.10";

let tenant: TenantState;
beforeEach(async () => {
  const [first] = buildSandboxState(await loadScenario("contoso-v1"), NOW).tenants;
  if (first === undefined) throw new Error("no tenant");
  tenant = first;
  tenant.conditionalAccessPolicies = [];
});

interface Rule {
  readonly state?: string;
  readonly controls?: readonly string[];
  readonly operator?: string;
  readonly grant?: object;
  readonly conditions?: object;
}

function addPolicy(
  name: string,
  { state = "enabled", controls = ["mfa"], operator = "OR", grant, conditions }: Rule = {},
) {
  const grantControls = { operator, builtInControls: controls, ...grant };
  const body = policyBody({ displayName: name, state, grantControls }, conditions);
  tenant.conditionalAccessPolicies.push({ ...body, id: name, displayName: name, state });
}

function binding(userId = OLD_SYNC_USER, place = {}) {
  const found = bindingPolicy(tenant, userId, place);
  return found === undefined ? "free" : `${found.displayName}: ${found.control} ${found.errorCode}`;
}

const everywhereBut = (id: string) => ({ locations: { includeLocations: ["All"], excludeLocations: [id] } });

function addOffice(cidrAddress: string) {
  tenant.namedLocations.push({
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    id: OFFICE,
    displayName: "Office",
    isTrusted: false,
    ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress }],
  });
}

describe("what binds an engine that is a user", () => {
  test.each<[string, Rule, string]>([
    ["everybody", {}, "CA: mfa 50076"],
    ["report-only", { state: "enabledForReportingButNotEnforced" }, "free"],
    ["disabled", { state: "disabled" }, "free"],
    ["excluded by role", { conditions: { users: { includeUsers: ["All"], excludeRoles: [SYNC_ROLE] } } }, "free"],
    ["excluded by id", { conditions: { users: { includeUsers: ["All"], excludeUsers: [OLD_SYNC_USER] } } }, "free"],
    ["included by role", { conditions: { users: { includeRoles: [SYNC_ROLE] } } }, "CA: mfa 50076"],
    [
      "one resource of the engine",
      { conditions: { applications: { includeApplications: [FIRST_PARTY.syncFabric] } } },
      "CA: mfa 50076",
    ],
    ["another resource", { conditions: { applications: { includeApplications: ["Office365"] } } }, "free"],
    ["browsers only", { conditions: { clientAppTypes: ["browser"] } }, "free"],
    ["clients like it", { conditions: { clientAppTypes: ["mobileAppsAndDesktopClients"] } }, "CA: mfa 50076"],
    ["device code", { conditions: { authenticationFlows: { transferMethods: "deviceCodeFlow" } } }, "free"],
    ["risk", { conditions: { signInRiskLevels: ["high"] } }, "free"],
    ["another platform", { conditions: { platforms: { includePlatforms: ["iOS"] } } }, "free"],
    [
      "its platform",
      { conditions: { platforms: { includePlatforms: ["all"], excludePlatforms: ["iOS"] } } },
      "CA: mfa 50076",
    ],
    ["block", { controls: ["block"] }, "CA: block 53003"],
    ["a compliant device", { controls: ["compliantDevice"] }, "CA: other 53000"],
    ["either of two", { controls: ["compliantDevice", "mfa"] }, "CA: mfa 50076"],
    ["terms of use", { controls: [], grant: { termsOfUse: ["t"] } }, "CA: other 50158"],
    ["a strength", { controls: [], grant: { authenticationStrength: { id: "x" } } }, "CA: mfa 50076"],
  ])("%s", (_what, rule, expected) => {
    addPolicy("CA", rule);
    expect(binding()).toBe(expected);
  });

  test("a session control alone stops nobody", () => {
    const sessionControls = { signInFrequency: { isEnabled: true, value: 1, type: "hours" } };
    const body = policyBody({ state: "enabled", grantControls: null, sessionControls });
    tenant.conditionalAccessPolicies.push({ ...body, id: "CA", displayName: "CA", state: "enabled" });
    expect(binding()).toBe("free");
    expect(appliedPolicies(tenant, legacyEngineSignIn(tenant, OLD_SYNC_USER, GRAPH))).toEqual([
      {
        id: "CA",
        displayName: "CA",
        result: "success",
        enforcedGrantControls: [],
        enforcedSessionControls: ["SignInFrequency"],
      },
    ]);
  });

  test("a block is told before everything else", () => {
    addPolicy("first");
    addPolicy("second", { controls: ["block"] });
    expect(binding()).toBe("second: block 53003");
  });

  test("locked to a place: the address of the server counts, unless another one is given", () => {
    addOffice(`${OLD_ADDRESS}/32`);
    addPolicy("lock", {
      controls: ["block"],
      conditions: { users: { includeRoles: [SYNC_ROLE] }, ...everywhereBut(OFFICE) },
    });
    expect(binding()).toBe("free");
    expect(binding(OLD_SYNC_USER, { ipAddress: "203.0.113.11" })).toBe("lock: block 53003");
    const other = tenant.onPremises.servers.find((one) => one.name === "AADC-NEW");
    expect(other?.identity.kind === "legacy" ? binding(other.identity.userId) : "").toBe("lock: block 53003");
  });

  test("countries: the tenant's own, unless another one is given", () => {
    tenant.namedLocations.push({
      "@odata.type": "#microsoft.graph.countryNamedLocation",
      id: OFFICE,
      displayName: "Home",
      countriesAndRegions: [tenant.organization.countryLetterCode ?? ""],
      includeUnknownCountriesAndRegions: false,
    });
    addPolicy("abroad", { controls: ["block"], conditions: everywhereBut(OFFICE) });
    expect(binding()).toBe("free");
    expect(binding(OLD_SYNC_USER, { country: "AQ" })).toBe("abroad: block 53003");
  });

  test("security defaults bind everybody but those who hold the role for it", () => {
    tenant.securityDefaultsEnabled = true;
    expect(binding()).toBe("free");
    expect(binding(ADMIN)).toBe("Security defaults: mfa 50076");
    tenant.roleAssignments = tenant.roleAssignments.map((one) =>
      one.principalId === OLD_SYNC_USER ? { ...one, directoryScopeId: "/administrativeUnits/1" } : one,
    );
    expect(binding()).toBe("Security defaults: mfa 50076");
  });

  test.each([
    ["enabled", "Per-user multifactor authentication: mfa 50079"],
    ["enforced", "Per-user multifactor authentication: mfa 50076"],
    ["disabled", "free"],
  ] as const)("per-user multifactor authentication: %s", (perUserMfaState, expected) => {
    tenant.users = tenant.users.map((one) => (one.id === OLD_SYNC_USER ? { ...one, perUserMfaState } : one));
    expect(binding()).toBe(expected);
  });

  test("within a change the changed tenant counts", () => {
    addPolicy("CA");
    produce(tenant, (draft) => {
      expect(bindingPolicy(draft, OLD_SYNC_USER)?.displayName).toBe("CA");
      const [policy] = draft.conditionalAccessPolicies;
      if (policy !== undefined) policy.state = "disabled";
      expect(bindingPolicy(draft, OLD_SYNC_USER)).toBeUndefined();
      const group = draft.groups.find((one) => one.id === ENGINEERING);
      if (group !== undefined) group.memberIds = [];
      expect(groupsOf(draft, CHIDI)).toEqual([]);
    });
    expect(groupsOf(tenant, CHIDI).toSorted()).toEqual([ALL_EMPLOYEES, ENGINEERING].toSorted());
    expect(binding()).toBe("CA: mfa 50076");
  });

  test("groups that hold each other are no endless way", () => {
    const [first, second] = tenant.groups;
    first?.memberIds.push(second?.id ?? "");
    second?.memberIds.push(first?.id ?? "");
    expect(groupsOf(tenant, ADA).toSorted()).toEqual([ALL_EMPLOYEES, ENGINEERING].toSorted());
  });
});

test("a policy that names workloads reaches no user, whatever it says of users", () => {
  addPolicy("odd", {
    controls: ["block"],
    conditions: { clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] } },
  });
  expect(binding()).toBe("free");
});

test("what binds an engine that is an application: policies for workloads alone", () => {
  const client = tenant.servicePrincipals.find((one) => one.displayName === "Entra Connect migration");
  const id = client?.id ?? "";
  addOffice(`${OLD_ADDRESS}/32`);
  addPolicy("people", { controls: ["block"] });
  tenant.securityDefaultsEnabled = true;
  expect(bindingWorkloadPolicy(tenant, id)).toBeUndefined();
  addPolicy("workloads", {
    controls: ["block"],
    conditions: {
      users: { includeUsers: ["None"] },
      clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] },
      ...everywhereBut(OFFICE),
    },
  });
  expect(bindingWorkloadPolicy(tenant, id, { ipAddress: OLD_ADDRESS })).toBeUndefined();
  expect(bindingWorkloadPolicy(tenant, id, { ipAddress: "198.51.100.1" })).toMatchObject({
    displayName: "workloads",
    control: "block",
    errorCode: 53003,
  });
  expect(binding()).toBe("people: block 53003");
});

test.each<[string, Rule, object, string, readonly string[]]>([
  ["disabled", { state: "disabled" }, {}, "notEnabled", []],
  ["for others", { conditions: { users: { includeUsers: [ADA] } } }, {}, "notApplied", []],
  [
    "report-only for others",
    { state: "enabledForReportingButNotEnforced", conditions: { users: { includeUsers: [ADA] } } },
    {},
    "reportOnlyNotApplied",
    [],
  ],
  ["not brought", {}, {}, "failure", ["Mfa"]],
  ["brought", {}, { satisfied: ["mfa"] }, "success", ["Mfa"]],
  ["block cannot be brought", { controls: ["block"] }, { satisfied: ["block"] }, "failure", ["Block"]],
  [
    "one of two",
    { controls: ["mfa", "compliantDevice"] },
    { satisfied: ["mfa"] },
    "success",
    ["Mfa", "RequireCompliantDevice"],
  ],
  [
    "both of two",
    { controls: ["mfa", "compliantDevice"], operator: "AND" },
    { satisfied: ["mfa"] },
    "failure",
    ["Mfa", "RequireCompliantDevice"],
  ],
  [
    "report-only, brought",
    { state: "enabledForReportingButNotEnforced" },
    { satisfied: ["mfa"] },
    "reportOnlySuccess",
    ["Mfa"],
  ],
  ["report-only, nobody there", { state: "enabledForReportingButNotEnforced" }, {}, "reportOnlyFailure", ["Mfa"]],
  [
    "report-only, somebody there",
    { state: "enabledForReportingButNotEnforced" },
    { isInteractive: true },
    "reportOnlyInterrupted",
    ["Mfa"],
  ],
  [
    "report-only, nothing to be done",
    { state: "enabledForReportingButNotEnforced", controls: ["block"] },
    { isInteractive: true },
    "reportOnlyFailure",
    ["Block"],
  ],
])("the log's word: %s", (_what, rule, proof, result, enforcedGrantControls) => {
  addPolicy("CA", rule);
  const signIn = legacyEngineSignIn(tenant, OLD_SYNC_USER, GRAPH);
  expect(appliedPolicies(tenant, signIn, proof)).toEqual([
    { id: "CA", displayName: "CA", result, enforcedGrantControls, enforcedSessionControls: [] },
  ]);
});

test("a strength of the tenant's own is known besides the built-in ones", () => {
  tenant.authenticationStrengths = [{ id: "own", displayName: "Ours", allowedCombinations: ["fido2"] }];
  expect(authenticationStrength(tenant, "own")).toMatchObject({ policyType: "custom", allowedCombinations: ["fido2"] });
  const phishingResistant = authenticationStrength(tenant, "00000000-0000-0000-0000-000000000004");
  expect(phishingResistant?.displayName).toBe("Phishing-resistant MFA");
  expect(authenticationStrength(tenant, "00000000-0000-0000-0000-000000000009")).toBeUndefined();
});

test("200 policies are evaluated within milliseconds", () => {
  for (let number = 0; number < 200; number += 1) {
    addPolicy(`CA${number}`, { conditions: { users: { includeUsers: ["All"], excludeGroups: [ENGINEERING] } } });
  }
  const signIn = legacyEngineSignIn(tenant, OLD_SYNC_USER, GRAPH);
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    expect(evaluatePolicies(tenant, signIn)).toHaveLength(200);
    return performance.now() - started;
  });
  // A hundredfold of what it takes, so that a busy machine says nothing.
  expect(Math.min(...times)).toBeLessThan(20);
  expect(missingControls(policyForm(tenant.conditionalAccessPolicies[0] ?? {}), new Set())).toEqual(["mfa"]);
});
