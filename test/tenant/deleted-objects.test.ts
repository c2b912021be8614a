// Synchronised users and groups among the deleted items: counted by day, the newest kept.
import { describe, expect, test } from "vitest";
import { readDeletedObjects } from "../../src/tenant/deleted-objects.js";
import { observe } from "../../src/tenant/observe.js";
import { type Canned, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const USERS = "/v1.0/directory/deletedItems/microsoft.graph.user";
const GROUPS = "/v1.0/directory/deletedItems/microsoft.graph.group";
const unsupported: Canned = { status: 400, body: { error: { code: "Request_UnsupportedQuery", message: "No." } } };
const empty = json({ value: [] });

/** @param groups answers by path and by whether there is a filter */
function serving(users: Canned, groups: Canned = empty, unfiltered?: Canned) {
  return cannedService(({ address }) => {
    if (address.startsWith(GROUPS)) return groups;
    return address.includes("$filter") ? users : (unfiltered ?? users);
  });
}

const ID = "0f9c2d1e-5a6b-4c7d-8e9f-001122334455";
const user = (change: object = {}) => ({
  id: ID,
  displayName: "Alex",
  userPrincipalName: `${ID.replaceAll("-", "")}alex@contoso.com`,
  onPremisesSyncEnabled: true,
  deletedDateTime: "2026-11-20T08:15:00Z",
  ...change,
});

test("users and groups, under the names that they had, until when they can be restored", async () => {
  const group = {
    id: "g-1",
    displayName: "Sales",
    onPremisesSyncEnabled: true,
    deletedDateTime: "2026-11-21T09:00:00Z",
  };
  const { client, sent } = serving(json({ value: [user()] }), json({ value: [group] }));
  expect(await readDeletedObjects(client)).toEqual({
    source: { request: `GET ${USERS}`, at: SERVICE_TIME },
    value: {
      total: 2,
      days: [
        { day: "2026-11-21", count: 1 },
        { day: "2026-11-20", count: 1 },
      ],
      newest: [
        {
          id: "g-1",
          type: "group",
          name: "Sales",
          deletedAt: "2026-11-21T09:00:00.000Z",
          restorableUntil: "2026-12-21T09:00:00.000Z",
        },
        {
          id: ID,
          type: "user",
          name: "alex@contoso.com",
          deletedAt: "2026-11-20T08:15:00.000Z",
          restorableUntil: "2026-12-20T08:15:00.000Z",
        },
      ],
    },
  });
  expect(sent.map(({ address }) => address).sort()).toEqual([
    `${GROUPS}?$filter=onPremisesSyncEnabled eq true&$select=id,displayName,onPremisesSyncEnabled,deletedDateTime&$top=999`,
    `${USERS}?$filter=onPremisesSyncEnabled eq true&$select=id,displayName,userPrincipalName,onPremisesSyncEnabled,deletedDateTime&$top=999`,
  ]);
});

test("where the filter is refused, all are gone through, and what was not synchronised does not count", async () => {
  const list = json({
    value: [
      user(),
      user({ id: "c-1", onPremisesSyncEnabled: null }),
      user({ id: "c-2", onPremisesSyncEnabled: false }),
    ],
  });
  const { client, sent } = serving(unsupported, empty, list);
  expect((await readDeletedObjects(client)).value).toMatchObject({ total: 1, newest: [{ id: ID }] });
  expect(sent.filter(({ address }) => address.startsWith(USERS))).toHaveLength(2);
});

test("a filter that is taken no notice of changes nothing", async () => {
  const list = json({ value: [user(), user({ id: "c-1", onPremisesSyncEnabled: null })] });
  expect((await readDeletedObjects(serving(list).client)).value.total).toBe(1);
});

test("of many the newest thousand are kept, and all count", async () => {
  const at = (index: number) => new Date(Date.UTC(2026, 10, 1) + ((index * 7_919) % 5_000) * 60_000).toISOString();
  const many = Array.from({ length: 5_000 }, (_, index) => user({ id: `u-${index}`, deletedDateTime: at(index) }));
  const { value } = await readDeletedObjects(serving(json({ value: many })).client);
  expect(value.total).toBe(5_000);
  expect(value.newest).toHaveLength(1_000);
  const newest = many
    .map(({ deletedDateTime }) => deletedDateTime)
    .sort()
    .reverse()
    .slice(0, 1_000);
  expect(value.newest.map(({ deletedAt }) => deletedAt)).toEqual(newest);
  expect(value.days).toEqual([
    { day: "2026-11-04", count: 680 },
    ...["2026-11-03", "2026-11-02", "2026-11-01"].map((day) => ({ day, count: 1_440 })),
  ]);
});

test("times of other forms are put into one, so that their order is right", async () => {
  const list = [
    user({ id: "u-1", deletedDateTime: "2026-11-20T08:15:00.1234567Z" }),
    user({ id: "u-2", deletedDateTime: "2026-11-20T10:00:00+02:00" }),
  ];
  const { value } = await readDeletedObjects(serving(json({ value: list })).client);
  expect(value.newest.map(({ id, deletedAt }) => [id, deletedAt])).toEqual([
    ["u-1", "2026-11-20T08:15:00.123Z"],
    ["u-2", "2026-11-20T08:00:00.000Z"],
  ]);
});

describe("not known, never none", () => {
  test.each<[string, Canned, Canned]>([
    ["users refused", forbidden, empty],
    ["groups refused", empty, forbidden],
    ["refused with the filter and without", unsupported, empty],
    ["no time of deletion", json({ value: [user({ deletedDateTime: null })] }), empty],
    ["a time that is none", json({ value: [user({ deletedDateTime: "lately" })] }), empty],
    ["no list", json({}), empty],
    ["nothing", json(null), empty],
  ])("%s", async (_what, users, groups) => {
    expect((await observe(readDeletedObjects(serving(users, groups).client))).state).toBe("unknown");
  });

  test("the right that is missing is named", async () => {
    const fact = await observe(readDeletedObjects(serving(empty, forbidden).client));
    expect(JSON.stringify(fact)).toContain("Group.Read.All");
  });
});
