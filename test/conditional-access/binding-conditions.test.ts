// What, from where, and with which demand. Rules: learn.microsoft.com, "Conditional Access: Target resources",
// "Conditions", "Grant", and Graph's conditionalAccessPolicy resource.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { Policy } from "../../src/tenant/policies.js";
import { applicationsOf, grantsOf, policyOf, subjectOf } from "./policy-of.js";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const SYNC_SERVICE = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";
const AAD = "00000002-0000-0000-c000-000000000000";
const FABRIC = "00000014-0000-0000-c000-000000000000";

type Conditions = Policy["conditions"];
const verdict = (conditions: Partial<Conditions>, change: Partial<Omit<Policy, "conditions" | "whole">> = {}) =>
  bindingOf(policyOf(conditions, change), subjectOf()).verdict;

describe("resources", () => {
  test.each<[string, Parameters<typeof applicationsOf>[0], string]>([
    ["All", { includeApplications: ["All"] }, "binds"],
    ["None", { includeApplications: ["None"] }, "does-not-bind"],
    ["nothing", {}, "does-not-bind"],
    ["Microsoft Graph alone", { includeApplications: [GRAPH] }, "binds"],
    ["Windows Azure AD alone", { includeApplications: [AAD] }, "binds"],
    ["SyncFabric alone", { includeApplications: [FABRIC] }, "binds"],
    ["the sync service alone", { includeApplications: [SYNC_SERVICE] }, "binds"],
    ["another application", { includeApplications: ["other"] }, "does-not-bind"],
    [
      "the client's id, which policies do not match",
      { includeApplications: ["cb1056e2-e479-49de-ae31-7812af012ed8"] },
      "does-not-bind",
    ],
    ["the admin portals", { includeApplications: ["MicrosoftAdminPortals"] }, "does-not-bind"],
    ["All but Graph", { includeApplications: ["All"], excludeApplications: [GRAPH] }, "binds"],
    ["All but another one", { includeApplications: ["All"], excludeApplications: ["other"] }, "binds"],
    ["All but Office 365", { includeApplications: ["All"], excludeApplications: ["Office365"] }, "binds"],
    ["Graph included and excluded", { includeApplications: [GRAPH], excludeApplications: [GRAPH] }, "does-not-bind"],
    ["Office 365, whose parts are not told", { includeApplications: ["Office365"] }, "unknown"],
    ["registering security information", { includeUserActions: ["urn:user:registersecurityinfo"] }, "does-not-bind"],
    ["an authentication context", { includeAuthenticationContextClassReferences: ["c1"] }, "does-not-bind"],
    ["a filter", { applicationFilter: { mode: "include", rule: "x" } }, "unknown"],
    [
      "All and a filter",
      { includeApplications: ["All"], applicationFilter: { mode: "exclude", rule: "x" } },
      "unknown",
    ],
  ])("%s", (_what, applications, expected) => {
    expect(verdict({ applications: applicationsOf(applications) })).toBe(expected);
  });

  test("All but every one that is known to be asked for: there may be others", () => {
    const excludeApplications = [AAD, GRAPH, FABRIC, SYNC_SERVICE];
    const applications = applicationsOf({ includeApplications: ["All"], excludeApplications });
    expect(bindingOf(policyOf({ applications }), subjectOf())).toMatchObject({
      verdict: "unknown",
      reason: "it excludes the resources of synchronisation that are known",
    });
  });

  test("not told at all are not known", () => {
    expect(verdict({ applications: null })).toBe("unknown");
  });
});

describe("conditions", () => {
  test.each<[string, Partial<Conditions>, string]>([
    ["any client", { clientAppTypes: ["all"] }, "binds"],
    ["desktop clients", { clientAppTypes: ["browser", "mobileAppsAndDesktopClients"] }, "binds"],
    ["browsers only", { clientAppTypes: ["browser"] }, "does-not-bind"],
    ["ActiveSync and legacy clients only", { clientAppTypes: ["exchangeActiveSync", "other"] }, "does-not-bind"],
    ["ActiveSync clients that are supported", { clientAppTypes: ["easSupported"] }, "does-not-bind"],
    ["a kind of client that came later", { clientAppTypes: ["unknownFutureValue"] }, "unknown"],
    ["browsers and a kind that came later", { clientAppTypes: ["browser", "robots"] }, "unknown"],
    [
      "desktop clients and a kind that came later",
      { clientAppTypes: ["mobileAppsAndDesktopClients", "robots"] },
      "binds",
    ],
    ["every location", { locations: { includeLocations: ["All"], excludeLocations: [] } }, "binds"],
    [
      "every location but trusted ones",
      { locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } },
      "unknown",
    ],
    ["a named location", { locations: { includeLocations: ["l-1"], excludeLocations: [] } }, "unknown"],
    ["every platform", { platforms: { includePlatforms: ["all"], excludePlatforms: [] } }, "binds"],
    [
      "every platform but phones",
      { platforms: { includePlatforms: ["all"], excludePlatforms: ["iOS", "android"] } },
      "binds",
    ],
    ["Windows", { platforms: { includePlatforms: ["windows"], excludePlatforms: [] } }, "binds"],
    ["phones, which no server is", { platforms: { includePlatforms: ["iOS"], excludePlatforms: [] } }, "does-not-bind"],
    ["all but Windows", { platforms: { includePlatforms: ["all"], excludePlatforms: ["windows"] } }, "unknown"],
    ["risky sign-ins", { signInRiskLevels: ["high"] }, "unknown"],
    ["risky users", { userRiskLevels: ["high", "medium"] }, "unknown"],
    ["no risk levels", { signInRiskLevels: [], userRiskLevels: [] }, "binds"],
    ["insider risk", { insiderRiskLevels: "elevated" }, "unknown"],
    ["a device filter", { devices: { deviceFilter: { mode: "exclude", rule: "x" } } }, "unknown"],
    [
      "a flow that neither engine nor wizard uses",
      { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      "does-not-bind",
    ],
    ["a condition that came later", { agentIdRiskLevels: "high" }, "unknown"],
    ["a condition that came later, as a list", { signalLevels: ["a"] }, "unknown"],
    ["a condition that came later, as an object", { times: { includeRanges: [] } }, "unknown"],
    ["a condition that came later, as a flag", { onlyOnSundays: false }, "unknown"],
    ["conditions that came later, empty", { times: null, signalLevels: [], gone: undefined }, "binds"],
    ["notes of OData", { "users@odata.context": "x", "@odata.type": "#microsoft.graph.x" }, "binds"],
    [
      "conditions on workload identities",
      { clientApplications: { includeServicePrincipals: [] }, servicePrincipalRiskLevels: ["high"] },
      "binds",
    ],
    ["conditions that are null", { devices: null, authenticationFlows: null, insiderRiskLevels: null }, "binds"],
    ["conditions that are null, too", { locations: null, platforms: null, signInRiskLevels: null }, "binds"],
  ])("%s", (_what, conditions, expected) => {
    expect(verdict(conditions)).toBe(expected);
  });

  test("one that certainly fails decides, whatever cannot be told besides", () => {
    expect(verdict({ clientAppTypes: ["browser"], signInRiskLevels: ["high"] })).toBe("does-not-bind");
  });

  test.each<[Partial<Conditions>, string]>([
    [{ userRiskLevels: ["high"] }, "it depends on the risk that Microsoft sees"],
    [{ times: { includeRanges: [] } }, "it has a condition on times"],
    [{ clientAppTypes: ["robots"] }, 'it applies to "robots", a kind of client this version does not know'],
  ])("what cannot be told is said: %j", (conditions, reason) => {
    expect(bindingOf(policyOf(conditions), subjectOf()).reason).toBe(reason);
  });

  test("what is not understood makes no policy bind that is about somebody else", () => {
    expect(verdict({ users: null, times: { includeRanges: [] } })).toBe("does-not-bind");
  });
});

describe("state", () => {
  test.each([
    ["enabled", "binds"],
    ["disabled", "does-not-bind"],
    ["enabledForReportingButNotEnforced", "report-only"],
    ["unknownFutureValue", "unknown"],
    ["enabledSometimes", "unknown"],
  ])("%s", (state, expected) => {
    expect(verdict({}, { state })).toBe(expected);
  });

  test("report-only does not turn a policy that cannot bind into one that may", () => {
    expect(verdict({ clientAppTypes: ["browser"] }, { state: "enabledForReportingButNotEnforced" })).toBe(
      "does-not-bind",
    );
  });
});

describe("demands", () => {
  test.each<[string, Policy["grantControls"], string, readonly string[]]>([
    ["no grant control, as in a policy for sessions", null, "does-not-bind", []],
    ["an empty one", grantsOf(), "does-not-bind", []],
    ["block", grantsOf({ builtInControls: ["block"] }), "binds", ["block"]],
    [
      "MFA or a compliant device",
      grantsOf({ builtInControls: ["mfa", "compliantDevice"] }),
      "binds",
      ["mfa", "compliantDevice"],
    ],
    [
      "both",
      grantsOf({ operator: "AND", builtInControls: ["mfa", "compliantDevice"] }),
      "binds",
      ["mfa", "compliantDevice"],
    ],
    ["terms of use alone", grantsOf({ termsOfUse: ["t-1"] }), "binds", ["termsOfUse"]],
    ["a factor of somebody else alone", grantsOf({ customAuthenticationFactors: ["Duo"] }), "binds", ["Duo"]],
    [
      "a strength alone",
      grantsOf({ authenticationStrength: { displayName: "Phishing-resistant" } }),
      "binds",
      ["authenticationStrength: Phishing-resistant"],
    ],
    ["a strength that is null", grantsOf({ authenticationStrength: null }), "does-not-bind", []],
    ["a control that came later", grantsOf({ builtInControls: ["riskRemediation"] }), "binds", ["riskRemediation"]],
  ])("%s", (_what, grantControls, expected, controls) => {
    expect(bindingOf(policyOf({}, { grantControls }), subjectOf())).toMatchObject({ verdict: expected, controls });
  });
});
