// How exclusions are taken back: only what the run itself has put there, and only where nobody else goes by it.
import { describe, expect, test } from "vitest";
import { planRollback, type SeenStep } from "../../src/changes/inverse.js";
import { ownEntries } from "../../src/changes/own-entries.js";
import type { Change } from "../../src/shapes/change.js";

const words = { summary: "", reversible: true } as const;
const of = { policyId: "P-1", policyName: "Require MFA" };
const excludeUsers = (before: readonly string[], ...added: readonly string[]): Change => ({
  ...{ kind: "exclude-user", target: { ...of, users: added.map((id) => ({ id, name: `name of ${id}` })) }, ...words },
  ...{ before: { excludeUsers: before }, after: { excludeUsers: [...before, ...added] } },
});
const end = (before: readonly string[], ...ended: readonly string[]): Change => ({
  kind: "end-exclusion",
  target: { ...of, list: "excludeUsers", entries: ended.map((id) => ({ id, name: `name of ${id}` })) },
  ...{ before: { ids: before }, after: { ids: before.filter((id) => !ended.includes(id)) }, ...words },
});
const CREATE: Change = {
  kind: "create-group",
  target: { mailNickname: "n", groupName: "G" },
  before: null,
  after: { displayName: "G", mailNickname: "n", description: "", isAssignableToRole: true },
  ...words,
};
const EXCLUDE_GROUP: Change = {
  ...{ kind: "exclude-group", target: { ...of, groupName: "G" }, ...words },
  ...{ before: { excludeGroups: [] }, after: { excludeGroups: [null] } },
};
const ADD: Change = {
  kind: "add-group-member",
  target: { groupId: null, groupName: "G", memberId: "u-1", memberName: "svc" },
  ...{ before: { member: false }, after: { member: true }, ...words },
};
const MARK = {
  kind: "mark-exclusion",
  target: { userPrincipalName: "svc", userId: "u-1" },
  before: null,
  after: { excludedUntil: "2026-11-22T18:00:00Z", excludedFrom: ["P-1"] },
  ...words,
} as const satisfies Change;

let number = 0;
function seen(change: Change, found: SeenStep["found"] = {}, at: "after" | "other" = "after"): SeenStep {
  number += 1;
  const step = { number, change, state: "confirmed", outcome: "done", requestId: null } as const;
  return {
    step: { ...step, sentAt: null, objectId: null, imageBefore: null, imageAfter: null },
    sight: at === "after" ? { at } : { at, what: "it is blue" },
    found,
  };
}
function ofList(change: Change, now: readonly string[]): SeenStep {
  const own = ownEntries(change, "g-1");
  if (own === null) throw new Error("It is of no list.");
  return seen(change, { exclusion: { own, now, policyName: "Require MFA" } });
}
const plan = (...steps: readonly SeenStep[]) => planRollback(steps).flatMap(({ changes }) => changes);

describe("a list of a policy", () => {
  test("loses our entries and keeps what others have put there, whatever the case of an id", () => {
    expect(plan(ofList(excludeUsers(["a"], "b"), ["X", "B", "a"]))).toMatchObject([
      {
        kind: "end-exclusion",
        target: { list: "excludeUsers", entries: [{ id: "b", name: "name of b" }] },
        before: { ids: ["X", "B", "a"] },
        after: { ids: ["X", "a"] },
      },
    ]);
  });

  test("of which somebody has taken out a part loses the rest, and that is said", () => {
    const [decision] = planRollback([ofList(excludeUsers([], "b", "c"), ["c"])]);
    expect(decision).toMatchObject({ verdict: "take-back", changes: [{ after: { ids: [] } }] });
    expect(decision?.words).toContain("name of b");
  });

  test("that an exclusion was taken out of gets it back, and keeps what others have put there", () => {
    expect(plan(ofList(end(["a", "b"], "b"), ["X", "a"]))).toMatchObject([
      { kind: "exclude-user", before: { excludeUsers: ["X", "a"] }, after: { excludeUsers: ["X", "a", "b"] } },
    ]);
  });

  test("written twice by one run: each step starts from what the newer one leaves", () => {
    const now = ["X", "b", "c"];
    const steps = [ofList(excludeUsers([], "b"), now), ofList(excludeUsers(["b"], "c"), now)];
    expect(plan(...steps)).toMatchObject([
      { before: { ids: ["X", "b", "c"] }, after: { ids: ["X", "b"] } },
      { before: { ids: ["X", "b"] }, after: { ids: ["X"] } },
    ]);
    // The same entry by two steps of one run, the first of which was not answered.
    const twice = planRollback([ofList(excludeUsers([], "b"), ["b"]), ofList(excludeUsers(["X"], "b"), ["b"])]);
    expect(twice.map(({ changes }) => changes.length)).toEqual([1, 0]);
  });

  test("put in by its own list: a role is named, a group comes back as a group", () => {
    const role = "d29b2b05-8046-44ba-8758-1e26182fcf32";
    const change: Change = {
      ...{ kind: "exclude-role", target: of, ...words },
      ...{ before: { excludeRoles: [] }, after: { excludeRoles: [role] } },
    };
    expect(plan(ofList(change, [role]))[0]?.summary).toContain("Directory Synchronization Accounts");
    for (const [list, kind] of [
      ["excludeRoles", "exclude-role"],
      ["excludeGroups", "exclude-group"],
    ] as const) {
      const target = { ...of, list, entries: [{ id: "g-1", name: "G" }] };
      const ended = { kind: "end-exclusion", target, before: { ids: ["g-1"] }, after: { ids: [] }, ...words } as const;
      expect(plan(ofList(ended, []))).toMatchObject([{ kind, after: { [list]: ["g-1"] } }]);
    }
  });
});

test("a group that the same run has deleted is not excluded again", () => {
  const target = { ...of, list: "excludeGroups", entries: [{ id: "g-1", name: "G" }] } as const;
  const ended: Change = { kind: "end-exclusion", target, before: { ids: ["g-1"] }, after: { ids: [] }, ...words };
  const deleting: Change = {
    kind: "delete-group",
    target: { mailNickname: "n", groupName: "G", groupId: "G-1" },
    before: { displayName: "G" },
    after: null,
    ...words,
  };
  expect(plan(ofList(ended, []), { ...seen(deleting), sight: null })).toEqual([]);
  expect(plan(ofList(ended, []))[0]?.summary).toContain('the group "G" again');
});

describe("a group that was made", () => {
  const group = { id: "g-1", displayName: "G", members: [], policies: [] };
  const policy = { id: "p-1", name: "Require MFA", included: false };
  const member = { id: "U-1", name: "svc" };

  test("goes with its members and its exclusion", () => {
    const steps = [
      seen(CREATE, { group: { ...group, members: [member], policies: [policy] } }),
      seen(ADD, { group }),
      ofList(EXCLUDE_GROUP, ["g-1"]),
    ];
    expect(plan(...steps).map(({ kind }) => kind)).toEqual(["end-exclusion", "remove-group-member", "delete-group"]);
  });

  test.each<[string, Partial<typeof group> & object, string]>([
    ["somebody else is in it", { members: [{ id: "u-2", name: "eve" }] as never }, "eve is in it"],
    ["another policy excludes it", { policies: [{ ...policy, id: "p-9", name: "Other" }] as never }, '"Other"'],
    ["a policy includes it", { policies: [{ ...policy, included: true }] as never }, '"Require MFA"'],
  ])("stays where %s", (_what, change, why) => {
    const steps = [seen(CREATE, { group: { ...group, ...change } }), ofList(EXCLUDE_GROUP, ["g-1"])];
    const decision = planRollback(steps).at(-1);
    expect(decision).toMatchObject({ verdict: "left-alone", changes: [] });
    expect(decision?.words).toContain(why);
  });

  test("stays where its member, or its exclusion, is left alone", () => {
    const full = { group: { ...group, members: [member], policies: [policy] } };
    expect(plan(seen(CREATE, full), seen(ADD, { group }, "other"), ofList(EXCLUDE_GROUP, ["g-1"]))).toHaveLength(1);
    expect(plan(seen(CREATE, full), seen(ADD, { group }), seen(EXCLUDE_GROUP, {}, "other"))).toHaveLength(1);
  });

  test("is not deleted where it was not seen", () => {
    expect(planRollback([seen(CREATE)])).toMatchObject([{ verdict: "left-alone" }]);
  });
});

test("a mark goes on telling of an exclusion that is left alone, and of no other", () => {
  const exclude = excludeUsers([], "u-1");
  expect(plan(seen(MARK), ofList(exclude, ["u-1"])).map(({ kind }) => kind)).toEqual([
    "end-exclusion",
    "mark-exclusion",
  ]);
  expect(plan(seen(MARK), seen(exclude, {}, "other"))).toEqual([]);
  expect(plan(seen(MARK), seen(excludeUsers([], "u-2"), {}, "other"))).toHaveLength(1);
});

describe("an exclusion that may not be put back", () => {
  const people = {
    nameOf: (id: string, name: string) => (id === "u-1" ? "svc2" : name),
    whyNotAgain: (id: string) => (id === "u-1" ? "It is over." : null),
  };
  const left = { verdict: "left-alone", changes: [], words: "It is over." } as const;
  const leaving: Change = {
    kind: "remove-group-member",
    target: { groupId: "g-1", groupName: "G", memberId: "u-1", memberName: "svc" },
    ...{ before: { member: true }, after: { member: false }, ...words },
  };
  const unmark: Change = { ...MARK, before: MARK.after, after: null };

  test("is left alone with its membership and its mark; others of the same list come back", () => {
    const now = ["X"];
    const steps = [ofList(end(["u-1", "b"], "u-1", "b"), now), seen(leaving), seen(unmark)];
    expect(planRollback(steps, people)).toMatchObject([
      { verdict: "left-alone", changes: [] },
      left,
      { verdict: "take-back", changes: [{ after: { excludeUsers: ["X", "b"] } }], words: "It is over." },
    ]);
    expect(planRollback([ofList(end(["u-1"], "u-1"), now)], people)).toMatchObject([left]);
    // What is left out is not expected by the step before it either.
    const twice = [ofList(end(["a", "u-1"], "a"), []), ofList(end(["u-1"], "u-1"), [])];
    expect(planRollback(twice, people).flatMap(({ changes }) => changes)).toMatchObject([
      { before: { excludeUsers: [] }, after: { excludeUsers: ["a"] } },
    ]);
  });

  test("may be ended all the same, under today's name", () => {
    const steps = [seen(MARK), ofList(excludeUsers([], "u-1"), ["u-1"]), seen(ADD, { group: GROUP })];
    expect(planRollback(steps, people).flatMap(({ changes }) => changes.map(({ summary }) => summary))).toEqual([
      'take svc2 out of the group "G"',
      'let the policy "Require MFA" exclude svc2 no longer',
      "let the mark of svc2 say nothing of an exclusion",
    ]);
  });
});
const GROUP = { id: "g-1", displayName: "G", members: [], policies: [] };
