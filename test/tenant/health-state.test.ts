// Alerts, export errors and last exports of Connect Health: what is read, and what is not made up.
import { describe, expect, test } from "vitest";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import { readHealthServices } from "../../src/tenant/health.js";
import { readExportErrorCounts, readHealthAlerts, readServerExports } from "../../src/tenant/health-state.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, type Canned, cannedService, forbidden, json } from "./canned-service.js";

const SERVICES = "/providers/Microsoft.ADHybridHealthService/services";
const NAME = "AadSyncService-contoso.onmicrosoft.com";
const ALERTS = `${SERVICES}/${NAME}/alerts`;
const COUNTS = `${SERVICES}/${NAME}/exporterrors/counts`;
const EXPORTS = `${SERVICES}/${NAME}/exportstatus`;
const ALERT = {
  alertId: "a-1",
  level: "Error",
  state: "Active",
  shortName: "SyncServiceNotRunning",
  displayName: "The service is not running.",
  description: "<b>HTML</b>",
  createdDate: "2026-11-22T08:00:00.0000805Z",
  serviceMemberId: "h-1",
};

const service = (answers: Readonly<Record<string, Canned>>) =>
  answering({ [SERVICES]: json({ value: [{ serviceName: NAME, type: "AadSyncService" }] }), ...answers });
const read = async <T>(reader: (arm: ServiceClient, services: never) => Promise<T>, client: ServiceClient) =>
  reader(client, (await readHealthServices(client)) as never);
const alerts = async (body: unknown) => (await read(readHealthAlerts, service({ [ALERTS]: json(body) }).client)).value;
const counts = async (body: unknown) =>
  (await read(readExportErrorCounts, service({ [COUNTS]: json(body) }).client)).value;
const exports = async (body: unknown) =>
  (await read(readServerExports, service({ [EXPORTS]: json(body) }).client)).value;

describe("alerts", () => {
  test("are those that are active, asked for as such; of a page with HTML only the title is kept", async () => {
    const { client, sent } = service({ [ALERTS]: json({ value: [ALERT, { ...ALERT, state: "ResolvedByTimer" }] }) });
    expect((await read(readHealthAlerts, client)).value).toEqual([
      {
        alertId: "a-1",
        level: "Error",
        title: "The service is not running.",
        serverId: "h-1",
        since: "2026-11-22T08:00:00.000Z",
      },
    ]);
    expect(sent.at(-1)?.address).toBe(`${ALERTS}?state=Active&api-version=2014-01-01`);
  });

  test("come errors first, page by page", async () => {
    const { client } = cannedService(({ address }) => {
      if (address.startsWith(`${SERVICES}?`)) return json([{ serviceName: NAME }]);
      return address.includes("skip")
        ? json({ value: [{ ...ALERT, alertId: "a-2" }], nextLink: null })
        : json({
            value: [{ ...ALERT, level: "Warning" }],
            nextLink: `https://graph.microsoft.com${encodeURI(ALERTS)}?skip=1`,
          });
    });
    expect((await read(readHealthAlerts, client)).value.map(({ alertId }) => alertId)).toEqual(["a-2", "a-1"]);
  });

  test("say nothing that was not said", async () => {
    expect(await alerts({ value: [{}] })).toEqual([
      { alertId: "", level: null, title: "", serverId: null, since: null },
    ]);
    expect(await alerts([{ createdDate: "0001-01-01T00:00:00" }, { createdDate: "yesterday" }])).toMatchObject([
      { since: null },
      { since: null },
    ]);
  });

  test("a title without end is shortened, and a thousand alerts are not kept", async () => {
    expect((await alerts([{ ...ALERT, displayName: "x".repeat(100_000) }]))[0]?.title).toHaveLength(200);
    expect(await alerts(Array.from({ length: 1_000 }, () => ALERT))).toHaveLength(500);
  });
});

describe("export errors", () => {
  const list = [
    { errorBucket: "DataMismatch", count: 2, truncated: false },
    { errorBucket: "All", count: 2, truncated: true },
  ];
  test.each([
    ["a bare array", list],
    ["{value}", { value: list }],
  ])("come as %s", async (_what, body) => {
    expect(await counts(body)).toEqual([
      { bucket: "DataMismatch", count: 2, truncated: false },
      { bucket: "All", count: 2, truncated: true },
    ]);
  });

  test.each([
    ["a number that is text", [{ errorBucket: "All", count: "2" }]],
    ["fewer than none", [{ errorBucket: "All", count: -1 }]],
    ["half of one", [{ errorBucket: "All", count: 0.5 }]],
    ["no bucket", [{ count: 1 }]],
    ["an object that is no list", { All: 1 }],
  ])("%s is not understood, which is not none", async (_what, body) => {
    await expect(counts(body)).rejects.toMatchObject({ code: "unexpected-shape" });
  });

  test("of two services are added up", async () => {
    const { client } = cannedService(({ address }) =>
      address.startsWith(`${SERVICES}?`)
        ? json([{ serviceName: "one" }, { serviceName: "two" }])
        : json([{ errorBucket: "All", count: address.includes("/one/") ? 3 : 4 }]),
    );
    expect((await read(readExportErrorCounts, client)).value).toEqual([{ bucket: "All", count: 7, truncated: false }]);
  });
});

describe("last exports", () => {
  test("are told by server; one that never exported has none", async () => {
    const never = [null, "", "0001-01-01T00:00:00"].map((endTime) => ({ serviceMemberId: "h-2", endTime }));
    expect(
      await exports({ value: [{ serviceMemberId: "h-1", endTime: "2026-11-22T09:00:00.1230805Z" }, ...never] }),
    ).toEqual([{ serverId: "h-1", at: "2026-11-22T09:00:00.123Z" }]);
  });

  test.each([["yesterday"], [undefined]])("%j is no time", async (endTime) => {
    await expect(exports([{ serviceMemberId: "h-1", endTime }])).rejects.toMatchObject({ code: "unexpected-shape" });
  });
});

describe.each([
  ["alerts", readHealthAlerts, ALERTS],
  ["export errors", readExportErrorCounts, COUNTS],
  ["last exports", readServerExports, EXPORTS],
] as const)("%s", (_what, reader, address) => {
  test("that are refused are unknown, with the role that reads them", async () => {
    const fact = await observe<unknown>(read<never>(reader as never, service({ [address]: forbidden }).client));
    expect(fact).toMatchObject({ state: "unknown" });
    expect(JSON.stringify(fact)).toContain("Azure role Reader");
  });

  test("of a tenant without a service are unknown, not none", async () => {
    const { client } = cannedService(() => json({ value: [] }));
    await expect(read(reader as never, client)).rejects.toMatchObject({ code: "no-health-service" });
  });

  test("are not told by half: one service of two is refused", async () => {
    const { client } = cannedService(({ address: asked }) => {
      if (asked.startsWith(`${SERVICES}?`)) return json([{ serviceName: "one" }, { serviceName: "two" }]);
      return asked.includes("/one/") ? json([]) : forbidden;
    });
    await expect(read(reader as never, client)).rejects.toMatchObject({ name: "PermissionError" });
  });
});
