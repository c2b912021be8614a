// The group for exclusions: never a stranger's, never made twice, never deleted over somebody's head.
import { expect, test } from "vitest";
import { createGroupExecutor, deleteGroupExecutor } from "../../src/changes/group-executors.js";
import { createGroupLookup } from "../../src/changes/group-lookup.js";
import { ServiceError } from "../../src/shapes/errors.js";
import type { CreateGroupChange, DeleteGroupChange } from "../../src/shapes/exclusion-change.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, json } from "../tenant/canned-service.js";

const ID = "44444444-0000-4000-8000-000000000000";
const CREATE: CreateGroupChange = {
  kind: "create-group",
  target: { mailNickname: "n-1", groupName: "O'Hara & sons" },
  summary: "",
  before: null,
  after: { displayName: "O'Hara & sons", mailNickname: "n-1", description: "d", isAssignableToRole: true },
  reversible: true,
};
const GROUP = {
  id: ID,
  displayName: "O'Hara & sons",
  mailNickname: "n-1",
  description: "d",
  securityEnabled: true,
  mailEnabled: false,
  isAssignableToRole: true,
  groupTypes: [],
  createdDateTime: "2026-11-22T10:00:00Z",
};
const lost = new ServiceError("No answer.", { code: "no-answer", remedy: "", carriedOut: "unknown" });

function tenant(groups: () => readonly unknown[], rest: { readonly post?: Canned; readonly members?: unknown[] } = {}) {
  const service = cannedService(({ method, address }) => {
    if (method === "POST") return rest.post ?? { status: 201, body: GROUP };
    if (address.includes("/members")) return json({ value: rest.members ?? [] });
    const [first] = groups();
    if (address.startsWith("/v1.0/groups/")) return first === undefined ? undefined : json(first);
    return address.startsWith("/v1.0/groups?") ? json({ value: groups() }) : undefined;
  });
  const lookup = createGroupLookup(service.client);
  return { ...service, lookup, executor: createGroupExecutor(service.client, lookup) };
}

test("it is asked for by name and nickname, and sent as a group that roles can be assigned to", async () => {
  const { executor, sent } = tenant(() => []);
  expect(await executor.look([CREATE])).toEqual([{ at: "before" }]);
  expect(sent[0]?.address).toContain("displayName eq 'O''Hara & sons' and mailNickname eq 'n-1'");
  await executor.send(CREATE);
  expect(sent.at(-1)?.body).toEqual({
    displayName: "O'Hara & sons",
    mailNickname: "n-1",
    description: "d",
    securityEnabled: true,
    mailEnabled: false,
    isAssignableToRole: true,
    visibility: "Private",
  });
});

test("one that is there and that this run has not made is a stranger's", async () => {
  const { executor } = tenant(() => [GROUP]);
  expect(await executor.look([CREATE])).toMatchObject([{ at: "other" }]);
});

test("what an answer, or the part that was cut, has told is known by its id", async () => {
  const { executor, lookup, sent } = tenant(() => [GROUP]);
  executor.recall?.(CREATE, ID);
  expect(await executor.look([CREATE])).toMatchObject([{ at: "after", image: { id: ID } }]);
  expect(sent[0]?.address).toContain(`/v1.0/groups/${ID}?`);
  expect(await lookup.groupId({ groupName: "O'Hara & sons", groupId: null })).toBe(ID);
});

test("after a lost answer it is looked for six times before it is sent again", async () => {
  const { executor, sent } = tenant(() => [], { post: { throws: lost } });
  await caught(ServiceError, executor.send(CREATE));
  const posts = () => sent.filter(({ method }) => method === "POST").length;
  for (let time = 0; time < 6; time += 1) {
    const error = await caught(ServiceError, executor.send(CREATE));
    expect([executor.isLag(error), error.carriedOut, posts()]).toEqual([true, "no", 1]);
  }
  await caught(ServiceError, executor.send(CREATE));
  expect(posts()).toBe(2);
});

test("one whose creation was not answered is taken for ours where it is empty, and not where somebody is in it", async () => {
  const empty = tenant(() => [GROUP]);
  empty.executor.sentEarlier?.(CREATE, null);
  expect(await empty.executor.look([CREATE])).toMatchObject([{ at: "after" }]);
  expect(await empty.lookup.groupId({ groupName: "O'Hara & sons", groupId: null })).toBe(ID);
  const full = tenant(() => [GROUP], { members: [{ id: "u-9" }] });
  full.executor.sentEarlier?.(CREATE, null);
  expect(await full.executor.look([CREATE])).toMatchObject([{ at: "other" }]);
});

test.each<[string, readonly unknown[]]>([
  ["two of them", [GROUP, { ...GROUP, id: "g-2" }]],
  ["one of another kind", [{ ...GROUP, mailEnabled: true }]],
  ["one with a rule", [{ ...GROUP, groupTypes: ["DynamicMembership"] }]],
  ["one that every administrator of groups may fill", [{ ...GROUP, isAssignableToRole: null }]],
  ["one whose kind is not told", [{ ...GROUP, securityEnabled: null }]],
])("%s: not as planned", async (_what, groups) => {
  const { executor } = tenant(() => groups);
  executor.sentEarlier?.(CREATE, null);
  expect(await executor.look([CREATE])).toMatchObject([{ at: "other" }]);
});

const DELETE: DeleteGroupChange = {
  kind: "delete-group",
  target: { mailNickname: "n-1", groupName: "O'Hara & sons", groupId: ID },
  summary: "",
  before: { displayName: "O'Hara & sons" },
  after: null,
  reversible: false,
};

test.each<[string, { readonly group?: unknown; readonly deleted?: boolean; readonly members?: unknown[] }, string]>([
  ["there and empty", { group: GROUP }, "before"],
  ["there, and a replica still shows who was taken out", { group: GROUP, members: [{ id: "U-1" }] }, "before"],
  ["there, with somebody else in it", { group: GROUP, members: [{ id: "u-2" }] }, "other"],
  ["there under another name", { group: { ...GROUP, displayName: "Ours now" } }, "other"],
  ["not seen, and not among the deleted ones", {}, "before"],
  ["among the deleted ones", { deleted: true }, "after"],
])("a group to be deleted that is %s", async (_what, { group, deleted, members }, expected) => {
  const { client } = cannedService(({ address }) => {
    if (address.includes("/members")) return json({ value: members ?? [] });
    if (address.includes("/deletedItems/")) return deleted === true ? json({ id: ID }) : undefined;
    return group === undefined ? undefined : json(group);
  });
  const executor = deleteGroupExecutor(client, (groupId, memberId) => groupId === ID && memberId === "u-1");
  expect(await executor.look([DELETE])).toMatchObject([{ at: expected }]);
});
