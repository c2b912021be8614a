import { isMainThread } from "node:worker_threads";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readHealthServers } from "../../src/tenant/health.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, cannedService, forbidden, json } from "./canned-service.js";

const SERVICES = "/providers/Microsoft.ADHybridHealthService/services";
const NAME = "AadSyncService-contoso.onmicrosoft.com";
const MEMBERS = `${SERVICES}/${NAME}/servicemembers`;
const FRESHNESS = `${MEMBERS}/h-1/datafreshness`;
const MEMBER = {
  serviceMemberId: "h-1",
  machineId: "m-1",
  machineName: "AADC-OLD",
  status: "Healthy",
  disabled: false,
  lastUpdated: "2026-11-20T08:00:00.0508805Z",
  createdDate: "0001-01-01T00:00:00",
  role: "AadSync_AadConnectSync_1.0",
  properties: [{ key: "a", value: "b" }],
};
const AT = "2026-11-20T08:00:00";
const NEVER = ["0001-01-01T00:00:00", "0001-01-01T00:00:00Z", null, ""] as const;

const service = (member: unknown = MEMBER, freshness: Canned = json([])) =>
  answering({
    [SERVICES]: json({ value: [{ serviceName: NAME, type: "AadSyncService" }], totalCount: 0 }),
    [MEMBERS]: json({ value: [member], nextLink: "" }),
    [FRESHNESS]: freshness,
  });
const read = async (member?: unknown, freshness?: Canned) =>
  (await readHealthServers(service(member, freshness).client)).value[0];

test("a server is read with its uploads; its entry is kept whole", async () => {
  const uploads = json({ value: [{ key: "ServiceStatus", value: "2026-11-22T09:00:00.1234567Z" }] });
  expect(await read(MEMBER, uploads)).toMatchObject({
    serviceName: NAME,
    id: "h-1",
    machineId: "m-1",
    machineName: "AADC-OLD",
    status: "Healthy",
    disabled: false,
    lastUpdated: { state: "known", value: "2026-11-20T08:00:00.050Z" },
    uploads: { state: "known", value: { ServiceStatus: "2026-11-22T09:00:00.123Z" } },
    whole: MEMBER,
  });
});

test("only services of synchronisation are looked into, each with the API's one version", async () => {
  const { client, sent } = cannedService(({ address }) =>
    address.startsWith(`${SERVICES}?`)
      ? json([{ serviceName: NAME }, { serviceName: "AdFederationService-x", type: "AdFederationService" }])
      : json([]),
  );
  expect((await readHealthServers(client)).value).toEqual([]);
  expect(sent.map(({ address }) => address.split("?")[0])).toEqual([SERVICES, MEMBERS]);
  for (const { address } of sent) expect(address).toContain("api-version=2014-01-01");
  expect(sent[0]?.address).toContain("serviceType=AadSyncService");
});

test("credentials are never asked for: that answer holds keys", async () => {
  const { client, sent } = service();
  await readHealthServers(client);
  expect(sent.map(({ address }) => address).join()).not.toMatch(/credentials/i);
  expect(sent.every(({ method }) => method === "GET")).toBe(true);
});

describe("never", () => {
  test.each(NEVER)("is written as %j", async (value) => {
    expect(await read({ ...MEMBER, lastUpdated: value }, json([{ key: "a", value }]))).toMatchObject({
      lastUpdated: { state: "known", value: null },
      uploads: { state: "known", value: { a: null } },
    });
  });
});

describe("a time that cannot be understood is not taken for never", () => {
  test.each(["yesterday", "2026-13-45T00:00:00Z", " "])("%j of an entry", async (lastUpdated) => {
    const server = await read({ ...MEMBER, lastUpdated }, json([]));
    expect(server?.lastUpdated).toMatchObject({
      state: "unknown",
      reason: `Connect Health says "${lastUpdated}", which is no time.`,
    });
    expect(server?.uploads).toMatchObject({ state: "known", value: {} });
  });

  test("an entry without one", async () => {
    expect((await read({ ...MEMBER, lastUpdated: undefined }))?.lastUpdated).toMatchObject({
      state: "unknown",
      reason: "Connect Health leaves out a time.",
    });
  });

  test.each([
    ["yesterday", "yesterday"],
    ["2026-13-45T00:00:00Z", "2026-13-45T00:00:00Z"],
    ["a time that is left out", undefined],
  ])("one upload of several: %s", async (_what, value) => {
    const list = [
      { key: "a", value: "2026-11-22T09:00:00Z" },
      { key: "b", value },
    ];
    const server = await read(MEMBER, json(list));
    expect(server?.uploads).toMatchObject({ state: "unknown" });
    expect(server?.uploads).not.toHaveProperty("value");
    expect(server?.lastUpdated.state).toBe("known");
  });
});

// A worker thread cannot move to another time zone.
test.skipIf(!isMainThread)("a time without a zone is UTC, wherever this runs", async () => {
  vi.stubEnv("TZ", "America/New_York");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(new Date(AT).getTimezoneOffset()).not.toBe(0);
  const timeOf = async (lastUpdated: string) => (await read({ ...MEMBER, lastUpdated }))?.lastUpdated;
  expect(await timeOf(AT)).toMatchObject({ state: "known", value: `${AT}.000Z` });
  expect(await timeOf(`${AT}+02:00`)).toMatchObject({ state: "known", value: "2026-11-20T06:00:00.000Z" });
});

describe("uploads", () => {
  test.each([
    ["a bare array", [{ key: "a", value: "2026-11-22T09:00:00Z" }]],
    ["{value}", { value: [{ key: "a", value: "2026-11-22T09:00:00Z" }] }],
  ])("come as %s", async (_what, body) => {
    expect((await read(MEMBER, json(body)))?.uploads).toMatchObject({
      state: "known",
      value: { a: "2026-11-22T09:00:00.000Z" },
    });
  });

  test.each([
    ["refused", forbidden],
    ["missing", { status: 404 }],
    ["broken", { status: 500 }],
    ["of another form", json({ value: "none" })],
    ["of another form inside", json([{ name: "a" }])],
    ["no JSON", { status: 200 }],
  ])("that are %s are unknown, and the server stays listed", async (_what, canned) => {
    const server = await read(MEMBER, canned);
    expect(server).toMatchObject({ id: "h-1", uploads: { state: "unknown" } });
  });

  test("that are refused say which role reads them", async () => {
    expect(JSON.stringify((await read(MEMBER, forbidden))?.uploads)).toContain("Azure role Reader");
  });
});

test("what an entry does not say is not made up", async () => {
  expect(await read({ serviceMemberId: "h-1" })).toMatchObject({
    machineName: "",
    machineId: null,
    status: null,
    disabled: false,
    lastUpdated: { state: "unknown" },
    whole: { serviceMemberId: "h-1" },
  });
});

test("an entry without id is refused", async () => {
  await expect(read({ ...MEMBER, serviceMemberId: undefined })).rejects.toMatchObject({ code: "unexpected-shape" });
});

test("a list that is refused is unknown and names the role", async () => {
  const fact = await observe(readHealthServers(cannedService(() => forbidden).client));
  expect(fact).toMatchObject({ state: "unknown" });
  expect(JSON.stringify(fact)).toContain("Reader on /providers/Microsoft.ADHybridHealthService");
});
