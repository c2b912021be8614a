// When witnesses agree, when they contradict each other, and when they say nothing.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { ApplicationSubject, Binding, SignInFacts } from "../../src/conditional-access/subject.js";
import { compareWitnesses, type Heard } from "../../src/conditional-access/witnesses.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import type { NamedLocation } from "../../src/tenant/named-locations.js";
import type { Policy } from "../../src/tenant/policies.js";
import type { SeenSignIn } from "../../src/tenant/sign-ins.js";
import type { WhatIfAnswer } from "../../src/tenant/what-if.js";
import { policyOf, SYNC_ROLE, subjectOf, usersOf } from "./policy-of.js";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const OTHER = "00000002-0000-0000-c000-000000000000";
const SOURCE = { request: "in a test" };
const NO_LOCATIONS = known<readonly NamedLocation[]>([], SOURCE);
const UNREAD = unknown<readonly SeenSignIn[]>("The log could not be read.", "");
const FACTS: SignInFacts = {
  resources: [
    { appId: GRAPH, name: "Microsoft Graph" },
    { appId: OTHER, name: "Windows Azure Active Directory" },
  ],
  addresses: unknown("nobody knows", ""),
  locations: NO_LOCATIONS,
};
const CHANGED = "2026-11-20T10:00:00Z";
const LATER = "2026-11-20T11:00:00Z";

/** As Graph answers it: changed last at `CHANGED`. */
function dated(policy: Policy, modifiedDateTime: string | null = CHANGED): Policy {
  return { ...policy, whole: { ...(policy.whole as object), modifiedDateTime } };
}

const ALL = dated(policyOf());
const NOT_MINE = dated(policyOf({ users: usersOf({ includeUsers: ["All"], excludeRoles: [SYNC_ROLE] }) }));

const says = (applies: boolean | null, ...reasons: readonly string[]): WhatIfAnswer => ({
  policyId: "p-1",
  applies,
  reasons,
});
const whatIf = (answer: WhatIfAnswer, resource = GRAPH): Heard => ({
  whatIf: new Map([[resource, [answer]]]),
  unanswered: new Set(),
  signIns: UNREAD,
});

function signIn(result: string, change: Partial<SeenSignIn> = {}): SeenSignIn {
  return {
    id: "s-1",
    createdDateTime: LATER,
    appId: "cb1056e2-e479-49de-ae31-7812af012ed8",
    appDisplayName: null,
    resourceId: GRAPH,
    ipAddress: "203.0.113.11",
    country: "CH",
    isInteractive: false,
    errorCode: 0,
    policies: [{ id: "p-1", result }],
    ...change,
  };
}
const logged = (...signIns: readonly SeenSignIn[]): Heard => ({
  whatIf: new Map(),
  unanswered: new Set(),
  signIns: known(signIns, SOURCE),
});

function judge(policy: Policy, heard: Heard, locations: Fact<readonly NamedLocation[]> = NO_LOCATIONS) {
  const subject = subjectOf();
  const binding = bindingOf(policy, subject, FACTS);
  return compareWitnesses({ policy, subject, locations }, binding, binding.resources, heard);
}

describe("What-If", () => {
  test.each<[string, Policy, WhatIfAnswer, boolean | null]>([
    ["says the same: it applies", ALL, says(true), true],
    ["says the same: it does not", NOT_MINE, says(false, "users"), true],
    ["says that it does not apply, and it binds", ALL, says(false, "users"), false],
    ["says that it applies, and it does not bind", NOT_MINE, says(true), false],
    ["does not know enough", ALL, says(false, "notEnoughInformation"), null],
    [
      "finds one condition that does not hold beside one it cannot judge",
      ALL,
      says(false, "notEnoughInformation", "location"),
      false,
    ],
    [
      "says only that the policy is off",
      dated(policyOf({}, { state: "disabled" })),
      says(false, "policyNotEnabled"),
      null,
    ],
    ["was told that there is no risk, which nobody knows", ALL, says(false, "signInRisk"), null],
    ["says nothing", ALL, says(null), null],
    ["gives a reason of tomorrow", ALL, says(false, "unknownFutureValue"), null],
    [
      "evaluates a report-only policy like one that is on",
      dated(policyOf({}, { state: "enabledForReportingButNotEnforced" })),
      says(true),
      true,
    ],
  ])("%s", (_, policy, answer, agreed) => {
    expect(judge(policy, whatIf(answer)).agreed).toBe(agreed);
  });

  test("contradiction counts on the same resource only: policies may be about one of them", () => {
    const own: Binding["resources"] = [
      { appId: GRAPH.toUpperCase(), applies: "yes", because: "it names it" },
      { appId: OTHER, applies: "no", because: "it does not name it" },
    ];
    const subject = subjectOf();
    const binding = bindingOf(ALL, subject, FACTS);
    const compared = (resource: string) =>
      compareWitnesses({ policy: ALL, subject, locations: NO_LOCATIONS }, binding, own, whatIf(says(true), resource));
    expect(compared(GRAPH).agreed).toBe(true);
    expect(compared(OTHER).agreed).toBe(false);
  });

  test("an answer about another policy is no testimony", () => {
    const other = { ...whatIf({ ...says(false, "users"), policyId: "p-2" }) };
    expect(judge(ALL, other)).toMatchObject({ agreed: null, testimonies: [{ witness: "evaluator" }, {}] });
  });

  test("where our own evaluation cannot tell, nobody is contradicted", () => {
    const placed = dated(policyOf({ locations: { includeLocations: ["AllTrusted"], excludeLocations: [] } }));
    const unread = unknown<readonly NamedLocation[]>("unread", "");
    expect(judge(placed, whatIf(says(true)), unread)).toMatchObject({ verdict: "unknown", agreed: true });
  });
});

describe("the log of sign-ins", () => {
  test.each([
    ["success", true],
    ["failure", true],
    ["reportOnlySuccess", true],
    ["reportOnlyFailure", true],
    ["reportOnlyInterrupted", true],
    ["notApplied", false],
    ["reportOnlyNotApplied", false],
    ["notEnabled", null],
    ["unknown", null],
    ["unknownFutureValue", null],
  ])("%s", (result, agreed) => {
    expect(judge(ALL, logged(signIn(result))).agreed).toBe(agreed);
  });

  test.each<[string, SeenSignIn]>([
    ["from before the policy was changed", signIn("notApplied", { createdDateTime: "2026-11-20T09:59:00Z" })],
    [
      "from minutes after the change, which is not yet in force everywhere",
      signIn("notApplied", { createdDateTime: "2026-11-20T10:14:00Z" }),
    ],
    ["of a moment that cannot be read", signIn("notApplied", { createdDateTime: "soon" })],
    ["through another client", signIn("notApplied", { appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" })],
    ["whose client is not told", signIn("notApplied", { appId: null })],
    ["whose resource is not told", signIn("notApplied", { resourceId: null })],
    ["without policies", signIn("notApplied", { policies: null })],
  ])("a sign-in %s says nothing", (_, seen) => {
    expect(judge(ALL, logged(seen)).agreed).toBeNull();
  });

  test("of a policy of which nobody knows when it was changed, no sign-in says anything", () => {
    expect(judge(dated(policyOf(), null), logged(signIn("notApplied"))).agreed).toBeNull();
  });

  test("the newest one that says something counts", () => {
    const newest = signIn("unknown", { createdDateTime: "2026-11-20T13:00:00Z" });
    const newer = signIn("failure", { createdDateTime: "2026-11-20T12:00:00Z" });
    expect(judge(ALL, logged(newest, newer, signIn("notApplied"))).agreed).toBe(true);
  });

  test("a place that was changed since, and that the policy names, silences older sign-ins", () => {
    const place = (modifiedDateTime: string): Fact<readonly NamedLocation[]> =>
      known(
        [
          {
            ...{ id: "l-1", displayName: "Servers", kind: "ip", isTrusted: false, ipRanges: ["203.0.113.0/24"] },
            whole: { modifiedDateTime },
          },
        ],
        SOURCE,
      );
    const policy = dated(policyOf({ locations: { includeLocations: ["All"], excludeLocations: ["l-1"] } }));
    const told = (locations: Fact<readonly NamedLocation[]>) =>
      judge(policy, logged(signIn("failure")), locations).testimonies.filter(({ witness }) => witness === "sign-ins");
    expect(told(place(CHANGED))).toHaveLength(1);
    expect(told(place("2026-11-20T10:50:00Z"))).toEqual([]);
    expect(told(unknown("unread", ""))).toEqual([]);
  });

  test("two that contradict each other disagree, whatever we say ourselves", () => {
    const heard = { ...whatIf(says(true)), signIns: known([signIn("notApplied")], SOURCE) };
    const placed = dated(policyOf({}, { state: "stateOfTomorrow" }));
    expect(judge(placed, heard)).toMatchObject({ verdict: "unknown", agreed: false });
  });
});

test("nobody else was heard", () => {
  expect(judge(ALL, { whatIf: new Map(), unanswered: new Set(), signIns: UNREAD }).agreed).toBeNull();
});

test("of an application every sign-in counts: it is its own client", () => {
  const subject: ApplicationSubject = {
    kind: "application",
    name: "App",
    servicePrincipalId: "sp-1",
    ownTenantOnly: true,
  };
  const binding = bindingOf(ALL, subject, FACTS);
  const heard = logged(signIn("failure", { appId: "51d8b2e7-6f03-4c9a-8d14-a0b9c7e5f302" }));
  const { agreed } = compareWitnesses(
    { policy: ALL, subject, locations: NO_LOCATIONS },
    binding,
    binding.resources,
    heard,
  );
  expect(agreed).toBe(false);
});

test("a resource about which there was no answer is not agreed on, unless a sign-in tells of it", () => {
  const partly = (answer: WhatIfAnswer): Heard => ({ ...whatIf(answer), unanswered: new Set([OTHER]) });
  expect(judge(ALL, whatIf(says(true))).agreed).toBe(true);
  expect(judge(ALL, partly(says(true))).agreed).toBeNull();
  expect(judge(ALL, partly(says(false, "users"))).agreed).toBe(false);
  const seen = known([signIn("success", { resourceId: OTHER })], SOURCE);
  expect(judge(ALL, { ...partly(says(true)), signIns: seen }).agreed).toBe(true);
});
