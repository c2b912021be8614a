// Which resources a policy is for. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import { applicationsOf, policyOf, subjectOf } from "./policy-of.js";
import { AAD, type Conditions, factsOf, GRAPH, type Row, SERVER, verdictFrom } from "./sign-in-facts.js";

const TARGETS = "Targeting resources in Conditional Access policies";
const SUITE = "Apps included in Conditional Access Office 365 app suite";
const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
const ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

const only = (...includeApplications: string[]): Conditions => ({
  applications: applicationsOf({ includeApplications }),
});

describe("resources, for Windows Azure AD and Microsoft Graph", () => {
  test.each<Row>([
    [TARGETS, "all", only("All"), "binds"],
    [TARGETS, "all, written otherwise", only("all"), "binds"],
    [TARGETS, "one of them", only(GRAPH.toUpperCase()), "binds"],
    [TARGETS, "the admin portals", only("MicrosoftAdminPortals"), "does-not-bind"],
    [TARGETS, "Azure Resource Manager, which is not asked for here", only(ARM), "does-not-bind"],
    [TARGETS, "none", only("None"), "does-not-bind"],
    [TARGETS, "a word that came later", only("AllAgentResources"), "unknown"],
    [TARGETS, "unknownFutureValue", only("unknownFutureValue"), "unknown"],
    [SUITE, "Office 365: newer engines may ask for its Reporting Service", only("Office365"), "unknown"],
    [
      TARGETS,
      "all but a word that came later",
      { applications: applicationsOf({ includeApplications: ["All"], excludeApplications: ["AllLowRisk"] }) },
      "unknown",
    ],
    [
      TARGETS,
      "all but one of them",
      { applications: applicationsOf({ includeApplications: ["All"], excludeApplications: [AAD] }) },
      "binds",
    ],
  ])("%s: %s", (_page, _what, conditions, expected) => {
    expect(verdictFrom([SERVER], conditions)).toBe(expected);
  });

  test.each<readonly [string, Parameters<typeof applicationsOf>[0], string, string]>([
    [
      "user actions alone",
      { includeUserActions: ["urn:user:registersecurityinfo"] },
      "does-not-bind",
      "it is about user actions",
    ],
    [
      "authentication contexts alone",
      { includeAuthenticationContextClassReferences: ["c1"] },
      "does-not-bind",
      "it is about an authentication context",
    ],
    [
      "others, less some by a filter",
      { includeApplications: ["other"], applicationFilter: { mode: "exclude", rule: "x" } },
      "does-not-bind",
      "it is about other applications",
    ],
    [
      "others, and some by a filter",
      { includeApplications: ["other"], applicationFilter: { mode: "include", rule: "x" } },
      "unknown",
      "it chooses applications by a filter",
    ],
    [
      "one by its id, and some by a filter",
      { includeApplications: [GRAPH], applicationFilter: { mode: "include", rule: "x" } },
      "binds",
      "it includes all users",
    ],
  ])(`${TARGETS}: %s`, (_what, applications, verdict, reason) => {
    const policy = policyOf({ applications: applicationsOf(applications) });
    expect(bindingOf(policy, subjectOf(), factsOf([]))).toMatchObject({ verdict, reason });
  });

  test("each resource has its own answer, whatever the state is", () => {
    const applications = applicationsOf({ includeApplications: ["All"], excludeApplications: [AAD] });
    for (const state of ["enabled", "disabled", "enabledForReportingButNotEnforced"])
      expect(bindingOf(policyOf({ applications }, { state }), subjectOf(), factsOf([])).resources).toMatchObject([
        { appId: AAD, applies: "no" },
        { appId: GRAPH, applies: "yes" },
      ]);
  });

  test("Office 365 comprises Exchange Online, and nothing that the wizard asks for", () => {
    const facts = factsOf([], { resources: [{ appId: EXCHANGE, name: "Office 365 Exchange Online" }] });
    expect(bindingOf(policyOf(only("Office365")), subjectOf(), facts).verdict).toBe("binds");
    const person = subjectOf({ attended: true });
    expect(bindingOf(policyOf(only("Office365")), person, factsOf([])).verdict).toBe("does-not-bind");
  });

  test("a resource of which nobody says whether a suite comprises it is open", () => {
    const facts = factsOf([], { resources: [{ appId: "77777777-0000-4000-8000-000000000007", name: "Something" }] });
    expect(bindingOf(policyOf(only("Office365")), subjectOf(), facts).verdict).toBe("unknown");
  });

  test("the wizard asks for Azure Resource Manager, too", () => {
    expect(bindingOf(policyOf(only(ARM)), subjectOf({ attended: true })).verdict).toBe("binds");
    expect(bindingOf(policyOf(only(ARM)), subjectOf()).verdict).toBe("does-not-bind");
  });
});
