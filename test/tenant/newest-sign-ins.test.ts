import { expect, test } from "vitest";
import { readNewestSignIns, type SignerIn } from "../../src/tenant/newest-sign-ins.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, cannedService, forbidden, json, SERVICE_TIME, type Sent } from "./canned-service.js";

const AT = Date.parse(SERVICE_TIME);
const LOG = "/beta/auditLogs/signIns";
const SINCE = "2026-11-15T10:00:00Z";
const user = (id: string): SignerIn => ({ id, kind: "user" });
const app = (id: string): SignerIn => ({ id, kind: "application" });
const ago = (hours: number) => new Date(AT - hours * 3_600_000).toISOString();
const entry = (of: object, hours: number) => ({ createdDateTime: ago(hours), status: { errorCode: 50_053 }, ...of });
const list = (...value: readonly unknown[]) => json({ value });
const read = async (who: readonly SignerIn[], answer: Canned | ((sent: Sent) => Canned)) => {
  const { client, sent } = typeof answer === "function" ? cannedService(answer) : answering({ [LOG]: answer });
  const { value } = await readNewestSignIns(client, who, AT);
  const of = Object.fromEntries(
    [...value.of].map(([id, fact]) => [id, fact.state === "known" ? fact.value : fact.state]),
  );
  return { of, since: value.since, asked: sent.map(({ address }) => address) };
};

test("one question for users and one for applications, seven days back", async () => {
  const { asked, of, since } = await read([user("u"), app("p")], ({ address }) =>
    address.includes("servicePrincipalId")
      ? list(entry({ servicePrincipalId: "P" }, 4), entry({ servicePrincipalId: "p" }, 2))
      : list(),
  );
  expect(asked).toEqual([
    `${LOG}?$filter=createdDateTime ge ${SINCE} and (signInEventTypes/any(t: t eq 'interactiveUser') or signInEventTypes/any(t: t eq 'nonInteractiveUser')) and userId eq 'u'&$top=200`,
    `${LOG}?$filter=createdDateTime ge ${SINCE} and signInEventTypes/any(t: t eq 'servicePrincipal') and servicePrincipalId eq 'p'&$top=200`,
  ]);
  expect(of).toEqual({ u: null, p: ago(2) });
  expect(since).toBe(SINCE);
});

test("nobody is nothing to ask", async () => {
  expect((await read([], forbidden)).asked).toEqual([]);
});

test("a sign-in of an application in a user's name is not the user's", async () => {
  expect((await read([user("u")], list(entry({ servicePrincipalId: "u" }, 1)))).of).toEqual({ u: null });
});

test("those who are hidden behind ones that sign in all the time are asked for further back", async () => {
  const busy = Array.from({ length: 200 }, (_, index) => entry({ userId: "busy" }, 1 + index / 100));
  const { of, asked } = await read([user("busy"), user("old"), user("idle")], ({ address }) =>
    address.includes("'busy'") ? list(...busy) : list(entry({ userId: "old" }, 50)),
  );
  expect(of).toEqual({ busy: ago(1), old: ago(50), idle: null });
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain(`createdDateTime le ${ago(1 + 199 / 100)}`);
});

test("after some questions it stays unknown, with a remedy", async () => {
  const page = { value: [entry({ userId: "x" }, 1)], "@odata.nextLink": "https://graph.microsoft.com/beta/more" };
  const { client, sent } = answering({ [LOG]: json(page) });
  const { value } = await readNewestSignIns(client, [user("u")], AT);
  expect(value.of.get("u")).toMatchObject({
    state: "unknown",
    remedy: expect.stringContaining("sign-in log") as string,
  });
  expect(sent).toHaveLength(8);
});

test("forty identities are few questions", async () => {
  const many = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? user(`u${index}`) : app(`p${index}`)));
  const { asked, of } = await read(many, list());
  expect(asked).toHaveLength(4);
  expect(Object.keys(of)).toHaveLength(40);
});

const NO_LICENCE: Canned = {
  status: 403,
  body: {
    error: {
      code: "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      message: "Neither tenant is B2C or tenant doesn't have premium license",
    },
  },
};

test.each([
  ["no licence", NO_LICENCE, /P1 or P2 licence/],
  ["no right", forbidden, /AuditLog\.Read\.All/],
  ["throttled for too long", { status: 429 }, /Wait some minutes/],
  ["no time", list({ createdDateTime: "recently", userId: "u" }), /newer version/],
])("%s is unknown, and says why", async (_what, answer, remedy) => {
  const fact = await observe(readNewestSignIns(answering({ [LOG]: answer }).client, [user("u")], AT));
  expect(fact).toMatchObject({ state: "unknown", remedy: expect.stringMatching(remedy) as string });
});
