// Which exclusions end: what is this program's own, or was named; everything else stays, and is told.
import { describe, expect, test } from "vitest";
import { type EndingInput, planEnding } from "../../src/conditional-access/ending.js";
import type { GroupAsked } from "../../src/conditional-access/ending-groups.js";
import { dueOf, type MarkedAccount } from "../../src/conditional-access/ending-marks.js";
import type { EndingWishes } from "../../src/conditional-access/exclusion-wishes.js";
import type { OurEntries, OurEntry } from "../../src/conditional-access/our-entries.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Policy } from "../../src/tenant/policies.js";
import { policyOf, SYNC_ROLE, SYNC_USER, subjectOf, usersOf } from "./policy-of.js";

const SOURCE = { request: "in a test" };
const NONE: OurEntries = { entries: [], members: [], groups: [], marked: [], locks: [], places: [], accounts: [] };
const SVC_ID = "22222222-0000-4000-8000-000000000002";
const svc = { subject: subjectOf({ name: "svc@x", userId: SVC_ID, roleIds: [] }), is: "service-account" } as const;
const sync = { subject: subjectOf(), is: "connector" } as const;
const other = subjectOf({ name: "Sync_B@x", userId: "b" });
const WISHES: EndingWishes = { for: ["svc"], policies: [], expired: false };
const SYNC = { ...WISHES, for: ["sync"] };
const origin = { runId: "run-1", asked: ["svc"], inDoubt: false };

const entry = (change: Partial<OurEntry>): OurEntry => ({
  ...{ ...origin, policyId: "p-1", policyName: "Require MFA", list: "excludeUsers", id: SVC_ID, name: "svc@x" },
  ...change,
});
const excluding = (lists: Parameters<typeof usersOf>[0], change: Partial<Policy> = {}) =>
  policyOf({ users: usersOf({ includeUsers: ["All"], ...lists }) }, change);
const marked = (...excludedFrom: readonly string[]): MarkedAccount => ({
  ...{ userPrincipalName: "svc@x", userId: SVC_ID, isTrusted: true },
  mark: { excludedUntil: "2026-11-22T12:00:00Z", excludedFrom },
});

function plan(change: Partial<EndingInput>, wishes = WISHES) {
  return planEnding(
    { ...{ policies: [], ours: NONE, subjects: [svc], holders: [], marked: [], groups: [] }, ...change },
    wishes,
  );
}

describe("an account", () => {
  const policies = [excluding({ excludeUsers: ["x", SVC_ID, "y"] })];

  test("is taken out by journal or by mark; the others in the list stay in their order", () => {
    const byJournal = plan({ policies, ours: { ...NONE, entries: [entry({})] } });
    expect(byJournal.changes).toMatchObject([{ kind: "end-exclusion", after: { ids: ["x", "y"] } }]);
    expect(byJournal.entries.map(({ by }) => by)).toEqual(["journal"]);
    const byMark = plan({ policies, marked: [marked("P-1")] });
    expect(byMark.changes.map(({ kind }) => kind)).toEqual(["end-exclusion", "mark-exclusion"]);
    expect(byMark.entries.map(({ by }) => by)).toEqual(["mark"]);
  });

  test("stays where neither tells of it, unless the policy is named: then its name is to be typed", () => {
    const unknownHere = plan({ policies });
    expect([unknownHere.changes, unknownHere.namesToType]).toEqual([[], []]);
    expect(unknownHere.warnings.join()).toContain("add --policy p-1");
    const named = plan({ policies }, { ...WISHES, policies: ["P-1"] });
    expect(named.entries.map(({ by }) => by)).toEqual(["policy"]);
    expect(named.namesToType).toEqual([{ policyId: "p-1", policyName: "Require MFA" }]);
  });

  test("whose mark anybody can have written stays, in a list and in a group, unless the policy is named", () => {
    const forged = [{ ...marked("p-1"), isTrusted: false }];
    const plain = plan({ policies, marked: forged });
    expect(plain.changes).toEqual([]);
    expect(plain.warnings.join()).toMatch(/its mark tells so, but .* it stays/);
    const named = plan({ policies, marked: forged }, { ...WISHES, policies: ["p-1"] });
    expect([named.entries.map(({ by }) => by), named.namesToType.length]).toEqual([["policy"], 1]);
    const members = known([{ id: SVC_ID, name: "svc@x" }], SOURCE);
    const groups = [{ id: "g", name: "G", mailNickname: "g", gone: false, members }];
    const inGroup = { policies: [excluding({ excludeGroups: ["g"] })], groups, marked: forged };
    expect(plan(inGroup).changes).toEqual([]);
    expect(plan({ ...inGroup, marked: [marked("p-1")] }).changes).not.toEqual([]);
  });

  test("of another policy than the named ones stays", () => {
    const ours = { ...NONE, entries: [entry({}), entry({ policyId: "p-2" })] };
    const two = [...policies, excluding({ excludeUsers: [SVC_ID] }, { id: "p-2", displayName: "Second" })];
    const named = plan({ policies: two, ours }, { ...WISHES, policies: ["p-2"] });
    expect(named.entries.map(({ policyId, by }) => [policyId, by])).toEqual([["p-2", "journal"]]);
  });

  test("that is gone is taken out by what its run was asked for, and nobody else's is", () => {
    const ours = { ...NONE, entries: [entry({}), entry({ id: "y", asked: ["svc", "ada@x"] })] };
    expect(plan({ policies, ours, subjects: [] }).entries.map(({ id }) => id)).toEqual([SVC_ID]);
  });

  test("an entry of a run that was cut is told", () => {
    const cut = plan({ policies, ours: { ...NONE, entries: [entry({ inDoubt: true })] } });
    expect(cut.warnings.join()).toMatch(/run run-1 excluded svc@x .* is not known/);
  });

  test("its mark keeps what is not ended, and goes with the last one", () => {
    const two = [...policies, excluding({ excludeUsers: [SVC_ID] }, { id: "p-2", displayName: "Second" })];
    const wishes = { ...WISHES, policies: ["p-1"] };
    const part = plan({ policies: two, marked: [marked("p-1", "p-2")] }, wishes);
    expect(part.changes.at(-1)).toMatchObject({ kind: "mark-exclusion", after: { excludedFrom: ["p-2"] } });
    // Somebody else has taken it out, or deleted the policy.
    const gone = plan({ policies: [excluding({})], marked: [marked("p-1", "p-9")] });
    expect(gone.changes).toMatchObject([{ kind: "mark-exclusion", after: null }]);
  });
});

test("a policy in a form that is not known is told, and left alone; the mark does not forget it", () => {
  const policies = [{ ...excluding({}), strange: ["conditions.users"] }];
  const result = plan({ policies, marked: [marked("p-1")], ours: { ...NONE, entries: [entry({})] } });
  expect(result.changes).toEqual([]);
  expect(result.warnings.join()).toMatch(/in a form that this version does not know/);
});

describe("the role", () => {
  const policies = [excluding({ excludeRoles: [SYNC_ROLE] })];
  const ours = { ...NONE, entries: [entry({ list: "excludeRoles", id: SYNC_ROLE, asked: ["sync"] })] };

  test("is taken out for all who synchronise; for one of them only where it covers nobody else", () => {
    const input = { policies, ours, subjects: [sync], holders: [sync.subject] };
    expect(plan(input, SYNC).entries).toHaveLength(1);
    const one = { ...WISHES, for: [sync.subject.name] };
    expect(plan(input, one).entries).toHaveLength(1);
    const two = plan({ ...input, holders: [sync.subject, other] }, one);
    expect(two.entries).toEqual([]);
    expect(two.warnings.join()).toMatch(/which covers others, too: it stays/);
  });

  test("nobody's role is taken out for the service account", () => {
    expect(
      plan({ policies, ours: { ...NONE, entries: [entry({ list: "excludeRoles", id: "r", asked: ["x"] })] } }),
    ).toMatchObject({ entries: [] });
  });
});

describe("through a group", () => {
  const member = { groupId: "g", groupName: "G", memberId: SVC_ID, memberName: "svc@x" };
  const groupOf = (...ids: readonly string[]): GroupAsked => ({
    ...{ id: "g", name: "G", mailNickname: "nick", gone: false },
    members: known(
      ids.map((id) => ({ id, name: id })),
      SOURCE,
    ),
  });
  const ours: OurEntries = {
    ...NONE,
    members: [{ ...origin, ...member }],
    groups: [{ ...origin, groupId: "g", groupName: "G", mailNickname: "nick" }],
    entries: [entry({ list: "excludeGroups", id: "g", name: "G" })],
  };
  const policies = [excluding({ excludeGroups: ["x", "G"] })];
  const kinds = (change: Partial<EndingInput>, wishes = WISHES) =>
    plan({ policies, ours, ...change }, wishes).changes.map(({ kind }) => kind);

  test("the membership goes; the group stays as long as others are in it", () => {
    expect(kinds({ groups: [groupOf(SVC_ID, "other")] })).toEqual(["remove-group-member"]);
    expect(kinds({ groups: [groupOf(SVC_ID)] })).toEqual(["remove-group-member", "end-exclusion", "delete-group"]);
    // The run was cut after the membership, or somebody else took it.
    expect(kinds({ groups: [groupOf()] })).toEqual(["end-exclusion", "delete-group"]);
    expect(kinds({ groups: [{ ...groupOf(), gone: true }] })).toEqual(["end-exclusion"]);
    expect(kinds({ groups: [groupOf("other")] })).toEqual([]);
  });

  test("a group that others have made, or speak of, is not deleted", () => {
    const joined = { ...ours, groups: [] };
    expect(kinds({ ours: joined, groups: [groupOf(SVC_ID)] })).toEqual(["remove-group-member", "end-exclusion"]);
    const second = policyOf({ users: usersOf({ includeGroups: ["g"] }) }, { id: "p-2", displayName: "Second" });
    const spoken = plan({ policies: [...policies, second], ours, groups: [groupOf(SVC_ID)] });
    expect(spoken.changes.map(({ kind }) => kind)).toEqual(["remove-group-member", "end-exclusion"]);
    expect(spoken.warnings.join()).toContain('"Second"');
  });

  test("whose members are unknown, nothing is done with it", () => {
    const group = { ...groupOf(), members: unknown<never>("Refused.", "Ask for it.") };
    const result = plan({ policies, ours, groups: [group], marked: [marked("p-1")] });
    // The mark stays as well: the exclusion may still be there.
    expect(result.changes).toEqual([]);
    expect(result.warnings.join()).toContain("Refused.");
  });

  test("a membership that others have made stays; the mark's word is enough for an administrator's", () => {
    const strange = plan({ policies, groups: [groupOf(SVC_ID)] });
    expect(strange.changes).toEqual([]);
    expect(strange.warnings.join()).toContain("it stays");
    expect(kinds({ ours: NONE, groups: [groupOf(SVC_ID)], marked: [marked("p-1")] })).toEqual([
      ...["remove-group-member", "mark-exclusion"],
    ]);
  });

  test("with one policy named, the group is taken out of it only where nobody else is in it", () => {
    const named = { ...WISHES, policies: ["p-1"] };
    expect(kinds({ groups: [groupOf(SVC_ID)] }, named)).toEqual(["end-exclusion"]);
    expect(kinds({ groups: [groupOf(SVC_ID, "other")] }, named)).toEqual([]);
  });

  test("a group that this program has nothing to do with is told, and stays", () => {
    const subject = { ...svc.subject, memberships: known({ groupIds: ["foreign"], roleIds: [] }, SOURCE) };
    const result = plan({ policies: [excluding({ excludeGroups: ["foreign"] })], subjects: [{ ...svc, subject }] });
    expect(result.changes).toEqual([]);
    expect(result.warnings.join()).toMatch(/by the group foreign, in which others may be: it stays/);
  });
});

test("who synchronises is never taken out of a list by the account's id alone", () => {
  const policies = [excluding({ excludeUsers: [SYNC_USER] })];
  const result = plan({ policies, subjects: [sync] }, SYNC);
  expect([result.changes, result.namesToType]).toEqual([[], []]);
});

test.each([
  ["2026-11-22T12:00:00Z", 1, false],
  ["2026-11-22T12:00:01Z", 0, false],
  ["2026-11-23T12:00:00Z", 0, false],
  // No run of this program excludes for more than a day.
  ["2026-11-23T12:00:01Z", 1, true],
  ["never", 1, true],
  ["", 1, true],
])("an end at %s is due: %i", (excludedUntil, count, isTold) => {
  const { due, next, warnings } = dueOf(
    [{ ...marked(), mark: { excludedUntil, excludedFrom: [] } }],
    [],
    Date.parse("2026-11-22T12:00:00Z"),
  );
  expect([due.length, next !== null, warnings.length > 0]).toEqual([count, count === 0, isTold]);
});

describe("the end that a journal tells", () => {
  const NOON = "2026-11-22T12:00:00Z";
  const judge = (mark: string | null, journal: string) => {
    const { userIds, due, next, warnings } = dueOf(
      mark === null ? [] : [{ ...marked(), mark: { excludedUntil: mark, excludedFrom: [] } }],
      [{ userId: SVC_ID.toUpperCase(), userPrincipalName: "svc@x", until: journal }],
      Date.parse(NOON),
    );
    return [userIds, due.length, next, warnings.join().replace(/.*(No mark|The mark).*/s, "$1")];
  };

  test("is not put off by a mark that was taken away, written anew, or cannot be read", () => {
    expect(judge(null, NOON)).toEqual([[SVC_ID], 0, null, "No mark"]);
    expect(judge("2026-11-23T11:00:00Z", NOON)).toEqual([[SVC_ID], 1, null, "The mark"]);
    expect(judge("never", NOON)).toEqual([[SVC_ID], 1, null, "The mark"]);
    expect(judge(null, "2026-11-22T13:00:00Z")).toEqual([[], 0, "2026-11-22T13:00:00.000Z", "No mark"]);
    expect(judge("2026-11-22T15:00:00Z", "2026-11-22T13:00:00Z")).toEqual([
      ...[[], 0, "2026-11-22T13:00:00.000Z", "The mark"],
    ]);
  });

  test("is not waited for where the mark tells an earlier one; the same is nothing to tell", () => {
    expect(judge(NOON, "2026-11-22T13:00:00Z")).toEqual([[SVC_ID], 1, null, ""]);
    expect(judge(NOON, NOON)).toEqual([[SVC_ID], 1, null, ""]);
  });

  test("in a form that cannot be read counts as past", () => {
    expect(judge("2026-11-22T13:00:00Z", "soon")).toEqual([[SVC_ID], 1, null, "The mark"]);
  });
});
