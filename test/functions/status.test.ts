// What people see who have a key: one tenant, all tenants, and nothing where they may not.
import { beforeEach, describe, expect, test } from "vitest";
import { createHealth } from "../../src/functions/health.js";
import { status } from "../../src/functions/status.js";
import { inTurn } from "../../src/functions/tenant-turn.js";
import { functionOverviewSchema, functionStatusSchema } from "../../src/report/function-status-schema.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { type ServicesUnderTest, servicesUnderTest, TENANT } from "../support/function-services.js";

const OTHER = "22222222-2222-4222-8222-222222222222";
const HOSTILE = "<script>alert(1)</script>\u202e";

let services: ServicesUnderTest;
beforeEach(() => {
  services = servicesUnderTest({ epoch: Date.UTC(2026, 10, 23, 12), tenants: async () => [TENANT, OTHER] });
});

function asked(query = "", accept = "application/json") {
  return { query: new URLSearchParams(query), headers: new Headers({ accept }) };
}

async function looked(hour: number, isBroken: boolean, error?: string): Promise<void> {
  const at = new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
  const broken = { key: "SYNC-002", severity: "error" as const, title: HOSTILE, text: HOSTILE, remedy: "" };
  await inTurn(
    services,
    { tenantId: TENANT, due: at },
    {
      task: "verify",
      family: "verify",
      look: async () => ({
        look: { at, conditions: isBroken ? [broken] : [], events: [], isOpaque: () => false },
        isMuted: false,
        name: HOSTILE,
        outcome: { at, error: { code: "x", message: error ?? HOSTILE, remedy: "do" } },
      }),
    },
    services.log,
  );
}

const textOf = (body: unknown) => (typeof body === "string" ? body : "");
const show = async (query = "", accept?: string) => {
  const { status: code, headers, body } = await status(services, asked(query, accept), services.log);
  const head = new Headers(headers);
  return { code, type: head.get("content-type"), cache: head.get("cache-control"), body: textOf(body) };
};

describe("one tenant", () => {
  test("its latest look, what is open, what was told, and the course of time", async () => {
    for (const [hour, isBroken] of [
      [1, false],
      [2, true],
      [3, true],
      [4, false],
      [5, true],
    ] as const)
      await looked(hour, isBroken);
    const { code, type, cache, body } = await show(`tenant=${TENANT}`);
    expect([code, type, cache]).toEqual([200, "application/json; charset=utf-8", "no-store"]);
    const found = functionStatusSchema.parse(JSON.parse(body));
    expect(found.history.map(({ at }) => at.slice(11, 13))).toEqual(["01", "02", "03", "04", "05"]);
    expect(found.alerts.map(({ kind }) => kind)).toEqual(["problem", "recovery", "problem"]);
    expect(found.open).toMatchObject([{ key: "SYNC-002", since: "2026-11-23T05:00:00.000Z" }]);
    expect(found.latest).toMatchObject({ at: "2026-11-23T05:00:00.000Z", verdict: "error" });
  });

  test("nothing older than thirty days is shown", async () => {
    await looked(1, true);
    services.clock.advance(31 * 86_400_000);
    const found = functionStatusSchema.parse(JSON.parse((await show(`tenant=${TENANT}`)).body));
    expect([found.history, found.alerts]).toEqual([[], []]);
  });

  test("as a page, in which no name is markup", async () => {
    await looked(1, true);
    const { type, body } = await show(`tenant=${TENANT}`, "text/html,application/xhtml+xml");
    expect(type).toBe("text/html; charset=utf-8");
    expect(body).toContain("Course of time");
    expect(body).not.toContain("<script>");
    expect(body).not.toContain("\u202e");
    expect((await show(`tenant=${TENANT}&format=json`, "text/html")).type).toContain("json");
  });

  test("that nobody has looked at yet says so", async () => {
    expect((await show(`tenant=${OTHER}&format=html`)).body).toContain("Nobody has looked at this tenant yet.");
    expect(functionStatusSchema.parse(JSON.parse((await show(`tenant=${OTHER}`)).body)).latest).toBeNull();
  });

  test("that is not looked after here is not there", async () => {
    await looked(1, true);
    services = { ...services, tenants: async () => [OTHER, "33333333-3333-4333-8333-333333333333"] };
    const { code, body } = await show(`tenant=${TENANT}`);
    expect(code).toBe(404);
    expect(body).not.toContain("SYNC-002");
  });

  test("the only one needs no name", async () => {
    services = { ...services, tenants: async () => [TENANT] };
    await looked(1, true);
    expect(functionStatusSchema.parse(JSON.parse((await show()).body)).tenantId).toBe(TENANT);
  });

  test("alerts that a channel has not taken are told", async () => {
    services = servicesUnderTest({
      channelNames: ["teams", "slack"],
      sending: (channel) => {
        if (channel === "teams") throw new ServiceError("down", { code: "alert-refused", remedy: "" });
      },
      tenants: async () => [TENANT],
    });
    await looked(1, true);
    expect(functionStatusSchema.parse(JSON.parse((await show()).body)).alerts).toMatchObject([{ pending: ["teams"] }]);
  });
});

describe("all tenants", () => {
  test("a line each, and one that cannot be read hides no other", async () => {
    await looked(1, true);
    const bad = "33333333-3333-4333-8333-333333333333";
    await services.state.write(bad, [{ insert: "state", values: { part0: new Uint8Array([1]) } }]);
    services = { ...services, tenants: async () => [TENANT, OTHER, bad] };
    const found = functionOverviewSchema.parse(JSON.parse((await show()).body));
    expect(found.tenants).toMatchObject([
      { tenant: TENANT, open: 1, worst: "error", latest: { verdict: "error" }, problem: null },
      { tenant: OTHER, open: 0, latest: null, problem: null },
      { tenant: bad, problem: "state-unreadable" },
    ]);
    const { body } = await show("format=html");
    expect(body).toContain("3 tenants, 2 with errors, 2 not looked at yet");
    expect(body).not.toContain("<script>");
  });

  test("of very many, the first, and how many more", async () => {
    services = { ...services, tenants: async () => Array.from({ length: 1_003 }, () => crypto.randomUUID()) };
    const found = functionOverviewSchema.parse(JSON.parse((await show()).body));
    expect([found.tenants.length, found.more]).toEqual([1_000, 3]);
  });
});

test("a storage that is out is said without what its error shows", async () => {
  services.state.before = () => {
    throw new ServiceError("secret-host.example refuses", { code: "network", remedy: "" });
  };
  const { code, body } = await show(`tenant=${TENANT}`);
  expect(code).toBe(503);
  expect(body).not.toContain("secret-host");
  expect(services.lines).toContainEqual(expect.objectContaining({ event: "status-failed" }));
});

describe("health", () => {
  test("is well, and asks the storage no more than twice a minute", async () => {
    const health = createHealth(async () => services);
    for (const second of [0, 1, 29, 31]) {
      const { status: code, body } = await health(() => second * 1_000, services.log);
      expect([code, body]).toEqual([200, '{"status":"ok"}\n']);
    }
    expect(services.state.requests.read).toBe(2);
  });

  test.each(["storage", "settings"])("says that %s cannot be read, and nothing else", async (what) => {
    services.state.before = () => {
      throw new Error("planted-canary-0815");
    };
    const health = createHealth(() =>
      what === "storage" ? Promise.resolve(services) : Promise.reject(new Error("planted-canary-0815")),
    );
    const { status: code, body } = await health(() => 0, services.log);
    expect(code).toBe(503);
    expect(textOf(body)).not.toContain("planted");
  });
});
