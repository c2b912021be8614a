// Shapes in which Connect Health answers, or may: lists, links, counts, what servers are registered as, versions, alerts.
import { describe, expect, test } from "vitest";
import { registeredInStaging, roleIn } from "../../src/health/entry.js";
import { judgeServer } from "../../src/health/judgement.js";
import { type HealthServer, readHealthServers } from "../../src/tenant/health.js";
import { readHealthDetails } from "../../src/tenant/health-details.js";
import { readHealthTenant } from "../../src/tenant/health-tenant.js";
import { answering, type Canned, cannedService, forbidden, json } from "./canned-service.js";

const ROOT = "/providers/Microsoft.ADHybridHealthService";
const NAME = "AadSyncService-contoso.onmicrosoft.com";
const MEMBERS = `${ROOT}/services/${NAME}/servicemembers`;
const ID = "A1B2C3D4-0000-4000-8000-000000000001";
const SOURCE = { request: "GET services" };
const SERVICES = json({ value: [{ serviceName: NAME, type: "AadSyncService" }] });

const serversOf = async (members: Canned, freshness: Canned = json([])) => {
  const { client } = answering({
    [`${ROOT}/services`]: SERVICES,
    [MEMBERS]: members,
    [`${MEMBERS}/${ID}/datafreshness`]: freshness,
  });
  return (await readHealthServers(client)).value;
};
const one = async (entry: object, freshness?: Canned): Promise<HealthServer> => {
  const [server] = await serversOf(json({ value: [{ serviceMemberId: ID, ...entry }] }), freshness);
  if (server === undefined) throw new Error("No server was read.");
  return server;
};

describe("lists", () => {
  const entry = { serviceMemberId: ID, machineName: "AADC-OLD" };

  test.each<[string, unknown]>([
    ["a bare array", [entry]],
    ["{value}", { value: [entry] }],
    ["{value} with an empty link", { value: [entry], nextLink: "" }],
    ["{value} that counts none", { value: [entry], totalCount: 0, nextLink: null, continuationToken: null }],
    ["{value} that counts too many", { value: [entry], totalCount: 40 }],
    ["{value} with a token that no request takes", { value: [entry], continuationToken: "more" }],
  ])("%s holds one server", async (_what, body) => {
    expect((await serversOf(json(body))).map(({ machineName }) => machineName)).toEqual(["AADC-OLD"]);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["{value: null}", { value: null }],
    ["{}", {}],
    ["a text", "none"],
  ])("%s is not an empty list: that nothing is listed must have been said", async (_what, body) => {
    await expect(serversOf(json(body))).rejects.toMatchObject({ code: "unexpected-shape" });
    expect((await one({}, json(body))).uploads.state).toBe("unknown");
  });

  test("a next page is followed on the same host only", async () => {
    const paged = (nextLink: string) =>
      cannedService(({ address }) => {
        if (address.startsWith(`${ROOT}/services?`)) return SERVICES;
        if (address.includes("datafreshness")) return json([]);
        return address.includes("page=2")
          ? json({ value: [{ serviceMemberId: "second" }] })
          : json({ value: [{ serviceMemberId: "first" }], nextLink });
      });
    const own = paged(`https://graph.microsoft.com${MEMBERS}?page=2`);
    expect((await readHealthServers(own.client)).value.map(({ id }) => id)).toEqual(["first", "second"]);
    const other = paged(`https://graph.microsoft.com.example.org${MEMBERS}?page=2`);
    await expect(readHealthServers(other.client)).rejects.toMatchObject({ code: "bad-next-link" });
    expect(other.sent.filter(({ address }) => address.includes("page=2"))).toEqual([]);
  });
});

describe("a kind of data that is listed twice counts by its newest", () => {
  const fresh = { key: "a", value: "2026-11-22T09:00:00Z" };

  test.each([
    ["an older time", { key: "a", value: "2022-12-01T00:00:00.0000000Z" }],
    ["never", { key: "a", value: "0001-01-01T00:00:00" }],
  ])("whichever comes first, beside %s", async (_what, older) => {
    for (const list of [
      [fresh, older],
      [older, fresh],
    ])
      expect((await one({}, json(list))).uploads).toMatchObject({ value: { a: "2026-11-22T09:00:00.000Z" } });
  });

  test("and no name of it is lost, not even one that objects have a use for", async () => {
    const { uploads } = await one({}, json([{ key: "__proto__", value: fresh.value }]));
    expect(uploads.state === "known" && Object.entries(uploads.value)).toEqual([
      ["__proto__", "2026-11-22T09:00:00.000Z"],
    ]);
  });
});

describe("what an agent was registered as", () => {
  const computed = (key: string, value: unknown) => [
    { key: "MonitoringLevel", value: "Full" },
    { key, value },
  ];

  test.each<[string, unknown, boolean | null]>([
    ["True", computed("StagingMode", "True"), true],
    ["true", computed("stagingmode", "true"), true],
    ["TRUE", computed("STAGINGMODE", "TRUE"), true],
    ["False", computed("StagingMode", "False"), false],
    ["a value that is no text", computed("StagingMode", true), true],
    ["a value that is neither", computed("StagingMode", "<value not aggregated>"), null],
    ["null in it", computed("StagingMode", null), null],
    ["another key", computed("Staging", "True"), null],
    ["an empty list", [], null],
    ["null", null, null],
    ["left out", undefined, null],
    ["a text", "<value not aggregated>", null],
    ["a list of other things", [null, 1, "StagingMode"], null],
  ])("%s", async (_what, monitoringConfigurationsComputed, expected) => {
    expect(registeredInStaging(await one({ monitoringConfigurationsComputed }))).toBe(expected);
  });

  test.each<[unknown, string | null]>([
    ["AadSync_AadConnectSync_1.0", "AadSync_AadConnectSync_1.0"],
    ["AadSync_Something_9.9", "AadSync_Something_9.9"],
    ["", null],
    [null, null],
    [7, null],
    [undefined, null],
  ])("role %j", async (role, expected) => {
    expect(roleIn(await one({ role }))).toBe(expected);
  });
});

test("states nobody knows, bags that are lists, and HTML do not keep an entry from being read", async () => {
  const odd = {
    status: "NotMonitored",
    disabled: null,
    properties: [{ key: "Agent Update Time", value: "2018-04-18 12:06:46Z" }],
    installedQfes: { kbName: "KB1" },
    dimensions: null,
    additionalInformation: "<b>old</b>",
    serverReportedMonitoringLevel: null,
    lastUpdated: "2026-11-20T08:00:00.0508805Z",
  };
  expect(await one(odd)).toMatchObject({ status: "NotMonitored", disabled: false, whole: odd });
});

describe("version and alerts", () => {
  const details = async (configuration: Canned, alerts: Canned) => {
    const { client } = answering({
      [`${MEMBERS}/${ID}/serviceconfiguration`]: configuration,
      [`${ROOT}/services/${NAME}/alerts`]: alerts,
    });
    const server = await one({ machineName: "AADC-OLD" });
    return (await readHealthDetails(client, { value: [NAME], source: SOURCE }, [server])).get(ID);
  };
  const noAlerts = json({ value: [] });

  test.each<[string, Canned, object]>([
    ["told", json({ version: "1.6.16.0", serviceType: 0 }), { state: "known", value: "1.6.16.0" }],
    ["null", json({ version: null }), { state: "known", value: null }],
    ["left out", json({ serviceAccount: "x" }), { state: "known", value: null }],
    ["refused", forbidden, { state: "unknown" }],
    ["not there", { status: 404 }, { state: "unknown" }],
  ])("a version that is %s", async (_what, canned, expected) => {
    expect((await details(canned, noAlerts))?.version).toMatchObject(expected);
  });

  test("alerts are the server's own, by id in any case, whatever else they are", async () => {
    const alerts = json({
      value: [
        { alertId: "1", level: "Error", state: "Active", serviceMemberId: ID.toLowerCase(), description: "<p>x</p>" },
        { alertId: "2", level: "PreWarning", state: "Active", serviceMemberId: ID },
        { alertId: "3", level: "Error", state: "ResolvedByTimer", serviceMemberId: ID },
        { alertId: "4", level: "Error", state: "Active", serviceMemberId: "another" },
        { alertId: "5", level: "Error", state: "Active" },
        { alertId: "6", level: null, serviceMemberId: ID, displayName: null },
      ],
      totalCount: 0,
    });
    expect((await details(json({}), alerts))?.alerts).toMatchObject({ value: { errors: 1, others: 2 } });
  });

  test("alerts that cannot be read hide no version", async () => {
    const read = await details(json({ version: "2.5.190.0" }), { status: 500 });
    expect(read).toMatchObject({ version: { value: "2.5.190.0" }, alerts: { state: "unknown" } });
  });
});

describe("the tenant", () => {
  const tenant = async (body: unknown) =>
    (await readHealthTenant(answering({ [`${ROOT}/configuration`]: json(body) }).client)).value;
  const whole = { aadPremium: true, onboarded: true, disabled: false, tenantInQuarantine: false };

  test("keeps nothing of who its administrators are, nor of its certificate", async () => {
    const secrets = { globalAdminsEmail: ["ada@contoso.com"], pksCertificate: "MIIC" };
    expect(JSON.stringify(await tenant({ ...whole, ...secrets }))).not.toMatch(/ada@contoso|MIIC/);
  });

  test("what is left out is not made up", async () => {
    const nothing = { premium: null, onboarded: null, disabled: null, inQuarantine: null };
    expect(await tenant({})).toEqual(nothing);
    expect(await tenant({ aadPremium: null, onboarded: null, disabled: null, tenantInQuarantine: null })).toEqual(
      nothing,
    );
  });
});

test("a time that means nothing hides no newer one beside it: what uploads is alive, whoever vouches for its end", async () => {
  const list = [
    { key: "a", value: "2026-11-22T09:00:00Z" },
    { key: "b", value: "yesterday" },
  ];
  const server = await one({ lastUpdated: "2022-12-01T00:00:00Z" }, json(list));
  expect(server.uploads.state).toBe("unknown");
  expect(judgeServer(server, Date.parse("2026-11-22T10:00:00Z"), 3_600_000).verdict).toBe("live");
  expect(judgeServer(server, Date.parse("2026-11-22T10:00:01Z"), 3_600_000).verdict).toBe("unknown");
});
