import { expect, test } from "vitest";
import { readDisabling } from "../../src/tenant/disabling-events.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, cannedService, forbidden, json, SERVICE_TIME } from "./canned-service.js";

const AT = Date.parse(SERVICE_TIME);
const LOG = "/v1.0/auditLogs/directoryAudits";
const ago = (hours: number) => new Date(AT - hours * 3_600_000).toISOString();
const list = (...value: readonly unknown[]) => json({ value });
const event = (hours: number, activityDisplayName: string | null, more: object = {}) => ({
  activityDateTime: ago(hours),
  activityDisplayName,
  result: "success",
  targetResources: [{ id: "ID", modifiedProperties: [] }],
  ...more,
});
const changed = (newValue: string | null, displayName: string | null = "AccountEnabled", id = "id") => ({
  targetResources: [{ id, modifiedProperties: [{ displayName, oldValue: "[true]", newValue }] }],
});
const read = async (...events: readonly unknown[]) =>
  (await readDisabling(answering({ [LOG]: list(...events) }).client, "id", AT)).value;

test("asked of one object, as far back as the log reaches, newest first", async () => {
  const { client, sent } = answering({ [LOG]: list() });
  expect((await readDisabling(client, "o'id", AT)).value).toBeNull();
  expect(sent.map(({ address }) => address)).toEqual([
    `${LOG}?$filter=activityDateTime ge 2026-10-23T10:00:00.000Z and targetResources/any(t: t/id eq 'o''id')&$orderby=activityDateTime desc&$top=100`,
  ]);
});

test.each([
  ["an account that was disabled", event(1, "Disable account"), true],
  ["one that was enabled", event(1, "Enable account"), false],
  ["a change of a user by which it was disabled", event(1, "Update user", changed("[false]")), true],
  [
    "a change of a service principal by which it was disabled",
    event(1, "Update service principal", changed("[false]")),
    true,
  ],
  ["the value by itself", event(1, "Update user", changed("false")), true],
  ["the value as a text", event(1, "Update user", changed('["False"]')), true],
  ["the name in another case", event(1, "Update user", changed("[false]", "accountEnabled")), true],
  ["a change by which it was enabled", event(1, "Update user", changed("[true]")), false],
  ["one that does not say to what", event(1, "Update user", changed(null)), false],
  ["a change of something else", event(1, "Update user", changed("[false]", "StrongAuthentication")), false],
  ["a change of another object beside", event(1, "Update user", changed("[false]", "AccountEnabled", "other")), false],
  ["one that failed", event(1, "Disable account", { result: "failure" }), false],
  ["one of which it is not said", event(1, "Disable account", { result: null }), true],
  ["another one's", event(1, "Disable account", { targetResources: [{ id: "other" }] }), false],
  ["no target", event(1, "Disable account", { targetResources: null }), false],
  ["no name", event(1, null), false],
])("%s", async (_what, one, isFound) => {
  expect(await read(one)).toBe(isFound ? ago(1) : null);
});

test("the newest counts, in whatever order they come", async () => {
  expect(await read(event(5, "Disable account"), event(3, "Enable account"), event(2, "Disable account"))).toBe(ago(2));
});

test("what else was done to it is passed over, page after page, and not without end", async () => {
  const page = (number: number) => ({
    value: [event(number, "Update user")],
    "@odata.nextLink": `https://graph.microsoft.com${LOG}?$skiptoken=${number + 1}`,
  });
  const third = cannedService(({ address }) =>
    address.includes("skiptoken=3") ? list(event(30, "Disable account")) : json(page(address.includes("=2") ? 2 : 1)),
  );
  expect((await readDisabling(third.client, "id", AT)).value).toBe(ago(30));
  let pages = 0;
  const endless = cannedService(() => {
    pages += 1;
    return json(page(pages));
  });
  expect(await observe(readDisabling(endless.client, "id", AT))).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("Too much") as string,
    remedy: expect.stringMatching(/./) as string,
  });
  expect(pages).toBe(3);
});

test.each([
  ["refused", forbidden],
  ["throttled for too long", { status: 429 }],
  ["no time", list({ ...event(1, "Disable account"), activityDateTime: "now" })],
])("%s is unknown", async (_what, answer) => {
  const fact = await observe(readDisabling(answering({ [LOG]: answer }).client, "id", AT));
  expect(fact).toMatchObject({ state: "unknown", remedy: expect.stringMatching(/./) as string });
});
