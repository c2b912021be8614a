// Which group serves for an exclusion, and which never does.
import { expect, test } from "vitest";
import {
  type FoundGroup,
  groupToUse,
  mailNicknameOf,
  refuseUnknownMembers,
} from "../../src/conditional-access/exclusion-group.js";
import { GuardError } from "../../src/shapes/errors.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Group } from "../../src/tenant/groups.js";
import { caught } from "../support/caught.js";

const NAME = "Sync accounts";
const SOURCE = { request: "GET" };

function groupOf(change: Partial<Group> = {}): Group {
  return {
    ...{ id: "g-1", displayName: NAME, mailNickname: mailNicknameOf(NAME), kinds: [] },
    ...{ securityEnabled: true, mailEnabled: false, assignableToRole: true, synced: false },
    ...change,
  };
}

async function chosen(groups: readonly Group[], named = true) {
  return groupToUse(groups, NAME, named);
}

test("our own is taken, also where another has its name; without one there is none", async () => {
  expect(await chosen([groupOf({ id: "g-2", mailNickname: "x" }), groupOf()], false)).toMatchObject({ id: "g-1" });
  expect(await chosen([])).toBeNull();
});

test("somebody else's only where it is named", async () => {
  const other = [groupOf({ mailNickname: "x" })];
  expect(await chosen(other)).toMatchObject({ id: "g-1" });
  const error = await caught(GuardError, chosen(other, false));
  expect(error.code).toBe("group-unfit");
  expect(error.remedy).toContain(`--via "group:${NAME}"`);
});

test.each<[string, Partial<Group>]>([
  ["anybody who administers groups could fill", { assignableToRole: false }],
  ["comes from Active Directory", { synced: true }],
  ["fills itself by a rule", { kinds: ["DynamicMembership"] }],
  ["is a Microsoft 365 group", { kinds: ["Unified"] }],
  ["has mail", { mailEnabled: true }],
  ["may have mail", { mailEnabled: null }],
  ["is no security group", { securityEnabled: false }],
])("not one that %s", async (_what, change) => {
  expect(await caught(GuardError, chosen([groupOf(change)]))).toMatchObject({ code: "group-unfit" });
});

test("not one of two", async () => {
  const error = await caught(GuardError, chosen([groupOf(), groupOf({ id: "g-2" })]));
  expect(error.code).toBe("group-ambiguous");
});

async function looked(change: Partial<FoundGroup>) {
  const none = known([], SOURCE);
  const found = { group: groupOf(), members: none, owners: none, roles: none, ...change };
  refuseUnknownMembers(found, new Set(["a-1"]));
}

test.each<[string, Partial<FoundGroup>, string]>([
  ["gives a role", { roles: known(["Global Administrator"], SOURCE) }, "group-roles"],
  ["may give a role", { roles: unknown("Forbidden.", "Grant it.") }, "group-roles"],
  ["is owned", { owners: known([{ id: "a-1", name: null }], SOURCE) }, "group-unfit"],
  ["may be owned", { owners: unknown("Forbidden.", "Grant it.") }, "group-unfit"],
  ["holds others", { members: known([{ id: "b-1", name: null }], SOURCE) }, "group-members"],
  ["may hold others", { members: unknown("Forbidden.", "Grant it.") }, "group-members"],
])("not one that %s", async (_what, change, code) => {
  const error = await caught(GuardError, looked(change));
  expect(error.code).toBe(code);
  expect(error.remedy).toMatch(/Grant it|--via group:NAME/);
});

test("one that holds those who are meant, in whatever case", async () => {
  await expect(looked({ members: known([{ id: "A-1", name: "a" }], SOURCE) })).resolves.toBeUndefined();
});
