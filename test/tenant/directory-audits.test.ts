import { expect, test } from "vitest";
import { foldWrites, readDirectoryWrites, type Writer } from "../../src/tenant/directory-audits.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const AT = Date.parse(SERVICE_TIME);
const MINUTE = 60_000;
const DAY_AGO = "2026-11-21T10:00:00.000Z";
const USER: Writer = { id: "u-1", kind: "user", name: "Sync_A_0123456789ab@contoso.com" };
const APP: Writer = { id: "p-1", kind: "application", name: "ConnectSyncProvisioning_B_0123456789ab" };
const LOG = "/v1.0/auditLogs/directoryAudits";

const ago = (minutes: number) => new Date(AT - minutes * MINUTE).toISOString();
const entry = (minutes: number, initiatedBy: unknown, category: string | null = "UserManagement") => ({
  activityDateTime: ago(minutes),
  category,
  initiatedBy,
});
const byUser = (id: string) => ({ app: null, user: { id } });
const byApp = (servicePrincipalId: string | null, displayName: string | null = APP.name) => ({
  user: null,
  app: { servicePrincipalId, displayName },
});
const read = (answer: Canned, writers: readonly Writer[] = [USER, APP]) =>
  readDirectoryWrites(answering({ [LOG]: answer }).client, writers, AT);
const list = (...value: readonly unknown[]) => json({ value });

test("one request for all of them, of the last day, newest first", async () => {
  const { client, sent } = answering({ [LOG]: list() });
  expect(await readDirectoryWrites(client, [USER, { ...APP, name: "O'Hara" }], AT)).toEqual({
    value: { since: DAY_AGO, bursts: [] },
    source: { request: `GET ${LOG}`, at: SERVICE_TIME },
  });
  expect(sent.map(({ address }) => address)).toEqual([
    `${LOG}?$filter=activityDateTime ge ${DAY_AGO} and (initiatedBy/user/id eq 'u-1' or initiatedBy/app/displayName eq 'O''Hara')` +
      "&$select=id,activityDateTime,category,initiatedBy&$orderby=activityDateTime desc&$top=999",
  ]);
});

test("writes are folded into bursts, newest first", async () => {
  const entries = [
    entry(5, byApp("P-1")),
    entry(30, byUser("u-1")),
    entry(33, byUser("U-1")),
    entry(40, byUser("u-1")),
  ];
  expect((await read(list(...entries))).value.bursts).toEqual([
    { identityId: "p-1", first: ago(5), last: ago(5), writes: 1 },
    { identityId: "u-1", first: ago(33), last: ago(30), writes: 2 },
    { identityId: "u-1", first: ago(40), last: ago(40), writes: 1 },
  ]);
});

test("another one's write ends a burst", () => {
  const one = (identityId: string, minutes: number) => ({ identityId, at: AT - minutes * MINUTE });
  const bursts = foldWrites([one("a", 3), one("b", 2), one("a", 1)]);
  expect(bursts.map(({ identityId, writes }) => [identityId, writes])).toEqual([
    ["a", 1],
    ["b", 1],
    ["a", 1],
  ]);
});

test.each([
  ["renewing a certificate is no export", [APP], entry(5, byApp("p-1"), "ApplicationManagement"), 0],
  ["nor is what has no category", [APP], entry(5, byApp("p-1"), null), 0],
  ["groups are exported", [APP], entry(5, byApp("p-1"), "GroupManagement"), 1],
  ["an application of the same name that is another", [APP], entry(5, byApp("p-2")), 0],
  ["an application is known by its name where the log tells no id", [APP], entry(5, byApp(null)), 1],
  ["unless two have it", [APP, { ...APP, id: "p-2" }], entry(5, byApp(null)), 0],
  ["nobody is told", [APP, USER], entry(5, null), 0],
  ["the service did it", [APP, USER], entry(5, { user: null, app: { displayName: null } }), 0],
] as const)("%s", async (_what, writers, one, bursts) => {
  expect((await read(list(one), writers)).value.bursts).toHaveLength(bursts);
});

test("where there is another page, the log was read back to the oldest entry only", async () => {
  const body = {
    value: [entry(5, byUser("u-1")), entry(20, byUser("u-1"))],
    "@odata.nextLink": "https://graph.microsoft.com/next",
  };
  expect((await read(json(body))).value.since).toBe(ago(20));
});

test("of many bursts the newest 300 are kept", async () => {
  const entries = Array.from({ length: 400 }, (_, index) => entry(index, byUser(index % 2 === 0 ? "u-1" : "u-2")));
  const { value } = await read(list(...entries), [USER, { ...USER, id: "u-2" }]);
  expect(value.bursts).toHaveLength(300);
  expect(value.since).toBe(ago(299));
});

const many = (length: number) => Array.from({ length }, (_, index): Writer => ({ ...USER, id: `u-${index}` }));

test("more than one filter can hold are asked for by two requests, and known as far back as both reach", async () => {
  const { client, sent } = cannedService(({ address }) =>
    address.includes("'u-0'")
      ? json({ value: [entry(5, byUser("u-0"))], "@odata.nextLink": "https://graph.microsoft.com/next" })
      : list(entry(4, byUser("u-14")), entry(60, byUser("u-14"))),
  );
  const { value } = await readDirectoryWrites(client, many(20), AT);
  expect(sent).toHaveLength(2);
  expect(value.since).toBe(ago(5));
  expect(value.bursts.map(({ identityId }) => identityId)).toEqual(["u-14", "u-0"]);
});

test("nobody to look for: nothing is asked", async () => {
  const { client, sent } = answering({});
  expect((await readDirectoryWrites(client, [], AT)).value.bursts).toEqual([]);
  expect(sent).toEqual([]);
});

test.each([
  ["it is refused", forbidden],
  ["it is no list", json({ value: "none" })],
  ["nothing is answered", json(null)],
  ["a time is none", list({ ...entry(5, byUser("u-1")), activityDateTime: "just now" })],
  ["a time is missing", list({ initiatedBy: byUser("u-1") })],
])("not known, never nobody: %s", async (_what, answer) => {
  expect((await observe(read(answer))).state).toBe("unknown");
});

test("too many identities: not known", async () => {
  expect((await observe(read(list(), many(29)))).state).toBe("unknown");
});
