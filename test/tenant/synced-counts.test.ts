import { expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { readSyncedCounts } from "../../src/tenant/synced-counts.js";
import { answering, type Canned, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const counted = (count: unknown): Canned => json({ "@odata.count": count, value: [{ id: "x" }] });
const all = (users: Canned, groups: Canned, contacts: Canned) =>
  answering({ "/v1.0/users": users, "/v1.0/groups": groups, "/v1.0/contacts": contacts });

test("three counts, asked for at once, one object each", async () => {
  const { client, sent } = all(counted(500_000), counted(12), counted(0));
  expect(await readSyncedCounts(client)).toEqual({
    value: { users: 500_000, groups: 12, contacts: 0 },
    source: { request: "GET /v1.0/users", at: SERVICE_TIME },
  });
  expect(sent).toHaveLength(3);
  for (const { address } of sent)
    expect(address).toMatch(/\?\$filter=onPremisesSyncEnabled eq true&\$count=true&\$select=id&\$top=1$/);
});

test("contacts need a right of their own: without it the others are counted all the same", async () => {
  expect((await readSyncedCounts(all(counted(5), counted(1), forbidden).client)).value).toEqual({
    users: 5,
    groups: 1,
    contacts: null,
  });
});

test.each([
  ["users refused", all(forbidden, counted(1), counted(1))],
  ["groups refused", all(counted(1), forbidden, counted(1))],
  ["a list without its count", all(json({ value: [] }), counted(1), counted(1))],
  ["a count that is a text", all(counted("5"), counted(1), counted(1))],
  ["a count below none", all(counted(-1), counted(1), counted(1))],
  ["a count that is no whole number", all(counted(1), counted(1.5), counted(1))],
  ["nothing", all(json(null), counted(1), counted(1))],
])("%s: not known, never none", async (_what, { client }) => {
  expect((await observe(readSyncedCounts(client))).state).toBe("unknown");
});
