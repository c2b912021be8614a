// What is told besides who is bound: only what is certain.
import { expect, test } from "vitest";
import { beyondExclusion, exclusionNotes, type NotedFacts } from "../../src/conditional-access/exclusion-notes.js";
import type { Binding } from "../../src/conditional-access/subject.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";
import { OTHER_SYNC_ROLE, policyOf, SYNC_ROLE, usersOf } from "./policy-of.js";

const SOURCE = { request: "in a test" };
const CONNECTOR = {
  ...{ name: "Sync_A@contoso.com", kind: "user" as const, is: "connector" as const },
  ...{ perUserMfa: known("disabled", SOURCE), lacksRole: false },
};
const SVC = { ...CONNECTOR, name: "svc@contoso.com", is: "service-account" as const };
const APPLICATION = {
  ...CONNECTOR,
  name: "App",
  kind: "application" as const,
  is: "application" as const,
  perUserMfa: null,
};
const IDENTITY = { kind: "legacy-user", name: CONNECTOR.name, roleIds: [SYNC_ROLE] };

function notes(change: Partial<NotedFacts>): readonly string[] {
  return exclusionNotes(factsWith(change));
}

function factsWith(change: Partial<NotedFacts>): NotedFacts {
  return {
    ...{
      policies: [],
      identities: [IDENTITY],
      judged: [],
      subjects: [CONNECTOR],
      securityDefaults: known(false, SOURCE),
    },
    now: Date.parse("2026-11-22T10:00:00Z"),
    ...change,
  };
}

const judgedAs = (verdict: Binding["verdict"], subject = CONNECTOR.name): Binding => ({
  ...{ policyId: "p-1", policyName: "", subject, verdict, reason: "", controls: [], named: false, resources: [] },
  blocksLegacyClients: false,
});

function created(state: string, createdDateTime: string | null): Policy {
  const policy = policyOf({}, { state, displayName: "Microsoft-managed: MFA for all" });
  return { ...policy, whole: { ...(policy.whole as object), createdDateTime } };
}

test("nothing is worth a word", () => {
  expect(notes({ policies: [policyOf()], judged: [judgedAs("binds")] })).toEqual([]);
});

test.each([
  [[CONNECTOR], "the account that runs the wizard is not."],
  [[CONNECTOR, SVC], "svc@contoso.com is not."],
  [[SVC, { ...SVC, name: "ada@contoso.com", is: "other" as const }], "svc@contoso.com and ada@contoso.com are not."],
])("security defaults spare those that synchronise, and nobody else", (subjects, told) => {
  const [note] = notes({ securityDefaults: known(true, SOURCE), subjects });
  expect(note).toContain("holders of the role Directory Synchronization Accounts are exempt");
  expect(note).toContain(told);
});

test("what could not be read is said, and not taken for off", () => {
  expect(notes({ securityDefaults: unknown("Refused.", "") })).toEqual([
    "Whether security defaults are on could not be read: Refused.",
  ]);
  const unread = { ...CONNECTOR, perUserMfa: unknown<string>("Refused.", "") };
  expect(notes({ subjects: [unread] })).toEqual(["Per-user MFA of one account could not be read: Refused."]);
  expect(notes({ subjects: [unread, unread, APPLICATION] })).toEqual([
    "Per-user MFA of 2 accounts could not be read: Refused.",
  ]);
});

test.each(["enabled", "enforced", "stateOfTomorrow"])(
  "per-user MFA that is %s is told: no exclusion helps",
  (state) => {
    expect(notes({ subjects: [{ ...CONNECTOR, perUserMfa: known(state, SOURCE) }, CONNECTOR, APPLICATION] })).toEqual([
      expect.stringMatching(new RegExp(`^Per-user MFA of Sync_A@contoso.com is ${state}: no exclusion`)),
    ]);
  },
);

test.each([
  ["enabled", "2026-01-01T00:00:00Z", "it is on."],
  ["disabled", "2026-01-01T00:00:00Z", "it is off."],
  ["enabledForReportingButNotEnforced", "2026-11-01T00:00:00Z", "from 2026-12-16 on at the earliest"],
  [
    "enabledForReportingButNotEnforced",
    "2026-09-01T00:00:00Z",
    "any day: the 45 days after its creation are over since 2026-10-16",
  ],
  ["enabledForReportingButNotEnforced", null, "45 days after its creation at the earliest"],
])("a policy of Microsoft's that is %s, made %s", (state, at, told) => {
  const [note, ...more] = notes({ policies: [created(state, at)], judged: [judgedAs("does-not-bind")] });
  expect(note).toContain(told);
  expect(note).not.toContain("then bind");
  expect(more).toEqual([]);
});

test("whom a policy of Microsoft's will bind is told with it, and not once more as report-only", () => {
  const policies = [created("enabledForReportingButNotEnforced", null)];
  const told = notes({ policies, judged: [judgedAs("report-only"), judgedAs("report-only", "svc@contoso.com")] });
  expect(told).toEqual([expect.stringContaining("It will then bind Sync_A@contoso.com and svc@contoso.com.")]);
});

test("a report-only policy is told with those it will bind; of many some are counted", () => {
  const policies = [policyOf({}, { state: "enabledForReportingButNotEnforced" })];
  expect(notes({ policies, judged: [judgedAs("does-not-bind")] })).toEqual([]);
  expect(notes({ policies, judged: [judgedAs("report-only"), judgedAs("does-not-bind", "B")] })).toEqual([
    '"Require MFA" is report-only: once it is switched on, it will bind Sync_A@contoso.com.',
  ]);
  const many = ["a", "b", "c", "d", "e", "f", "g"].map((name) => judgedAs("report-only", name));
  expect(notes({ policies, judged: many })).toEqual([expect.stringContaining("a, b, c, d, e and 2 more.")]);
});

test("an excluded role that nobody holds has no effect; an application's does not count", () => {
  const policies = [policyOf({ users: usersOf({ excludeRoles: [SYNC_ROLE.toUpperCase(), "another role"] }) })];
  expect(notes({ policies })).toEqual([]);
  const application = { ...IDENTITY, kind: "application" };
  for (const identities of [[], [application]])
    expect(notes({ policies, identities })).toEqual([
      'No user holds the role Directory Synchronization Accounts: that it is excluded from "Require MFA" has no effect as long as nobody does.',
    ]);
});

test("who holds the second role is named", () => {
  const identities = [{ ...IDENTITY, roleIds: [OTHER_SYNC_ROLE] }];
  expect(notes({ identities })).toEqual([expect.stringContaining("is held by Sync_A@contoso.com")]);
});

test("a service account without its role is judged as if it had it, and that is said", () => {
  expect(notes({ subjects: [{ ...SVC, lacksRole: true }] })).toEqual([
    expect.stringMatching(/^svc@contoso.com does not hold the role Hybrid Identity Administrator now/),
  ]);
});

test("what no exclusion can lift is told by itself, of those only whom it binds", () => {
  const on = { securityDefaults: known(true, SOURCE) };
  const enforced = { ...CONNECTOR, perUserMfa: known("enforced", SOURCE) };
  const beyond = (change: Partial<NotedFacts>) => beyondExclusion(factsWith(change));
  expect(beyond({ ...on, subjects: [CONNECTOR, APPLICATION] })).toEqual([]);
  expect(beyond({ subjects: [SVC] })).toEqual([]);
  expect(beyond({ subjects: [{ ...SVC, perUserMfa: unknown<string>("Refused.", "") }] })).toEqual([]);
  expect(beyond({ ...on, subjects: [SVC, enforced] })).toEqual([
    expect.stringContaining(`${SVC.name} is not. No exclusion can be made`),
    expect.stringContaining(`Per-user MFA of ${CONNECTOR.name} is enforced`),
  ]);
});

test("a person who is bound is told to be none to exclude, with the pass that helps", () => {
  const person = { ...CONNECTOR, name: "ada@contoso.com", is: "other" as const };
  const told = (verdict: Binding["verdict"]) =>
    notes({ subjects: [person], judged: [judgedAs(verdict, person.name)] }).filter((note) => note.includes("person"));
  expect(told("does-not-bind")).toEqual([]);
  for (const verdict of ["binds", "unknown"] as const)
    expect(told(verdict)).toEqual([
      expect.stringMatching(/^ada@contoso\.com neither synchronises .* Temporary Access Pass for ada@/) as string,
    ]);
});
