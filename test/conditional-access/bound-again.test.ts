// Whom the end of an exclusion binds again: those only whom it covered, and where nothing else lets them out.
import { expect, test } from "vitest";
import { boundAgain } from "../../src/conditional-access/bound-again.js";
import { refuseInUse } from "../../src/conditional-access/in-use.js";
import type { SignInFacts, UserSubject } from "../../src/conditional-access/subject.js";
import { resourcesOf } from "../../src/knowledge/sync-resources.js";
import type { Change } from "../../src/shapes/change.js";
import { GuardError } from "../../src/shapes/errors.js";
import type { ExclusionList } from "../../src/shapes/exclusion-change.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";
import { policyOf, SYNC_ROLE, SYNC_USER, subjectOf, usersOf } from "./policy-of.js";

const SOURCE = { request: "in a test" };
const signIn: SignInFacts = {
  resources: resourcesOf("engine"),
  addresses: known(["203.0.113.10"], SOURCE),
  locations: known([], SOURCE),
};
const end = (list: ExclusionList, id: string, policyId = "p-1"): Change => ({
  ...{ kind: "end-exclusion", summary: "", reversible: true, before: { ids: [id] }, after: { ids: [] } },
  target: { policyId, policyName: "", list, entries: [{ id, name: "" }] },
});
const leave = (memberId: string): Change => ({
  ...{ kind: "remove-group-member", summary: "", reversible: true, before: { member: true }, after: { member: false } },
  target: { groupId: "G", groupName: "", memberId, memberName: "" },
});
const excluding = (lists: Parameters<typeof usersOf>[0], change: Partial<Policy> = {}) =>
  policyOf({ users: usersOf({ includeUsers: ["All"], ...lists }) }, change);
const inGroups = (...groupIds: readonly string[]) =>
  subjectOf({ memberships: known({ groupIds, roleIds: [] }, SOURCE), roleIds: [] });
const UNREAD = subjectOf({ memberships: unknown("Refused.", "Ask."), roleIds: [] });

test.each<[string, Policy, Change, UserSubject, readonly string[]]>([
  ["the role", excluding({ excludeRoles: [SYNC_ROLE] }), end("excludeRoles", SYNC_ROLE), subjectOf(), ["binds"]],
  [
    "itself, in capitals",
    excluding({ excludeUsers: [SYNC_USER] }),
    end("excludeUsers", SYNC_USER.toUpperCase()),
    subjectOf(),
    ["binds"],
  ],
  ["somebody else", excluding({ excludeUsers: ["x", SYNC_USER] }), end("excludeUsers", "x"), subjectOf(), []],
  ["another policy", excluding({ excludeUsers: [SYNC_USER] }), end("excludeUsers", SYNC_USER, "p-2"), subjectOf(), []],
  [
    "excluded by the role besides",
    excluding({ excludeUsers: [SYNC_USER], excludeRoles: [SYNC_ROLE] }),
    end("excludeUsers", SYNC_USER),
    subjectOf(),
    [],
  ],
  [
    "a policy that is off",
    excluding({ excludeUsers: [SYNC_USER] }, { state: "disabled" }),
    end("excludeUsers", SYNC_USER),
    subjectOf(),
    [],
  ],
  [
    "a policy that is report-only",
    excluding({ excludeUsers: [SYNC_USER] }, { state: "enabledForReportingButNotEnforced" }),
    end("excludeUsers", SYNC_USER),
    subjectOf(),
    ["report-only"],
  ],
  [
    "a role that nobody holds yet",
    excluding({ excludeRoles: [SYNC_ROLE] }),
    end("excludeRoles", SYNC_ROLE),
    inGroups(),
    [],
  ],
  ["a group, its own", excluding({ excludeGroups: ["g"] }), end("excludeGroups", "G"), inGroups("g"), ["binds"]],
  ["a group, not its own", excluding({ excludeGroups: ["g"] }), end("excludeGroups", "g"), inGroups("h"), []],
  ["a group, memberships unread", excluding({ excludeGroups: ["g"] }), end("excludeGroups", "g"), UNREAD, ["binds"]],
  ["a role, memberships unread", excluding({ excludeRoles: ["r"] }), end("excludeRoles", "r"), UNREAD, ["binds"]],
  ["its membership", excluding({ excludeGroups: ["g"] }), leave(SYNC_USER), inGroups("g"), ["binds"]],
  ["another one's membership", excluding({ excludeGroups: ["g"] }), leave("x"), inGroups("g"), []],
  [
    "its membership, another group may come through it",
    excluding({ excludeGroups: ["g", "h"] }),
    leave(SYNC_USER),
    inGroups("g", "h"),
    ["unknown"],
  ],
  [
    "a rollback of the old form",
    excluding({ excludeRoles: [SYNC_ROLE] }),
    {
      ...{ kind: "exclude-role", target: { policyId: "p-1", policyName: "" }, summary: "", reversible: true },
      ...{ before: { excludeRoles: [SYNC_ROLE] }, after: { excludeRoles: [] } },
    },
    subjectOf(),
    ["binds"],
  ],
])("%s", (_, policy, change, subject, verdicts) => {
  expect(boundAgain([policy], [change], [{ subject, signIn }]).map(({ verdict }) => verdict)).toEqual(verdicts);
});

test("two exclusions that go at once are judged together", () => {
  const policy = excluding({ excludeUsers: [SYNC_USER], excludeRoles: [SYNC_ROLE] });
  const changes = [end("excludeUsers", SYNC_USER), end("excludeRoles", SYNC_ROLE)];
  expect(boundAgain([policy], changes, [{ subject: subjectOf(), signIn }])).toHaveLength(1);
});

test("where it depends on the address and that is not known, it may bind", () => {
  const policy = policyOf({
    users: usersOf({ includeUsers: ["All"], excludeUsers: [SYNC_USER] }),
    locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] },
  });
  const facts = { ...signIn, addresses: unknown<readonly string[]>("Not read.", "Read it.") };
  const bound = boundAgain([policy], [end("excludeUsers", SYNC_USER)], [{ subject: subjectOf(), signIn: facts }]);
  expect(bound.map(({ verdict }) => verdict)).toEqual(["unknown"]);
});

test("the guard holds for those in use and of unknown use, and for report-only policies not at all", () => {
  const bound = [{ subject: "A", policyId: "p", policyName: "MFA", verdict: "binds", reason: "" }] as const;
  expect(() => refuseInUse(bound, () => ({ use: "in-use", because: "it signed in" }))).toThrow(GuardError);
  const unread = { use: "unknown", because: "nobody knows", remedy: "Disable A." } as const;
  expect(() => refuseInUse(bound, () => unread)).toThrow(/"MFA" would bind A again, and nobody knows/);
  expect(() => refuseInUse(bound, () => undefined)).toThrow(/was not read/);
  expect(() => refuseInUse(bound, () => ({ use: "not-in-use", because: "" }))).not.toThrow();
  expect(() => refuseInUse([{ ...bound[0], verdict: "report-only" }], () => unread)).not.toThrow();
});
