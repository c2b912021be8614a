import { describe, expect, test } from "vitest";
import { readIdentityWrites, type WriterAmongMany } from "../../src/tenant/identity-writes.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, cannedService, forbidden, json, SERVICE_TIME, type Sent } from "./canned-service.js";

const AT = Date.parse(SERVICE_TIME);
const HOUR = 3_600_000;
const LOG = "/v1.0/auditLogs/directoryAudits";
const WEEK_AGO = "2026-11-15T10:00:00.000Z";
const NEXT = "https://graph.microsoft.com/v1.0/auditLogs/directoryAudits?$skiptoken=2";

const user = (id: string): WriterAmongMany => ({ id, kind: "user", name: `Sync_${id}_0123456789ab@x`, beside: false });
const app = (id: string, name = `ConnectSyncProvisioning_${id}`): WriterAmongMany => ({
  ...{ id, name },
  kind: "application",
  beside: false,
});
const ago = (hours: number) => new Date(AT - hours * HOUR).toISOString();
const by = (id: string, hours: number, category: string | null = "UserManagement") => ({
  activityDateTime: ago(hours),
  category,
  initiatedBy: { user: { id }, app: null },
});
const byApp = (servicePrincipalId: string | null, displayName: string | null, hours: number) => ({
  activityDateTime: ago(hours),
  category: "GroupManagement",
  initiatedBy: { user: null, app: { servicePrincipalId, displayName } },
});
const list = (...value: readonly unknown[]) => json({ value });
const cut = (...value: readonly unknown[]) => json({ value, "@odata.nextLink": NEXT });
const written = async (writers: readonly WriterAmongMany[], answer: Canned | ((sent: Sent) => Canned)) => {
  const { client, sent } = typeof answer === "function" ? cannedService(answer) : answering({ [LOG]: answer });
  const { value, source } = await readIdentityWrites(client, writers, AT);
  return {
    of: (id: string) => value.of.get(id),
    newest: value.newest,
    source,
    asked: sent.map(({ address }) => address),
  };
};

test("one question for all of them, seven days back, newest first", async () => {
  const { asked, of, source, newest } = await written([user("u"), app("p", "O'Hara")], list());
  expect(asked).toEqual([
    `${LOG}?$filter=activityDateTime ge ${WEEK_AGO} and (initiatedBy/user/id eq 'u' or initiatedBy/app/displayName eq 'O''Hara')` +
      "&$select=id,activityDateTime,category,initiatedBy&$orderby=activityDateTime desc&$top=999",
  ]);
  expect(of("u")).toEqual({ since: WEEK_AGO, last: null, first: null, turnSince: null });
  expect(newest).toEqual({ since: ago(24), bursts: [] });
  expect(source).toEqual({ request: `GET ${LOG}`, at: SERVICE_TIME });
});

test("nobody to look for is nothing to ask", async () => {
  const { asked, newest } = await written([], forbidden);
  expect(asked).toEqual([]);
  expect(newest.bursts).toEqual([]);
});

test("more than one filter takes are asked for in several questions", async () => {
  const many = Array.from({ length: 40 }, (_, index) => user(`u${index}`));
  expect((await written(many, list())).asked).toHaveLength(3);
});

describe("who writes in turns", () => {
  const entries = [by("new", 1), by("new", 2), by("old", 3), by("new", 4), by("old", 100)];

  test("first, last, and since when no other one has written", async () => {
    const { of, newest } = await written([user("old"), user("new"), user("idle")], list(...entries));
    expect(of("new")).toEqual({ since: WEEK_AGO, last: ago(1), first: ago(4), turnSince: ago(2) });
    expect(of("old")).toEqual({ since: WEEK_AGO, last: ago(3), first: ago(100), turnSince: ago(3) });
    expect(of("idle")).toEqual({ since: WEEK_AGO, last: null, first: null, turnSince: null });
    expect(newest.since).toBe(ago(24));
    expect(newest.bursts.map(({ identityId }) => identityId)).toEqual(["new", "new", "old", "new"]);
  });

  test("what writes beside ends nobody's turn", async () => {
    const cloudSync = { ...user("old"), beside: true };
    const { of, newest } = await written([cloudSync, user("new")], list(...entries));
    expect(of("new")?.turnSince).toBe(ago(4));
    expect(of("old")).toMatchObject({ last: ago(3), first: ago(100) });
    expect(newest.bursts.map(({ identityId }) => identityId)).toEqual(["new", "new", "new"]);
  });

  test("a write of another one in the same moment ends it", async () => {
    const writers = [user("old"), user("new")];
    const last = await written(writers, list(by("new", 1), by("old", 1), by("new", 2)));
    expect(last.of("new")?.turnSince).toBe(ago(1));
    const before = await written(writers, list(by("new", 1), by("new", 2), by("old", 2)));
    expect(before.of("new")?.turnSince).toBe(ago(1));
  });
});

test.each([
  ["renewing a certificate is no write", by("u", 1, "ApplicationManagement"), null],
  ["nor is what has no category", by("u", 1, null), null],
  ["ids in any case", by("U", 1), ago(1)],
  ["somebody else's", by("x", 1), null],
  ["nobody's", { activityDateTime: ago(1), category: "UserManagement", initiatedBy: null }, null],
])("%s", async (_what, entry, last) => {
  expect((await written([user("u")], list(entry))).of("u")?.last).toBe(last);
});

test.each([
  ["an id tells which of two of a name it was", byApp("p2", "same", 1), [null, ago(1)]],
  ["without an id either may have been it, and both count", byApp(null, "same", 1), [ago(1), ago(1)]],
  ["an empty id is none", byApp("", "same", 1), [ago(1), ago(1)]],
  ["no name is nobody's", byApp(null, null, 1), [null, null]],
])("%s", async (_what, entry, last) => {
  const { of } = await written([app("p1", "same"), app("p2", "same")], list(entry));
  expect([of("p1")?.last, of("p2")?.last]).toEqual(last);
});

describe("a log too long for one page", () => {
  test("is read further back for those who were not seen, and from its other end for those who were", async () => {
    const { of, asked, newest } = await written([user("busy"), user("old")], ({ address }) => {
      if (address.includes("$orderby=activityDateTime asc")) return cut(by("busy", 50), by("busy", 49));
      return address.includes("busy") ? cut(by("busy", 1), by("busy", 2)) : list(by("old", 60));
    });
    expect(of("busy")).toEqual({ since: WEEK_AGO, last: ago(1), first: ago(50), turnSince: ago(50) });
    expect(of("old")).toEqual({ since: WEEK_AGO, last: ago(60), first: ago(60), turnSince: ago(60) });
    expect(asked[1]).toContain(
      `activityDateTime ge ${WEEK_AGO} and activityDateTime le ${ago(2)} and (initiatedBy/user/id eq 'old')`,
    );
    const first = asked.filter((one) => one.includes("activityDateTime asc"));
    expect(first.map((one) => /ge (\S+)/.exec(one)?.[1])).toEqual([
      WEEK_AGO,
      new Date(AT - 60 * HOUR + 1).toISOString(),
    ]);
    expect(asked).toHaveLength(4);
    // What both have written since, and nothing older, is known of all of them.
    expect(newest).toMatchObject({ since: ago(2), bursts: [{ identityId: "busy" }, { identityId: "busy" }] });
  });

  test("whose turn begins within what was seen is asked for its oldest write only", async () => {
    const { of, asked } = await written([user("busy"), user("old")], ({ address }) =>
      address.includes(" asc") ? list(by("busy", 90)) : cut(by("busy", 1), by("old", 2), by("busy", 3)),
    );
    expect(of("busy")).toEqual({ since: WEEK_AGO, last: ago(1), first: ago(90), turnSince: ago(1) });
    expect(asked.filter((one) => one.includes(" asc"))).toHaveLength(2);
  });

  test("ends after some questions: then it is said how far it was looked at", async () => {
    let hours = 0;
    const { of, asked } = await written([user("busy"), user("idle")], ({ address }) => {
      hours += 1;
      return cut(
        by(address.includes("busy") ? "busy" : "idle", hours, address.includes("busy") ? "UserManagement" : ""),
      );
    });
    expect(of("idle")).toEqual({ since: ago(8), last: null, first: null, turnSince: null });
    expect(asked.filter((one) => one.includes(" desc"))).toHaveLength(8);
  });

  test("a page without an entry that has another one after it tells nothing", async () => {
    const { of, asked } = await written([user("u")], cut());
    expect(of("u")).toEqual({ since: SERVICE_TIME, last: null, first: null, turnSince: null });
    expect(asked).toHaveLength(8);
  });
});

test.each([
  ["refused", forbidden],
  ["throttled for too long", { status: 429 }],
  ["no time", list({ activityDateTime: "soon", category: "UserManagement", initiatedBy: null })],
  ["a page of the web", { body: "<html>" }],
])("%s is unknown, with a remedy", async (_what, answer) => {
  const fact = await observe(readIdentityWrites(answering({ [LOG]: answer }).client, [user("u")], AT));
  expect(fact).toMatchObject({ state: "unknown", remedy: expect.stringMatching(/./) as string });
});
