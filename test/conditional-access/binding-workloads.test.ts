// Applications that synchronise. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { ApplicationSubject } from "../../src/conditional-access/subject.js";
import type { Policy } from "../../src/tenant/policies.js";
import { grantsOf, policyOf } from "./policy-of.js";
import { at, type Conditions, factsOf, filtered, SERVER } from "./sign-in-facts.js";

const USERS = "Conditional Access: Users, groups, agents, and workload identities";
const WORKLOADS = "Conditional Access for workload identities";

describe("applications", () => {
  const APP: ApplicationSubject = {
    kind: "application",
    name: "ConnectSyncProvisioning_FAB-SYNC1_3ac06f5648e4",
    servicePrincipalId: "99999999-0000-4000-8000-000000000009",
    ownTenantOnly: true,
  };
  const workload = (change: Conditions = {}, policy: Parameters<typeof policyOf>[1] = {}) =>
    policyOf(
      { users: null, clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] }, ...change },
      { grantControls: grantsOf({ builtInControls: ["block"] }), ...policy },
    );
  const scope = (include: string[], exclude: string[] = []) => ({
    clientApplications: { includeServicePrincipals: include, excludeServicePrincipals: exclude },
  });

  test.each<readonly [string, string, Policy, Partial<ApplicationSubject>, string]>([
    [USERS, "a policy for all users", policyOf(), {}, "does-not-bind"],
    [USERS, "a policy for all users, with an empty list of applications", policyOf(scope([])), {}, "does-not-bind"],
    [WORKLOADS, "all applications of the tenant", workload(), {}, "binds"],
    [WORKLOADS, "this one", workload(scope([APP.servicePrincipalId])), {}, "binds"],
    [WORKLOADS, "another one", workload(scope(["88888888-0000-4000-8000-000000000008"])), {}, "does-not-bind"],
    [
      WORKLOADS,
      "all but this one",
      workload(scope(["ServicePrincipalsInMyTenant"], [APP.servicePrincipalId])),
      {},
      "does-not-bind",
    ],
    [WORKLOADS, "one that other tenants use, too", workload(), { ownTenantOnly: false }, "does-not-bind"],
    [WORKLOADS, "one of which that is not known", workload(), { ownTenantOnly: null }, "unknown"],
    [WORKLOADS, "a word that came later", workload(scope(["AllAgents"])), {}, "unknown"],
    [
      WORKLOADS,
      "a filter",
      workload({ clientApplications: { servicePrincipalFilter: { mode: "include", rule: "x" } } }),
      {},
      "unknown",
    ],
    [
      WORKLOADS,
      "all but by a filter",
      workload({
        clientApplications: {
          includeServicePrincipals: ["ServicePrincipalsInMyTenant"],
          servicePrincipalFilter: { mode: "exclude", rule: "x" },
        },
      }),
      {},
      "unknown",
    ],
    [WORKLOADS, "from everywhere but where it is", workload(at(["All"], ["office"])), {}, "does-not-bind"],
    [WORKLOADS, "from everywhere but elsewhere", workload(at(["All"], ["branch"])), {}, "binds"],
    [WORKLOADS, "at risk", workload({ servicePrincipalRiskLevels: ["high"] }), {}, "unknown"],
    [
      WORKLOADS,
      "another demand than block",
      workload({}, { grantControls: grantsOf({ builtInControls: ["mfa"] }) }),
      {},
      "unknown",
    ],
    [WORKLOADS, "report-only", workload({}, { state: "enabledForReportingButNotEnforced" }), {}, "report-only"],
    [WORKLOADS, "off", workload({}, { state: "disabled" }), {}, "does-not-bind"],
  ])("%s: %s", (_page, _what, policy, change, expected) => {
    expect(bindingOf(policy, { ...APP, ...change }, factsOf([SERVER])).verdict).toBe(expected);
  });

  test("it is said why a policy for users does not reach them, however it tells of applications", () => {
    const reason = "it is about users, and policies for users never reach applications";
    for (const conditions of [{}, scope([]), { clientApplications: null }, { clientApplications: {} }])
      expect(bindingOf(policyOf(conditions), APP).reason).toBe(reason);
  });

  test("to be named is to be named on purpose", () => {
    expect(bindingOf(workload(scope([APP.servicePrincipalId])), APP).named).toBe(true);
    expect(bindingOf(workload(), APP).named).toBe(false);
  });

  test("what is asked of users only does not matter to them", () => {
    const conditions = { clientAppTypes: ["browser"], signInRiskLevels: ["high"], ...filtered("include", "?") };
    expect(bindingOf(workload(conditions), APP, factsOf([])).verdict).toBe("binds");
  });
});
