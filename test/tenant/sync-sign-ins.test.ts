import { expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { readSyncSignIns } from "../../src/tenant/sync-sign-ins.js";
import { answering, type Canned, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const AT = Date.parse(SERVICE_TIME);
const LOG = "/beta/auditLogs/signIns";
const USER = { id: "u-1", kind: "user" } as const;
const APPLICATION = { id: "p-1", kind: "application" } as const;
const ago = (minutes: number) => new Date(AT - minutes * 60_000).toISOString();
const list = (...value: readonly unknown[]) => json({ value });
const signIn = (minutes: number, errorCode: number | null, more: object = {}) => ({
  createdDateTime: ago(minutes),
  userId: "U-1",
  ipAddress: "203.0.113.5",
  status: { errorCode },
  ...more,
});
const read = (answer: Canned) => readSyncSignIns(answering({ [LOG]: answer }).client, [USER], AT);
const legacy = (value: string | null) => ({
  authenticationProcessingDetails: [{ key: "Legacy TLS (TLS 1.0, TLS 1.1, 3DES)", value }],
});

test("one request for all users and one for all applications, of the last day", async () => {
  const { client, sent } = answering({ [LOG]: list() });
  const { value } = await readSyncSignIns(client, [USER, { ...USER, id: "u-2" }, APPLICATION], AT);
  expect(value.since).toBe("2026-11-21T10:00:00Z");
  expect(value.identities.map(({ identityId, newest }) => [identityId, newest])).toEqual([
    ["u-1", null],
    ["u-2", null],
    ["p-1", null],
  ]);
  const since = "createdDateTime ge 2026-11-21T10:00:00Z and";
  expect(sent.map(({ address }) => new URL(address, "https://host").searchParams.get("$filter"))).toEqual([
    `${since} (signInEventTypes/any(t: t eq 'interactiveUser') or signInEventTypes/any(t: t eq 'nonInteractiveUser')) and (userId eq 'u-1' or userId eq 'u-2')`,
    `${since} signInEventTypes/any(t: t eq 'servicePrincipal') and servicePrincipalId eq 'p-1'`,
  ]);
});

test("nobody signs in: nothing is asked", async () => {
  const { client, sent } = cannedService(() => forbidden);
  expect((await readSyncSignIns(client, [], AT)).value.identities).toEqual([]);
  expect(sent).toEqual([]);
});

test("the newest by its time, and how often each error came", async () => {
  const answer = list(signIn(30, 0), signIn(5, 50126, { ipAddress: "203.0.113.6" }), signIn(40, 0));
  const { complete, identities } = (await read(answer)).value;
  expect(complete).toBe(true);
  expect(identities).toMatchObject([
    {
      seen: 3,
      newest: { at: ago(5), errorCode: 50126, ip: "203.0.113.6" },
      codes: [
        { code: 0, count: 2 },
        { code: 50126, count: 1 },
      ],
      addresses: ["203.0.113.6", "203.0.113.5"],
    },
  ]);
});

test.each([
  ["the log does not say", [signIn(5, 0)], null],
  ["no detail speaks of it", [signIn(5, 0, { authenticationProcessingDetails: [] })], 0],
  ["it says no", [signIn(5, 0, legacy("False"))], 0],
  ["it says yes", [signIn(5, 0, legacy("True")), signIn(6, 0, legacy("False"))], 1],
  ["it names it without a value", [signIn(5, 0, legacy(null))], 1],
])("old TLS: %s", async (_what, entries, legacyTls) => {
  expect((await read(list(...entries))).value.identities).toMatchObject([{ legacyTls }]);
});

test.each([
  ["no status", signIn(5, 0, { status: null })],
  ["a status without a code", signIn(5, null)],
])("%s: what came of it is not known, never success", async (_what, entry) => {
  expect((await read(list(entry))).value.identities).toMatchObject([{ newest: { errorCode: null }, codes: [] }]);
});

test("a full page is not said to be all", async () => {
  const many = Array.from({ length: 200 }, (_, index) => signIn(index, 0));
  expect((await read(list(...many))).value.complete).toBe(false);
});

test.each([
  ["refused", forbidden],
  ["nothing", json(null)],
  ["no list", json({ value: "none" })],
  ["no time", list({ userId: "u-1" })],
  ["a code that is a text", list(signIn(5, 0, { status: { errorCode: "0" } }))],
])("%s: not known, never none", async (_what, answer) => {
  expect((await observe(read(answer))).state).toBe("unknown");
});
