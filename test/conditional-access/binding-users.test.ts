// Whom a policy is about. Rules: learn.microsoft.com, "Conditional Access: Users, groups, agents, and workload identities".
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { UserSubject as Subject } from "../../src/conditional-access/subject.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";
import { OTHER_SYNC_ROLE, policyOf, SYNC_ROLE, SYNC_USER, subjectOf, usersOf } from "./policy-of.js";

type Users = NonNullable<Policy["conditions"]["users"]>;
const inGroups = (...groupIds: string[]) => ({
  memberships: known({ groupIds, roleIds: [] }, { request: "GET groups" }),
});
const inRoles = (...roleIds: string[]) => ({ memberships: known({ groupIds: [], roleIds }, { request: "GET roles" }) });
const unreadGroups: Pick<Subject, "memberships"> = { memberships: unknown("403", "Grant User.Read.All.") };
const nobodyYet = { userId: null } as const;

function verdict(users: Partial<Users>, subject: Partial<Subject> = {}) {
  return bindingOf(policyOf({ users: usersOf(users) }), subjectOf(subject)).verdict;
}

describe("includes", () => {
  test.each<[string, Partial<Users>, Partial<Subject>, string]>([
    ["All is everybody", { includeUsers: ["All"] }, {}, "binds"],
    ["None is nobody", { includeUsers: ["None"] }, {}, "does-not-bind"],
    ["nothing at all is nobody", {}, {}, "does-not-bind"],
    ["guests are not members", { includeUsers: ["GuestsOrExternalUsers"] }, {}, "does-not-bind"],
    ["the user's own id", { includeUsers: [SYNC_USER] }, {}, "binds"],
    ["somebody else's id", { includeUsers: ["other"] }, {}, "does-not-bind"],
    ["a role that it holds", { includeRoles: [SYNC_ROLE] }, {}, "binds"],
    ["a role that it does not hold", { includeRoles: [OTHER_SYNC_ROLE] }, {}, "does-not-bind"],
    ["another role that it holds", { includeRoles: ["admin"] }, inRoles("admin"), "binds"],
    ["another role, memberships unread", { includeRoles: ["admin"] }, unreadGroups, "unknown"],
    ["its own role, memberships unread", { includeRoles: ["admin", SYNC_ROLE] }, unreadGroups, "binds"],
    ["a group that it is in", { includeGroups: ["g"] }, inGroups("x", "g"), "binds"],
    ["a group that it is not in", { includeGroups: ["g"] }, inGroups("x"), "does-not-bind"],
    ["a group, membership unread", { includeGroups: ["g"] }, unreadGroups, "unknown"],
    ["a group and All, membership unread", { includeUsers: ["All"], includeGroups: ["g"] }, unreadGroups, "binds"],
    ["no group, membership unread", { includeUsers: ["other"] }, unreadGroups, "does-not-bind"],
  ])("%s", (_rule, users, subject, expected) => {
    expect(verdict(users, subject)).toBe(expected);
  });
});

describe("exclude wins over include", () => {
  const everyInclude = { includeUsers: ["All", SYNC_USER], includeRoles: [SYNC_ROLE], includeGroups: ["in"] };

  test.each<[string, Partial<Users>, Partial<Subject>, string]>([
    ["user", { excludeUsers: [SYNC_USER] }, {}, "does-not-bind"],
    ["role", { excludeRoles: [SYNC_ROLE] }, {}, "does-not-bind"],
    ["group", { excludeGroups: ["out"] }, inGroups("in", "out"), "does-not-bind"],
    ["one of several roles", { excludeRoles: [SYNC_ROLE] }, { roleIds: [OTHER_SYNC_ROLE, SYNC_ROLE] }, "does-not-bind"],
    ["another role that it holds", { excludeRoles: ["admin"] }, inRoles("admin"), "does-not-bind"],
    ["another role, memberships unread", { excludeRoles: ["admin"] }, unreadGroups, "unknown"],
    ["group, membership unread", { excludeGroups: ["out"] }, unreadGroups, "unknown"],
    ["user, and group unread", { excludeUsers: [SYNC_USER], excludeGroups: ["out"] }, unreadGroups, "does-not-bind"],
    ["somebody else", { excludeUsers: ["other"] }, {}, "binds"],
    ["a role that it does not hold", { excludeRoles: [OTHER_SYNC_ROLE] }, {}, "binds"],
    ["a group that it is not in", { excludeGroups: ["out"] }, inGroups("in"), "binds"],
  ])("by %s", (_kind, users, subject, expected) => {
    expect(verdict({ ...everyInclude, ...users }, subject)).toBe(expected);
  });

  test("whom nothing includes no unread exclusion makes doubtful", () => {
    expect(verdict({ includeUsers: ["other"], excludeGroups: ["out"] }, unreadGroups)).toBe("does-not-bind");
  });
});

describe("an account that does not exist yet", () => {
  test.each<[string, Partial<Users>, string]>([
    ["All includes it", { includeUsers: ["All"] }, "binds"],
    ["its role will include it", { includeRoles: [SYNC_ROLE] }, "binds"],
    ["its role will exclude it", { includeUsers: ["All"], excludeRoles: [SYNC_ROLE] }, "does-not-bind"],
    ["no group holds it", { includeGroups: ["g"] }, "does-not-bind"],
    ["no group excludes it", { includeUsers: ["All"], excludeGroups: ["g"] }, "binds"],
    ["no policy names it", { includeUsers: [SYNC_USER] }, "does-not-bind"],
  ])("%s", (_rule, users, expected) => {
    expect(verdict(users, { ...nobodyYet, ...unreadGroups })).toBe(expected);
  });
});

describe("named on purpose", () => {
  test.each<[string, Partial<Users>, boolean]>([
    ["by id", { includeUsers: [SYNC_USER] }, true],
    ["by role", { includeRoles: [SYNC_ROLE] }, true],
    ["by role besides All", { includeUsers: ["All"], includeRoles: [SYNC_ROLE] }, true],
    ["by All", { includeUsers: ["All"] }, false],
    ["by a group", { includeGroups: ["g"] }, false],
  ])("%s", (_how, users, named) => {
    expect(bindingOf(policyOf({ users: usersOf(users) }), subjectOf(inGroups("g")))).toMatchObject({
      verdict: "binds",
      named,
    });
  });

  test.each<[string, Partial<Users>, boolean]>([
    ["by id", { includeUsers: [SYNC_USER] }, true],
    ["by All", { includeUsers: ["All"] }, false],
  ])("%s, while it is open whether an exclusion covers it", (_how, users, named) => {
    const policy = policyOf({ users: usersOf({ ...users, excludeGroups: ["out"] }) });
    expect(bindingOf(policy, subjectOf(unreadGroups))).toMatchObject({ verdict: "unknown", named });
  });
});

test.each([null, undefined])("a policy for workload identities (users %s) reaches no user", (users) => {
  expect(bindingOf(policyOf({ users }), subjectOf())).toMatchObject({
    verdict: "does-not-bind",
    reason: "it is about workload identities",
  });
});
