// Who looks like a person, and who would be left with a password alone.
import { describe, expect, test } from "vitest";
import { guardPersons, isPrivileged, judgePerson, type PersonFacts } from "../../src/conditional-access/person.js";
import { guardUnprotected, type Unguarded } from "../../src/conditional-access/unprotected.js";
import type { JudgedBinding } from "../../src/conditional-access/witnesses.js";
import { ROLES } from "../../src/knowledge/directory.js";
import { GuardError } from "../../src/shapes/errors.js";
import { known, unknown } from "../../src/shapes/fact.js";
import { caught } from "../support/caught.js";
import { applicationsOf, grantsOf, policyOf, SYNC_ROLE, subjectOf } from "./policy-of.js";

const SOURCE = { request: "GET" };
const WIZARD = "cb1056e2-e479-49de-ae31-7812af012ed8";
const HYBRID = ROLES.hybridIdentityAdministrator.id;
const role = (roleId: string, name = "") => ({ roleId, name });

function factsOf(change: Partial<PersonFacts> = {}): PersonFacts {
  return {
    ...{ name: "svc@contoso.com", is: "service-account", synced: known(false, SOURCE) },
    roles: known([role(SYNC_ROLE), role(HYBRID), role(ROLES.directoryReaders.id)], SOURCE),
    methods: known(["password", "temporaryAccessPass"], SOURCE),
    interactive: known([{ appId: WIZARD.toUpperCase(), appName: "Connect" }], SOURCE),
    ...change,
  };
}

test("a service account that does nothing but run the wizard is none", () => {
  expect(judgePerson(factsOf())).toEqual({ signs: [], unread: [] });
  expect(guardPersons([factsOf()], false)).toEqual({ opened: false, warnings: [] });
});

test.each<[string, Partial<PersonFacts>, RegExp]>([
  ["another role", { roles: known([role(ROLES.globalReader.id, "Global Reader")], SOURCE) }, /role Global Reader/],
  ["a role of the tenant's own", { roles: known([role("c0ffee")], SOURCE) }, /role c0ffee/],
  ["the wizard's role of somebody else", { is: "synchronises" }, new RegExp(HYBRID)],
  ["to be nobody that is known of", { is: "other", roles: known([], SOURCE) }, /neither synchronises nor runs/],
  ["a mark without the wizard's role", { roles: known([], SOURCE) }, /not the role Hybrid Identity Administrator/],
  ["an origin in Active Directory", { synced: known(true, SOURCE) }, /comes from Active Directory/],
  ["a telephone", { methods: known(["password", "phone"], SOURCE) }, /registered phone/],
  ["a method of tomorrow", { methods: known(["brainWave"], SOURCE) }, /registered brainWave/],
  ["a sign-in to a portal", { interactive: known([{ appId: "p", appName: "Azure Portal" }], SOURCE) }, /Azure Portal/],
])("%s is a sign of a person", async (_what, change, words) => {
  const facts = [factsOf(), factsOf({ name: "bad@contoso.com", ...change })];
  const error = await caught(GuardError, guarded(facts));
  expect(error.code).toBe("human");
  expect(error.message).toMatch(words);
  expect(error.message).toContain("bad@contoso.com");
  expect(error.message).not.toContain("svc@contoso.com");
  expect(error.remedy).toContain("--accept-human");
  expect(guardPersons(facts, true)).toMatchObject({ opened: true, warnings: [expect.stringMatching(words)] });
});

test("one that synchronises needs no role besides", () => {
  const facts = factsOf({ is: "synchronises", roles: known([role(SYNC_ROLE)], SOURCE) });
  expect(judgePerson(facts)).toEqual({ signs: [], unread: [] });
});

test.each(["roles", "methods", "synced"] as const)(
  "unread %s hold up as a sign does, and say what would make them readable",
  async (what) => {
    const facts = [factsOf({ [what]: unknown("Forbidden.", "Grant it.") })];
    const error = await caught(GuardError, guarded(facts));
    expect(error.code).toBe("human");
    expect(error.remedy).toContain("Grant it.");
    expect(guardPersons(facts, true).opened).toBe(true);
  },
);

test("an unread log of sign-ins is told, and holds nobody up", () => {
  const { opened, warnings } = guardPersons([factsOf({ interactive: unknown("No licence.", "Buy P1.") })], false);
  expect(opened).toBe(false);
  expect(warnings).toEqual([expect.stringContaining("No licence. Buy P1.")]);
});

async function guarded(facts: readonly PersonFacts[]) {
  return guardPersons(facts, false);
}

test("who holds a role besides those that synchronise is privileged, and of whom that is not known", () => {
  expect(isPrivileged(factsOf())).toBe(true);
  expect(isPrivileged({ roles: known([role(SYNC_ROLE.toUpperCase())], SOURCE) })).toBe(false);
  expect(isPrivileged({ roles: unknown("", "") })).toBe(true);
});

const MODERN = ["browser", "mobileAppsAndDesktopClients"];
const all = (change: Parameters<typeof applicationsOf>[0]) =>
  applicationsOf({ includeApplications: ["All"], ...change });

describe("an administrator without a second factor and without a lock", () => {
  const subject = subjectOf({ name: "svc@contoso.com" });
  const binding = (change: Partial<JudgedBinding>): JudgedBinding => ({
    ...{
      policyId: "p-1",
      policyName: "MFA",
      subject: subject.name,
      verdict: "binds",
      reason: "all",
      controls: ["mfa"],
    },
    ...{ named: false, blocksLegacyClients: false, testimonies: [], agreed: true },
    resources: [{ appId: "a", applies: "yes", because: "all" }],
    ...change,
  });
  const facts = (
    other: Partial<JudgedBinding>,
    grants: Parameters<typeof grantsOf>[0] = { builtInControls: ["mfa"] },
    lock: ReturnType<Unguarded["lockOf"]> = "none",
  ): Unguarded => ({
    policies: [policyOf(), policyOf({}, { id: "p-2", grantControls: grantsOf(grants) })],
    judged: [binding({}), binding({ policyId: "p-2", ...other })],
    ...{ freed: [{ policyId: "p-1", subject: subject.name }], privileged: [subject], lockOf: () => lock },
    waysFor: () => ["Lock it: --lock-to CIDR."],
  });
  const nothing = { subject: "another" };

  test.each<[string, Parameters<typeof grantsOf>[0]]>([
    ["mfa", { builtInControls: ["mfa"] }],
    ["a strength", { authenticationStrength: { displayName: "Phishing-resistant" } }],
    ["a block", { builtInControls: ["block"] }],
    ["mfa and a device", { operator: "AND", builtInControls: ["mfa", "compliantDevice"] }],
  ])("is protected by another policy that demands %s", (_what, grants) => {
    expect(guardUnprotected(facts({}, grants), false)).toEqual([]);
  });

  test("is protected by an enforced lock", () => {
    expect(guardUnprotected(facts(nothing, {}, "enforced"), false)).toEqual([]);
  });

  test.each<[string, Unguarded]>([
    ["nothing else", facts(nothing)],
    ["a lock that only reports", facts(nothing, {}, "report-only")],
    ["a lock that is not known of", facts(nothing, {}, "unknown")],
    ["a policy that may bind", facts({ verdict: "unknown" })],
    ["one that only reports", facts({ verdict: "report-only" })],
    ["one in dispute", facts({ agreed: false })],
    ["one for some resources", facts({ resources: [{ appId: "a", applies: "no", because: "another" }] })],
    ["one that wants a device", facts({}, { builtInControls: ["compliantDevice"] })],
    ["one that takes terms of use instead", facts({}, { builtInControls: ["mfa"], termsOfUse: ["t-1"] })],
    ["one that demands nothing", facts({}, {})],
  ])("is not by %s", async (_what, given) => {
    const error = await caught(GuardError, (async () => guardUnprotected(given, false))());
    expect(error.code).toBe("unprotected");
    expect(error.remedy).toMatch(/--lock-to.*--accept-unprotected/);
    expect(guardUnprotected(given, true)).toEqual([subject.name]);
  });

  const only = (conditions: Parameters<typeof policyOf>[0]): Unguarded => ({
    ...facts({}),
    policies: [policyOf(), policyOf(conditions, { id: "p-2" })],
  });

  test.each<[string, Unguarded, boolean]>([
    ["to what the wizard asks for", only({ applications: applicationsOf({ includeApplications: ["a"] }) }), false],
    ["to any application, from anywhere", only({ signInRiskLevels: [], devices: null }), true],
    ["to all but one application", only({ applications: all({ excludeApplications: ["b"] }) }), false],
    ["from some devices", only({ devices: { deviceFilter: { mode: "exclude", rule: "x" } } }), false],
    ["by device code", only({ authenticationFlows: { transferMethods: "deviceCodeFlow" } }), false],
    ["at high risk", only({ signInRiskLevels: ["high"] }), false],
    ["under a condition of tomorrow", only({ weather: "rain" }), false],
    [
      "to applications by a rule",
      only({ applications: all({ applicationFilter: { mode: "include", rule: "" } }) }),
      false,
    ],
    ["with a desktop client", only({ clientAppTypes: ["mobileAppsAndDesktopClients"] }), false],
    ["with any modern client", only({ clientAppTypes: MODERN }), false],
    ["with any client", only({ clientAppTypes: [...MODERN, "exchangeActiveSync", "other"] }), true],
    ["on Windows", only({ platforms: { includePlatforms: ["windows"], excludePlatforms: [] } }), false],
    ["on all but Linux", only({ platforms: { includePlatforms: ["all"], excludePlatforms: ["linux"] } }), false],
    ["at the server's place", only({ locations: { includeLocations: ["l-1"], excludeLocations: [] } }), false],
    [
      "at no trusted place",
      only({ locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } }),
      false,
    ],
    ["anywhere but a place", only({ locations: { includeLocations: ["All"], excludeLocations: ["l-1"] } }), false],
  ])("a policy for sign-ins %s", (_what, given, isEnough) => {
    const check = () => guardUnprotected(given, false);
    if (isEnough) expect(check()).toEqual([]);
    else expect(check).toThrow(GuardError);
  });
});
